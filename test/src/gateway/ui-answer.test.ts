import t from 'tap'
import { uiAnswer } from '../../../src/gateway/ui-answer.ts'
import { listening } from '../fixtures/listening.ts'

t.test('uiAnswer() knows its paths, methods and limits', async t => {
  const told: string[] = []
  const request = { name: 'hello', method: 'GET', target: '/', headers: [], body: Buffer.from('kept'), bodyBytes: 4, obstacle: undefined }
  const failedCalls = {
    request: (id: number) => (id === 1 ? request : id === 2 ? { ...request, obstacle: 'Its body has over 64 KiB' } : undefined),
    clear: () => void told.push('cleared'),
  }
  const answer = uiAnswer({ feed: { answer: res => void res.end('feed') }, failedCalls, gatewayUrl: () => `http://127.0.0.1:${port}` })
  const port = await listening(t, (req, res) => (req.url?.startsWith('/function/') ? void res.end(`called ${req.url}`) : void answer(req, res)))
  const ask = async (method: string, path: string, body?: string) => {
    const res = await fetch(`http://127.0.0.1:${port}/ui${path}`, { method, redirect: 'manual', headers: { 'Content-Type': 'application/json' }, ...(body === undefined ? {} : { body }) })
    return `${res.status} ${(await res.text()).slice(0, 60)}`.trim()
  }
  t.equal(await ask('GET', ''), '308')
  t.match(await ask('GET', '/'), /^200 <!doctype html>/)
  t.equal(await ask('GET', '/feed'), '200 feed')
  t.equal(await ask('HEAD', '/feed'), '404')
  t.equal(await ask('GET', '/body/1'), '200 kept')
  t.equal(await ask('GET', '/body/3'), '404 This call is no longer kept')
  t.equal(await ask('POST', '/replay/2'), '409 Its body has over 64 KiB')
  t.equal(await ask('POST', '/replay/3'), '404 This call is no longer kept')
  t.match(await ask('POST', '/replay/1'), /^200 \{"status":200,/)
  t.match(await ask('POST', '/call', JSON.stringify({ ...request, body: '' })), /^200 \{"status":200,/)
  t.equal(await ask('POST', '/call', 'x'.repeat(17 * 1024 * 1024)), '413 An order may have 16777216 bytes')
  t.equal(await ask('POST', '/call', '{'), '400 The order is not JSON')
  t.equal(await ask('POST', '/feed'), '404 Nothing at /ui/feed')
  t.equal(await ask('PUT', '/'), '405 Not with PUT')
  t.same(told, [])
  t.equal(await ask('POST', '/forget'), '204')
  t.same(told, ['cleared'])
})
