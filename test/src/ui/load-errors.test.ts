import t from 'tap'
import { browser, openPage } from '../fixtures/browser.ts'
import { pageGateway } from '../fixtures/page-gateway.ts'

t.test('loadErrors() alerts with the file and line, until the function loads', async t => {
  const started = await browser(t)
  if (started === undefined) return
  const { url, log, page: ui, dir } = await pageGateway(t)
  const told = (instance: string, ready: boolean): void => ui.started({ name: 'hello', instance, ready, onTrial: true, dir })
  const { page, complaints } = await openPage(started, `${url}/ui/`)
  const alert = page.getByRole('alert')
  t.equal(await alert.innerText(), '')
  log.add({ name: 'hello', instance: 'hello-2', timeMs: Date.now(), text: 'Cannot load "handler.lua": handler.lua:4: <eof> expected near <b>' })
  told('hello-2', false)
  await alert.getByText('hello did not load; the one before serves on').waitFor()
  t.match(await alert.innerText(), /handler\.lua:4: <eof> expected near <b>\n/)
  t.equal(await alert.locator('figcaption').innerText(), 'handler.lua:4')
  t.match(await alert.locator('mark').innerText(), /4\s+return handler/)
  t.match(await page.locator('#functions tr', { hasText: 'hello' }).innerText(), 'Old code')
  const card = await alert.locator('article').elementHandle()
  await page.waitForTimeout(1_200)
  t.ok(await card?.evaluate(known => known.isConnected), 'new figures don\'t say it again')
  told('hello-3', true)
  await alert.locator('article').waitFor({ state: 'detached' })
  t.same(complaints, [])
})
