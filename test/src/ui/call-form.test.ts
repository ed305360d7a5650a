import t from 'tap'
import { readHeaders, toBase64, toTarget } from '../../../src/ui/call-form.js'
import { browser, openPage } from '../fixtures/browser.ts'
import { pageGateway } from '../fixtures/page-gateway.ts'
import { until } from '../fixtures/until.ts'

t.test('readHeaders() reads one a line, and names what is none', async t => {
  t.same(readHeaders('A: 1\n\n  B-C:2:3 \nD:'), [['A', '1'], ['B-C', '2:3'], ['D', '']])
  t.throws(() => readHeaders('A: 1\nnonsense'), { message: '"nonsense" is no header: write "Name: value"' })
})

t.test('toBase64() encodes UTF-8', async t => {
  t.equal(Buffer.from(toBase64('a ü €'), 'base64').toString(), 'a ü €')
})

t.test('toTarget() writes letters beyond ASCII as UTF-8', async t => {
  t.equal(toTarget('/ä%20b?x=€&y="'), '/%C3%A4%20b?x=%E2%82%AC&y="')
})

t.test('callForm() calls a function and shows its answer as it comes', async t => {
  const started = await browser(t)
  if (started === undefined) return
  const { url, destroy } = await pageGateway(t)
  const { page, complaints } = await openPage(started, `${url}/ui/`)
  const field = (name: string) => page.locator(`#call-form [name=${name}]`)
  const answer = page.locator('#answer')
  const status = answer.getByRole('status')
  const body = answer.locator('.answer-body')
  const call = page.getByRole('button', { name: 'Call', exact: true })
  const stop = page.getByRole('button', { name: 'Stop' })

  await field('name').selectOption('other')
  await field('method').selectOption('PUT')
  await field('target').fill('/a//b?x=1')
  await field('headers').fill('X-Twice: 1\nX-Twice: 2\nCookie: c=3')
  await field('body').fill('<b>ü</b>')
  await call.click()
  await status.getByText('200 OK').waitFor()
  await until(async () => /head after .* · end after .* in 1 piece$/.test(await status.innerText()))
  const seen = JSON.parse(await body.innerText()) as { method: string; url: string; headers: Record<string, string>; body: string }
  t.match(seen, { method: 'PUT', url: '/a//b?x=1', body: '<b>ü</b>', headers: { 'x-twice': '1, 2', cookie: 'c=3' } })
  await answer.getByText(/^\d+ headers$/).click()
  t.match(await answer.locator('.headers pre').innerText(), /^X-Call-Id: /m)
  t.equal(await stop.isDisabled(), true)

  await field('headers').fill('nonsense')
  await call.click()
  t.match(await field('headers').evaluate((area: HTMLTextAreaElement) => area.validationMessage), '"nonsense" is no header')
  await field('headers').fill('')

  await field('target').fill('/endless')
  await field('target').press('Control+Enter')
  await body.getByText('started').waitFor()
  t.equal(await stop.isDisabled(), false, 'the first piece shows while the answer goes on')
  await stop.click()
  await status.getByText('stopped after').waitFor()
  await until(() => stop.isDisabled())

  await field('method').selectOption('GET')
  await field('body').fill('')
  await field('target').fill('/moved')
  await field('target').press('Enter')
  await status.getByText('302 Found').waitFor()
  t.match(await answer.locator('.headers pre').textContent(), /^Set-Cookie: a=1\nSet-Cookie: b=2$/m, 'a redirect is shown, not followed')

  await field('target').fill('/cut')
  await call.click()
  await status.getByText('broke off after').waitFor()
  t.equal(await body.innerText(), 'half')
  t.same(complaints.filter(text => !/net::ERR_INCOMPLETE_CHUNKED_ENCODING|net::ERR_CONNECTION_RESET/.test(text)), [])

  destroy()
  await call.click()
  await status.getByText('Not called').waitFor()
  t.equal(await status.getAttribute('data-state'), 'bad')
})
