import { once } from 'node:events'
import { request } from 'node:http'
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import t from 'tap'
import { answerText } from '../../../src/gateway/answer-text.ts'
import { uiFiles } from '../../../src/gateway/ui-files.ts'
import { listening } from '../fixtures/listening.ts'

t.test('uiFiles() sends the page\'s files, packed if the client can unpack them, and once', async t => {
  const files = uiFiles()
  const port = await listening(t, (req, res) => {
    if (!files(req, res, (req.url ?? '/').slice(1))) answerText(res, 404, 'nothing')
  })
  const get = async (path: string, headers: OutgoingHttpHeaders = {}, method = 'GET') => {
    const [res] = (await once(request({ port, path, method, headers }).end(), 'response')) as [IncomingMessage]
    let bytes = 0
    for await (const piece of res) bytes += (piece as Buffer).length
    return { status: res.statusCode, headers: res.headers, bytes }
  }
  t.match(await get('/'), { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } })
  t.match(await get('/page.js'), { status: 200, headers: { 'content-type': 'text/javascript; charset=utf-8' } })
  t.match(await get('/uplot.css'), { status: 200, headers: { 'content-type': 'text/css; charset=utf-8' } })
  const whole = await get('/uplot.js')
  const packed = await get('/uplot.js', { 'Accept-Encoding': 'br, gzip' })
  t.equal(packed.headers['content-encoding'], 'gzip')
  t.ok(packed.bytes < whole.bytes / 2)
  t.match(await get('/uplot.js', { 'If-None-Match': whole.headers.etag }), { status: 304, bytes: 0 })
  t.match(await get('/page.js', {}, 'HEAD'), { status: 200, bytes: 0 })
  for (const path of ['/feed-types.ts', '/tsconfig.json', '/../gateway/ui.ts', '/nope.js']) t.equal((await get(path)).status, 404, path)
})
