import t from 'tap'
import { decodeBase64, decodeBase64Url } from '../../template/lua-ts/modules/base64.ts'
import { engines } from '../support/lua-function.ts'
import { luaResults } from './lua-results.ts'

t.test('decodeBase64() takes what RFC 4648 §4 and MIME have, nothing else', async (t) => {
  t.equal(decodeBase64('Zm9v\r\nYmE=\n')?.toString(), 'fooba')
  t.equal(decodeBase64('')?.length, 0)
  for (const text of ['Zm9', 'Zm9v!', 'Zg=', 'Z===Z===', '_-8=', 'Zm 9v']) t.equal(decodeBase64(text), undefined, text)
})

t.test('decodeBase64Url() takes what RFC 4648 §5 has, padded or not', async (t) => {
  t.equal(decodeBase64Url('_-8')?.toString('hex'), 'ffef')
  t.equal(decodeBase64Url('_-8=')?.toString('hex'), 'ffef')
  for (const text of ['_-8==', '+/8', 'A', 'AA A']) t.equal(decodeBase64Url(text), undefined, text)
})

for (const engine of engines) {
  t.test(`base64 gives the vectors of RFC 4648 and any byte back with ${engine}`, async (t) => {
    t.same(await luaResults(t, `
local base64 = require "base64"
local all = {}
for i = 0, 255 do all[#all + 1] = string.char(i) end
all = table.concat(all)
local out = { base64.decode(base64.encode(all)) == all, base64.decode_url(base64.encode_url(all)) == all }
for _, text in ipairs { "", "f", "fo", "foo", "foob", "fooba", "foobar", "\\255\\239", 12 } do
  out[#out + 1] = base64.encode(text) .. " " .. base64.encode_url(text)
end
out[#out + 1] = select(2, base64.decode("no!"))
out[#out + 1] = select(2, base64.decode_url("no!"))
out[#out + 1] = fail(base64.encode)
out[#out + 1] = fail(base64.decode, {})
return out`, { engine }), [
      true, true, ' ', 'Zg== Zg', 'Zm8= Zm8', 'Zm9v Zm9v', 'Zm9vYg== Zm9vYg', 'Zm9vYmE= Zm9vYmE', 'Zm9vYmFy Zm9vYmFy', '/+8= _-8', 'MTI= MTI',
      'not base64', 'not URL-safe base64', "bad argument #1 to 'encode' (string expected, got no value)", "bad argument #1 to 'decode' (string expected, got table)",
    ])
  })
}
