import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { browser, openPage } from '../fixtures/browser.ts'
import { pageGateway } from '../fixtures/page-gateway.ts'
import { until } from '../fixtures/until.ts'

t.test('failedCalls() shows why a call failed and where, and makes it again', async t => {
  const started = await browser(t)
  if (started === undefined) return
  const { url, dir } = await pageGateway(t)
  const { page, complaints } = await openPage(started, `${url}/ui/`)
  const count = page.locator('#failed-count')
  const forget = page.getByRole('button', { name: 'Forget them' })
  t.equal(await count.innerText(), 'None so far')
  t.equal(await forget.isDisabled(), true)

  await fetch(`${url}/function/hello/fail?x=1`, { method: 'POST', headers: { 'X-Mine': 'yes' }, body: 'with ü' })
  const item = page.locator('#failed > li').first()
  await item.getByText('POST /fail?x=1').waitFor()
  t.equal(await count.innerText(), '1 failed call')
  t.match(await item.innerText(), /500[^]*hello[^]*handler\.lua:2: attempt to call a <b>nil<\/b> value/, 'what it says is text')
  // The lines were kept as they were.
  writeFileSync(join(dir, 'handler.lua'), 'return nil\n')

  await item.locator('summary').first().focus()
  await page.keyboard.press('Enter')
  t.match(await item.locator('.traceback').innerText(), /^Handler failed: [^]*stack traceback:\n\s+handler\.lua:2: in function <handler\.lua:1>$/)
  t.equal(await item.locator('figcaption').innerText(), 'handler.lua:2')
  t.match(await item.locator('mark').innerText(), /2\s+return event\.missing\(\)/)

  await item.getByText('The request, 7 bytes of body').click()
  await item.getByText('with ü').waitFor()
  t.match(await item.locator('.headers pre').first().innerText(), /^POST \/fail\?x=1\n[^]*^X-Mine: yes$/im)

  await item.getByRole('button', { name: 'Replay' }).click()
  await item.getByRole('status').getByText('500 Internal Server Error').waitFor()
  await until(async () => (await count.innerText()) === '2 failed calls')

  await page.locator('#failed > li').last().getByRole('button', { name: 'Edit and call' }).click()
  const field = (name: string) => page.locator(`#call-form [name=${name}]`)
  await until(async () => (await field('body').inputValue()) === 'with ü')
  t.equal(await field('target').inputValue(), '/fail?x=1')
  t.match(await field('headers').inputValue(), /^X-Mine: yes$/im)

  await page.getByRole('link', { name: 'other' }).click()
  t.equal(await count.innerText(), 'None so far')
  await page.getByRole('link', { name: 'All functions' }).click()
  await forget.click()
  await until(async () => (await count.innerText()) === 'None so far')
  t.equal(await page.locator('#failed > li').count(), 0)
  t.same(complaints, [])
})
