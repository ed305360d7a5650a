import t from 'tap'
import { engines } from '../support/lua-function.ts'
import { luaResults } from './lua-results.ts'

for (const engine of engines) {
  t.test(`mime encodes and decodes base64, whole and in pieces, with ${engine}`, async (t) => {
    t.same(await luaResults(t, `
local mime, ltn12 = require "mime", require "ltn12"
local function through(filter, ...)
  local list = {}
  ltn12.pump.all(ltn12.source.table { ... }, ltn12.sink.chain(filter, ltn12.sink.table(list)))
  return table.concat(list)
end
return {
  (mime.b64("diego:password")), (mime.unb64("ZGllZ286cGFzc3dvcmQ=")), { mime.b64("abcd", "e") }, { mime.unb64("YWJj\\r\\nZG", "U") },
  through(mime.encode("base64"), "ab", "c", "defg"), through(mime.decode("base64"), "YWJ", "jZGVmZw=", "="), tostring(mime.b64(nil)),
  through(ltn12.filter.chain(mime.encode("base64"), mime.wrap("base64")), ("x"):rep(90)), through(mime.wrap("text", 2), "abc", "de"),
  (fail(mime.encode, "quoted-printable"):gsub("^.-mime", "mime")),
}`, { engine }), [
      'ZGllZ286cGFzc3dvcmQ=', 'diego:password', ['YWJj', 'de'], ['abc', 'ZGU'], 'YWJjZGVmZw==', 'abcdefg', 'nil',
      `${'eHh4'.repeat(19)}\r\n${'eHh4'.repeat(11)}\r\n`, 'ab\r\ncd\r\ne\r\n', 'mime.encode("quoted-printable") is not available: of its encodings, base64 is',
    ])
  })
}
