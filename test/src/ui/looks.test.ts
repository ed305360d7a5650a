import t from 'tap'
import type { Page } from 'playwright-core'
import { browser, openPage } from '../fixtures/browser.ts'
import { pageGateway } from '../fixtures/page-gateway.ts'
import { until } from '../fixtures/until.ts'

/** Texts whose colour is too near to what is behind them (WCAG 2.2 AA: 4.5 to 1), of the elements in view or not. */
const faintTexts = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    type Colour = readonly [number, number, number, number]
    const colour = (text: string): Colour => {
      const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number)
      return [red, green, blue, alpha]
    }
    const light = ([red, green, blue]: Colour): number => {
      const part = (value: number): number => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4)
      return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue)
    }
    const behind = (of: Element | null): Colour => {
      for (let at = of; at !== null; at = at.parentElement) {
        const background = colour(getComputedStyle(at).backgroundColor)
        if (background[3] === 1) return background
      }
      return [255, 255, 255, 1]
    }
    const hasText = (of: Element): boolean => [...of.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '')
    return [...document.body.querySelectorAll('*')].filter(of => hasText(of) || of instanceof HTMLInputElement || of instanceof HTMLSelectElement).flatMap(of => {
      if (of instanceof HTMLOptionElement || of.tagName === 'NOSCRIPT') return []
      const [one, other] = [light(colour(getComputedStyle(of).color)), light(behind(of))]
      const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
      return contrast >= 4.5 ? [] : [`${of.tagName} "${of.textContent?.trim().slice(0, 30)}" ${contrast.toFixed(2)}`]
    })
  })

/** Elements that stick out to the right, other than inside of what can be scrolled. */
const wideElements = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const scrolls = (of: Element | null): boolean => of !== null && (/auto|scroll|hidden/.test(getComputedStyle(of).overflowX) || scrolls(of.parentElement))
    return [...document.body.querySelectorAll('*')].filter(of => of.getBoundingClientRect().right > innerWidth + 0.5 && !scrolls(of.parentElement)).map(of => `${of.tagName}#${of.id}.${of.className}`)
  })

const started = await browser(t)

t.test('the page can be read and used at any width, light and dark', async t => {
  if (started === undefined) return
  const { url, log, page: ui, dir } = await pageGateway(t)
  log.add({ name: 'hello', instance: 'hello-2', timeMs: Date.now(), text: `Cannot load "handler.lua": handler.lua:2: ${'long '.repeat(60)}` })
  ui.started({ name: 'hello', instance: 'hello-2', ready: false, onTrial: true, dir })
  await fetch(`${url}/function/hello/fail?${'x'.repeat(300)}`, { headers: { 'X-Long': 'y'.repeat(500) } })
  for (const [width, colorScheme] of [[1440, 'light'], [360, 'dark']] as const) {
    const at = `${width} px, ${colorScheme}`
    const { page, complaints, close } = await openPage(started, `${url}/ui/`, { viewport: { width, height: 740 }, colorScheme })
    await page.locator('#failed summary').first().click()
    await page.locator('#failed .headers summary').click()
    await page.getByRole('button', { name: 'Replay' }).first().click()
    await page.getByText('500 Internal Server Error').waitFor()
    await page.locator('#call-form [name=target]').fill('/x')
    await page.getByRole('button', { name: 'Call', exact: true }).click()
    await page.locator('#answer').getByText('200 OK').waitFor()
    await page.getByRole('button', { name: 'Pause' }).click()
    t.same(await faintTexts(page), [], `contrast at ${at}`)
    t.same(await wideElements(page), [], `nothing sticks out at ${at}`)
    t.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, at)
    t.same(complaints, [], at)
    await close()
  }
})

t.test('the page can be used by keyboard alone, and each control has a name', async t => {
  if (started === undefined) return
  const { url } = await pageGateway(t)
  const { page } = await openPage(started, `${url}/ui/`)
  const seen: string[] = []
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab')
    const now = await page.evaluate(() => {
      const { activeElement: active } = document
      if (active === null || active === document.body) return 'body'
      const outlined = getComputedStyle(active).outlineStyle !== 'none'
      const label = 'labels' in active ? (active as HTMLInputElement).labels?.[0]?.childNodes[0]?.textContent : undefined
      const text = active.matches('button, a, summary') ? active.textContent : undefined
      return `${(label ?? text ?? active.getAttribute('aria-label') ?? active.getAttribute('aria-labelledby') ?? '?').trim()}${outlined ? '' : ' without outline'}`
    })
    if (now === 'body') break
    seen.push(now)
  }
  const path = ['Skip to the call form', 'All functions', 'hello', 'other', 'Function', 'Method', 'Path and query', 'Headers, one a line', 'Body', 'Call', 'Filter', 'Pause', 'Clear', 'log-title']
  t.same(seen, path)

  await page.keyboard.press('Home')
  await page.locator('.skip').focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await until(() => page.evaluate(() => document.activeElement?.getAttribute('name') === 'name'))
  for (let presses = 0; presses < 5; presses++) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.locator('#answer').getByText('200 OK').waitFor()
})

t.test('the page is small, asks nobody else, and moves nothing for those who want no motion', async t => {
  if (started === undefined) return
  const { url } = await pageGateway(t)
  const context = await started.newContext({ reducedMotion: 'reduce' })
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  let [received, whole] = [0, 0]
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (received += encodedDataLength))
  session.on('Network.dataReceived', ({ dataLength }) => (whole += dataLength))
  await page.goto(`${url}/ui/`)
  await page.locator('#functions tbody tr').nth(1).waitFor()
  await until(() => received > 30_000)
  t.ok(received < 60_000, `${received} bytes came over the wire`)
  t.ok(whole < 110_000, `${whole} bytes unpacked`)
  t.equal(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior), 'auto')
  t.equal(await page.evaluate(() => [...document.querySelectorAll('*')].some(of => getComputedStyle(of).animationName !== 'none' || getComputedStyle(of).transitionDuration !== '0s')), false)
})
