import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { browser, openPage } from '../fixtures/browser.ts'
import { listening } from '../fixtures/listening.ts'
import { pageGateway } from '../fixtures/page-gateway.ts'
import { until } from '../fixtures/until.ts'

const started = await browser(t)

t.test('failedCalls() shows why a call failed and where, and makes it again', async t => {
  if (started === undefined) return
  const { url, dir } = await pageGateway(t)
  const { page, complaints } = await openPage(started, `${url}/ui/`)
  const count = page.locator('#failed-count')
  const forget = page.getByRole('button', { name: 'Forget them' })
  t.equal(await count.innerText(), 'None so far')
  t.equal(await forget.isVisible(), false)

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

t.test('no other page can make a call again, read the feed, or put the page into a frame', async t => {
  if (started === undefined) return
  const { url, log } = await pageGateway(t)
  const { page, close } = await openPage(started, `${url}/ui/`)
  await fetch(`${url}/function/hello/fail`, { method: 'POST', body: 'x' })
  await page.locator('#failed > li').waitFor()
  const id = await page.evaluate(async () => {
    const answer = await fetch('feed')
    for await (const piece of answer.body ?? []) {
      const [, found] = /"id":(\d+)/.exec(new TextDecoder().decode(piece)) ?? []
      if (found !== undefined) return found
    }
    return ''
  })
  t.match(id, /^\d+$/)
  await close()

  const port = await listening(t, (_req, res) => void res.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>elsewhere</title>'))
  const calls = log.lines('hello').length
  // Another port of the same site, and another site.
  for (const host of ['127.0.0.1', 'localhost']) {
    const elsewhere = await (await started.newContext()).newPage()
    await elsewhere.goto(`http://${host}:${port}/`)
    const outcome = await elsewhere.evaluate(async ([ui, call]) => {
      const outcomes: string[] = []
      const attempt = (what: string, init: RequestInit) => fetch(`${ui}${what}`, init).then(async answer => outcomes.push(`${what} ${answer.type} ${answer.status}`), () => outcomes.push(`${what} failed`))
      await attempt(`replay/${call}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' })
      await attempt(`replay/${call}`, { method: 'POST', mode: 'no-cors', body: '{}' })
      await attempt('feed', {})
      await attempt('feed', { mode: 'no-cors' })
      const frame = document.createElement('iframe')
      frame.src = ui
      document.body.append(frame)
      await new Promise(resolve => frame.addEventListener('load', resolve, { once: true }))
      outcomes.push(`frame ${frame.contentDocument === null ? 'shut' : 'open'}`)
      return outcomes
    }, [`${url}/ui/`, id] as const)
    // "Opaque" is an answer that the page may not look at: here the refusal.
    t.same(outcome, [`replay/${id} failed`, `replay/${id} opaque 0`, 'feed failed', 'feed failed', 'frame shut'], host)
    t.equal(await elsewhere.frames()[1]?.locator('#functions').count(), 0)
  }
  t.equal(log.lines('hello').length, calls, 'the function was not called')
})
