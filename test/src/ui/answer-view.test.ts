import t from 'tap'
import { browser, openPage } from '../fixtures/browser.ts'
import { listening } from '../fixtures/listening.ts'
import { pageGateway } from '../fixtures/page-gateway.ts'

t.test('answerView() shows the beginning of a large answer, and the last of several calls only', async t => {
  const started = await browser(t)
  if (started === undefined) return
  const { url, pools } = await pageGateway(t)
  const port = await listening(t, (_req, res) => void res.end('x'.repeat(3 * 1024 * 1024)))
  pools.push({ ...pools[0], name: 'large', lease: () => ({ port, release: () => {} }) } as (typeof pools)[0])
  const { page, complaints } = await openPage(started, `${url}/ui/`)
  const field = (name: string) => page.locator(`#call-form [name=${name}]`)
  const call = page.getByRole('button', { name: 'Call', exact: true })
  const status = page.locator('#answer').getByRole('status')

  await field('target').fill('/endless')
  await call.click()
  await page.locator('.answer-body').getByText('started').waitFor()
  await field('name').selectOption('large')
  await call.click()
  await status.getByText('3 MiB in').waitFor()
  t.match(await status.innerText(), /^200 OK head after .* · end after .* · 3 MiB in \d+ pieces · the first 512 KiB shown$/)
  t.equal(await page.locator('.answer-body').evaluate(body => body.textContent?.length), 512 * 1024)
  t.equal(await page.locator('.answer-body').count(), 1)
  t.equal(await page.getByRole('button', { name: 'Stop' }).isDisabled(), true)
  t.same(complaints, [])
})
