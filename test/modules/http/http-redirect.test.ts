import t from 'tap'
import { redirected } from '../../../template/lua-ts/modules/http/http-redirect.ts'
import type { HttpRequest } from '../../../template/lua-ts/modules/http/http-request.ts'

const request: HttpRequest = {
  method: 'POST', url: new URL('http://a/b/c?d'), body: Buffer.from('x'), verify: true,
  headers: ['Content-Type', 'text/plain', 'Content-Length', '1', 'Authorization', 's', 'X-A', '1'],
}

t.test('redirected() makes GET of POST where RFC 9110 §15.4 says so', async (t) => {
  for (const [status, method, wanted] of [
    [301, 'POST', 'GET'], [302, 'POST', 'GET'], [303, 'POST', 'GET'], [303, 'PUT', 'GET'], [303, 'HEAD', 'HEAD'], [302, 'PUT', 'PUT'], [307, 'POST', 'POST'], [308, 'POST', 'POST'],
  ] as const) t.equal(redirected({ ...request, method }, status, '/x')?.method, wanted, `${status} ${method}`)
  t.same(redirected(request, 303, '/x')?.headers, ['Authorization', 's', 'X-A', '1'])
  t.equal(redirected(request, 303, '/x')?.body, undefined)
})

t.test('redirected() resolves Location and keeps secrets from other origins', async (t) => {
  t.equal(redirected(request, 307, '../e?f')?.url.href, 'http://a/e?f')
  t.same(redirected(request, 307, 'http://a/e')?.headers, request.headers)
  for (const location of ['http://b/', 'https://a/', 'http://a:81/']) t.notOk(redirected(request, 307, location)?.headers.includes('Authorization'), location)
})

t.test('redirected() is nothing for answers that can\'t be followed', async (t) => {
  t.equal(redirected(request, 200, '/x'), undefined)
  t.equal(redirected(request, 304, '/x'), undefined)
  t.equal(redirected(request, 302, undefined), undefined)
  t.equal(redirected({ ...request, body: 'streamed' }, 307, '/x'), undefined)
  t.equal(redirected({ ...request, body: 'streamed' }, 302, '/x')?.method, 'GET')
  for (const location of ['ftp://x/', 'http://', 'javascript:x']) t.throws(() => redirected(request, 302, location), { code: 'redirect' }, location)
})
