import { httpArguments, pieceArgument } from '../../../template/lua-ts/modules/http/http-arguments.ts'
import { testEngine } from '../../support/engine-test.ts'
import { callOf } from '../../support/function-call.ts'
import { givenArguments } from '../../support/given-arguments.ts'
import { engines } from '../../support/lua-function.ts'

const own = ['Accept-Encoding', 'gzip, deflate, br', 'User-Agent', 'lua-ts', 'Accept', '*/*']

for (const engine of engines) {
  testEngine(engine, 'httpArguments() has defaults for all but the URL', (t, lua) => {
    const { request, ...others } = givenArguments(lua, '{ url = "http://x/a" }', (thread) => httpArguments(lua, thread, undefined, 1000))
    t.match(request, { method: 'GET', headers: own, body: undefined, verify: true })
    t.equal(request.url.href, 'http://x/a')
    t.same(others, { options: { maxRedirects: 5, decompress: true, timeoutMs: Infinity }, stream: false, maxBodyBytes: 1000 })
  })

  testEngine(engine, 'httpArguments() reads every field', (t, lua) => {
    const source = '{ url = "https://ada:p%40ss@x/", method = "PUT", headers = { "X-A", "\\255", "accept", "text/plain" }, body = "b\\0", redirects = 0, decompress = false, verify = false, timeout = 1.5, stream = true, max_body_bytes = 7 }'
    const { request, options, stream, maxBodyBytes } = givenArguments(lua, source, (thread) => httpArguments(lua, thread, undefined, 1000))
    t.match(request, { method: 'PUT', body: Buffer.from('b\0'), verify: false })
    t.same(request.headers, ['X-A', '\xff', 'accept', 'text/plain', 'Authorization', `Basic ${Buffer.from('ada:p@ss').toString('base64')}`, 'User-Agent', 'lua-ts'])
    t.same([options, stream, maxBodyBytes], [{ maxRedirects: 0, decompress: false, timeoutMs: 1500 }, true, 7])
    t.equal(givenArguments(lua, '{ url = "http://x/", streamed = true }', (thread) => httpArguments(lua, thread, undefined, 1)).request.body, 'streamed')
  })

  testEngine(engine, 'httpArguments() passes on what puts traces together, unless told not to', (t, lua) => {
    const { call } = callOf({ id: 'c1', headers: ['Traceparent', '00-1', 'X-Other', 'y'] })
    const headers = (more: string) => givenArguments(lua, `{ url = "http://x/"${more} }`, (thread) => httpArguments(lua, thread, call, 1)).request.headers
    t.same(headers(''), ['X-Call-Id', 'c1', 'traceparent', '00-1', ...own])
    t.same(headers(', propagate = false'), own)
  })

  testEngine(engine, 'httpArguments() refuses what is no URL, without its password', (t, lua) => {
    const read = (url: string) => () => givenArguments(lua, `{ url = "${url}" }`, (thread) => httpArguments(lua, thread, undefined, 1))
    for (const url of ['x', 'ftp://x/', '/path', '']) t.throws(read(url), { message: /expected a URL that begins with http:\/\/ or https:\/\/$/ }, url)
    t.throws(read('ftp://ada:secret@x/'), { message: /ftp:\/\/…@x/ })
  })

  testEngine(engine, 'pieceArgument() copies the bytes of argument 2', (t, lua) => {
    const piece = (args: string) => givenArguments(lua, args, (thread) => pieceArgument(lua, thread))
    t.same(piece('nil, "a\\0"'), Buffer.from('a\0'))
    t.equal(piece('nil'), undefined)
  })
}
