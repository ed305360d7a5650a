import t from 'tap'
import { browser, openPage } from '../fixtures/browser.ts'
import { pageGateway } from '../fixtures/page-gateway.ts'
import { until } from '../fixtures/until.ts'

t.test('chartSet() draws the figures of the chosen function and says them in words', async t => {
  const started = await browser(t)
  if (started === undefined) return
  const { url } = await pageGateway(t)
  const { page, complaints } = await openPage(started, `${url}/ui/`)
  const chart = (title: string) => page.locator('.chart').filter({ hasText: title })
  const captions = async () => (await page.locator('.chart figcaption').allInnerTexts()).map(text => text.replaceAll(/\s+/g, ' '))
  t.same((await captions()).map(text => text.replace(/ [\d.–]+( .*)?$/, '')), ['Requests/s all', 'Latency p50', 'In flight', 'Lua memory', 'Event-loop lag'])
  t.match(await captions(), [/./, /./, 'In flight 0', 'Lua memory 8 MiB', 'Event-loop lag 2 ms'])

  const load = setInterval(() => void fetch(`${url}/function/hello`).then(answer => answer.text(), () => {}), 20)
  t.teardown(() => clearInterval(load))
  await until(async () => /^Requests\/s all [1-9][\d.]* failed 0$/.test((await captions())[0] ?? '') && /p50 [\d.]+ ms p95 [\d.]+ ms p99 [\d.]+ m?s$/.test((await captions())[1] ?? ''))
  const drawn = await chart('Requests/s').locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] }
    return data.some((value, index) => index % 4 === 3 && value > 0)
  })
  t.ok(drawn)

  const plot = await chart('Lua memory').locator('.u-over').boundingBox()
  await page.mouse.move((plot?.x ?? 0) + 5, (plot?.y ?? 0) + 40)
  clearInterval(load)
  await page.getByRole('link', { name: 'other' }).click()
  await until(async () => (await captions())[3] === 'Lua memory 4 MiB')
  t.same((await captions()).slice(0, 2), ['Requests/s all 0 failed 0', 'Latency p50 – p95 – p99 –'])

  await page.emulateMedia({ colorScheme: 'dark' })
  t.equal(await page.locator('.chart .uplot').count(), 5, 'drawn anew in other colours')
  await page.setViewportSize({ width: 360, height: 740 })
  await until(async () => ((await chart('Latency').locator('.uplot').boundingBox())?.width ?? 999) < 340)
  t.same(complaints, [])
})
