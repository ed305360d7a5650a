import t from 'tap'
import { browser, openPage } from '../fixtures/browser.ts'
import { pageGateway } from '../fixtures/page-gateway.ts'

t.test('element() makes text of whatever it is given', async t => {
  const started = await browser(t)
  if (started === undefined) return
  const { url } = await pageGateway(t)
  const { page, complaints } = await openPage(started, `${url}/ui/`)
  const made = await page.evaluate(async () => {
    const { byId, element, setText } = await import('/ui/element.js' as string)
    const link = element('a', { href: '#/"><b>', hidden: true, title: undefined, 'aria-busy': false, tabindex: 0 }, '<img src=x onerror=alert(1)>', element('i', {}, 'x'))
    const texts: string[] = []
    const line = element('p')
    setText(line, '<b>')
    const first = line.firstChild
    setText(line, '<b>')
    texts.push(line.innerHTML, String(first === line.firstChild))
    try {
      byId('log', HTMLInputElement)
    } catch (error) {
      texts.push(String(error))
    }
    return [link.getAttributeNames().join(), link.getAttribute('href'), link.innerHTML, byId('log', HTMLElement).id, ...texts]
  })
  t.same(made, [
    'href,hidden,tabindex',
    '#/"><b>',
    '&lt;img src=x onerror=alert(1)&gt;<i>x</i>',
    'log',
    '&lt;b&gt;',
    'true',
    'TypeError: No HTMLInputElement "log" on the page',
  ])
  t.same(complaints, [])
})
