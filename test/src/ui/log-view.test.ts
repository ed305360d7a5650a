import t from 'tap'
import { browser, openPage } from '../fixtures/browser.ts'
import { pageGateway } from '../fixtures/page-gateway.ts'
import { until } from '../fixtures/until.ts'

t.test('logView() follows the log, filters it, pauses and clears', async t => {
  const started = await browser(t)
  if (started === undefined) return
  const { url, log } = await pageGateway(t)
  const say = (name: string, text: string): void => log.add({ name, instance: `${name}-1`, timeMs: Date.now(), text })
  say('hello', '2026/11/23 08:41:25 before')
  const { page, complaints } = await openPage(started, `${url}/ui/`)
  const area = page.getByRole('log')
  const lines = async (): Promise<string[]> => (await area.locator('div').allInnerTexts()).map(text => text.replace(/^[\d:]{8} /, ''))
  await area.getByText('before').waitFor()

  say('other', '<img src=x onerror=alert(1)>')
  say('', 'hello reloaded in 80 ms')
  say('hello', '2026/11/23 08:41:25 GET / - 500 Internal Server Error')
  await until(async () => (await lines()).length === 4)
  t.same(await lines(), ['hello before', 'other <img src=x onerror=alert(1)>', 'lua-ts hello reloaded in 80 ms', 'hello GET / - 500 Internal Server Error'])
  t.equal(await area.locator('.bad').count(), 1)

  const filter = page.getByRole('searchbox', { name: 'Filter' })
  await filter.fill('RELOADED')
  t.same(await lines(), ['lua-ts hello reloaded in 80 ms'])
  await filter.fill('')

  const pause = page.getByRole('button', { name: 'Pause' })
  await pause.click()
  say('other', 'while paused')
  await page.waitForTimeout(300)
  t.equal(await area.getByText('while paused').count(), 0)
  await pause.click()
  await area.getByText('while paused').waitFor()

  for (let index = 0; index < 1_000; index++) say('hello', `line ${index}`)
  await area.getByText('line 999').waitFor()
  t.match(await page.locator('#log-count').innerText(), /^\d+ lines, 800 left out as they came too fast$/)
  t.ok(await area.evaluate((log: HTMLElement) => log.scrollTop > 0 && log.scrollHeight - log.scrollTop - log.clientHeight < 2), 'the end is in sight')

  await page.getByRole('button', { name: 'Clear' }).click()
  t.same(await lines(), [])
  t.same(complaints, [])
})
