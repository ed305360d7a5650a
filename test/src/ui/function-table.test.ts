import t from 'tap'
import { browser, openPage } from '../fixtures/browser.ts'
import { pageGateway } from '../fixtures/page-gateway.ts'
import { until } from '../fixtures/until.ts'

t.test('functionTable() shows every function with its state and rates, and selects one by link', async t => {
  const started = await browser(t)
  if (started === undefined) return
  const { url, pools } = await pageGateway(t)
  const { page, complaints } = await openPage(started, `${url}/ui/`)
  const row = (name: string) => page.locator('#functions tbody tr').filter({ hasText: name })
  t.match(await row('hello').innerText(), /hello\s+fengari\s+Ready\s/)
  t.match(await row('other').innerText(), /other\s+fengari · @hourly\s+Ready\s/)
  t.match(await row('hello').innerText(), '4 MiB', 'Lua memory')

  await Promise.all(Array.from({ length: 20 }, () => fetch(`${url}/function/hello`)))
  await until(async () => (await row('hello').locator('td').last().innerText()) === '20')
  t.equal(await row('All').locator('td').last().innerText(), '20')

  await page.getByRole('link', { name: 'other' }).focus()
  await page.keyboard.press('Enter')
  await page.locator('#functions tr.chosen', { hasText: 'other' }).waitFor()
  t.equal(await page.getByRole('link', { name: 'other' }).getAttribute('aria-current'), 'true')
  t.equal(await page.locator('#log-title').innerText(), 'Log of other')
  t.equal(await page.title(), 'other · lua-ts')
  t.equal(await page.locator('#call-form [name=name]').inputValue(), 'other')
  await page.waitForTimeout(1_200)
  t.equal(await page.evaluate('document.activeElement.textContent'), 'other', 'the focus survives new figures')

  pools.pop()
  await row('other').waitFor({ state: 'detached' })
  t.same(await page.locator('#call-form [name=name] option').allInnerTexts(), ['hello'])
  t.same(complaints, [])
})
