import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { browser, openPage } from '../fixtures/browser.ts'
import { pageGateway } from '../fixtures/page-gateway.ts'
import { until } from '../fixtures/until.ts'

const started = await browser(t)

t.test('followFeed() connects again when the gateway comes back', async t => {
  if (started === undefined) return
  const { url, log, page: ui } = await pageGateway(t)
  let up = true
  let feeds = 0
  // In front of the gateway, so that it can seem to be gone.
  const front = createServer((req, res) => {
    if (!up) return void res.writeHead(503).end()
    if (req.url === '/ui/feed') feeds++
    void ui.answer(req, res)
  }).listen(0, '127.0.0.1')
  t.teardown(() => front.close())
  await until(() => front.listening)
  const { page } = await openPage(started, `http://127.0.0.1:${(front.address() as AddressInfo).port}/ui/`)
  const connection = page.locator('#connection')
  t.equal(await connection.innerText(), 'Live')
  await fetch(`${url}/function/hello/fail`)
  await page.locator('#failed > li summary').click()
  await page.getByRole('button', { name: 'Replay' }).waitFor()

  up = false
  front.closeAllConnections()
  await connection.getByText('Lost the gateway; trying again').waitFor()
  t.equal(await connection.getAttribute('data-state'), 'lost')
  log.add({ name: 'hello', instance: 'hello-1', timeMs: Date.now(), text: 'meanwhile' })
  up = true
  await connection.getByText('Live').waitFor()
  t.equal(feeds, 2)
  await page.getByRole('log').getByText('meanwhile').waitFor()
  t.equal(await page.getByRole('log').getByText('called with').count(), 1, 'nothing twice')
  t.equal(await page.locator('#failed > li').count(), 1)
  t.ok(await page.getByRole('button', { name: 'Replay' }).isVisible(), 'what was open stays open')
})

t.test('followFeed() and calls work behind a password', async t => {
  if (started === undefined) return
  const { url } = await pageGateway(t, 'ada:secret')
  const { page, complaints } = await openPage(started, `${url}/ui/`, { httpCredentials: { username: 'ada', password: 'secret' } })
  await page.getByRole('button', { name: 'Call', exact: true }).click()
  await page.locator('#answer').getByText('200 OK').waitFor()
  t.notMatch(await page.locator('.answer-body').innerText(), /authorization/i, 'which the function does not get to see')
  t.same(complaints, [])
})
