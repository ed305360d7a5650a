import t from 'tap'
import { answerCall } from '../../../src/gateway/ui-call.ts'
import type { UiCall } from '../../../src/gateway/ui-call.ts'
import { listening } from '../fixtures/listening.ts'
import { until } from '../fixtures/until.ts'

const order: UiCall = { name: 'hello', method: 'GET', target: '/', headers: [], body: Buffer.alloc(0) }

t.test('answerCall() calls through the gateway and tells head and body as they came', async t => {
  let left = false
  const gatewayPort = await listening(t, async (req, res) => {
    if (req.url === '/function/hello/endless') return void res.once('close', () => (left = true)).write('started')
    if (req.url === '/function/hello/cut') return void res.write('half', () => res.destroy())
    let body = ''
    for await (const piece of req) body += String(piece)
    res.writeHead(302, 'Found It', ['Location', 'http://elsewhere/', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'])
    res.end(`${req.method} ${req.url} ${req.headers['x-a']} ${req.headers.cookie} ${req.headers['x-call-id']} ${req.headers['content-length']} ${body}`)
  })
  const call = async (some: Partial<UiCall>, signal?: AbortSignal) => {
    const port = await listening(t, (_req, res) => answerCall(res, { ...order, ...some }, `http://127.0.0.1:${gatewayPort}`))
    return fetch(`http://127.0.0.1:${port}/`, signal === undefined ? {} : { signal })
  }
  const text = async (some: Partial<UiCall>) => (await call(some)).text()

  const headers = [['X-A', '1'], ['X-A', '2'], ['Cookie', 'c'], ['X-Call-Id', 'old'], ['Connection', 'close'], ['Content-Length', '99']] as const
  const [head = '', ...body] = (await text({ method: 'QUERY', target: '/a//b?x=%20', headers, body: Buffer.from('hi') })).split('\n')
  t.match(JSON.parse(head), { status: 302, reason: 'Found It', headers: [['Location', 'http://elsewhere/'], ['Set-Cookie', 'a=1'], ['Set-Cookie', 'b=2']] })
  t.equal(body.join('\n'), 'QUERY /function/hello/a//b?x=%20 1, 2 c undefined 2 hi')

  const mistakes = [[{ method: 'CONNECT' }, /CONNECT/], [{ method: 'B D' }, /method/i], [{ target: 'x' }, /does not start/], [{ target: '/a b' }, /unescaped/], [{ headers: [['A b', '1']] }, /header/i]] as const
  for (const [some, error] of mistakes) t.match((JSON.parse(await text(some)) as { error: string }).error, error)

  await t.rejects(text({ target: '/cut' }))
  const leaving = new AbortController()
  await call({ target: '/endless' }, leaving.signal)
  leaving.abort()
  await until(() => left)
})

t.test('answerCall() says when the gateway can\'t be reached', async t => {
  const port = await listening(t, (_req, res) => answerCall(res, order, 'http://127.0.0.1:1'))
  t.match(await (await fetch(`http://127.0.0.1:${port}/`)).json(), { error: /ECONNREFUSED/ })
})
