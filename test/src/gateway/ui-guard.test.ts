import t from 'tap'
import { refusePageRequest } from '../../../src/gateway/ui-guard.ts'

const json = { 'content-type': 'application/json' }

t.test('refusePageRequest() lets the page, typed addresses, links and other programs through', async t => {
  t.equal(refusePageRequest({ method: 'GET', headers: {} }, false), undefined)
  t.equal(refusePageRequest({ method: 'POST', headers: json }, false), undefined)
  t.equal(refusePageRequest({ method: 'POST', headers: { ...json, 'sec-fetch-site': 'same-origin' } }, false), undefined)
  t.equal(refusePageRequest({ method: 'GET', headers: { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' } }, true), undefined)
  t.equal(refusePageRequest({ method: 'GET', headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' } }, true), undefined)
})

t.test('refusePageRequest() refuses what another page sends', async t => {
  const link = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
  for (const site of ['cross-site', 'same-site', 'unknown']) {
    t.match(refusePageRequest({ method: 'POST', headers: { ...json, 'sec-fetch-site': site } }, false), `Sec-Fetch-Site: ${site}`)
    t.ok(refusePageRequest({ method: 'GET', headers: { 'sec-fetch-site': site, ...link } }, false), 'only the page itself by a link')
    t.ok(refusePageRequest({ method: 'POST', headers: { ...json, 'sec-fetch-site': site, ...link } }, true), 'a form')
    t.ok(refusePageRequest({ method: 'GET', headers: { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' } }, true), 'a frame')
  }
  t.match(refusePageRequest({ method: 'POST', headers: { 'content-type': 'text/plain' } }, false), 'application/json')
})
