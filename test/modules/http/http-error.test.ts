import t from 'tap'
import { HttpError, httpErrorOf } from '../../../template/lua-ts/modules/http/http-error.ts'

t.test('httpErrorOf() names the server, never the path or the password', async (t) => {
  const url = new URL('https://user:pw@host.example:8443/path?key=1')
  for (const [code, wanted] of [['ECONNREFUSED', 'refused'], ['ENOTFOUND', 'host_not_found'], ['CERT_HAS_EXPIRED', 'tls'], ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'], ['HPE_INVALID_HEADER_TOKEN', 'protocol'], ['EOTHER', 'failed']] as const) {
    const error = httpErrorOf(Object.assign(new Error('text'), { code }), url)
    t.equal(error.code, wanted, code)
    t.match(error.message, /^Cannot reach host\.example:8443: /)
    t.notMatch(error.message, /pw|path|key/)
  }
  const own = new HttpError('timeout', 'x')
  t.equal(httpErrorOf(own, url), own)
})
