import { generateKeyPairSync, sign } from 'node:crypto'
import t from 'tap'
import { engines } from '../support/lua-function.ts'
import { luaResults } from './lua-results.ts'

const pem = ({ publicKey, privateKey }: ReturnType<typeof generateKeyPairSync>) => ({
  public: (publicKey as unknown as { export(o: object): string }).export({ type: 'spki', format: 'pem' }),
  private: (privateKey as unknown as { export(o: object): string }).export({ type: 'pkcs8', format: 'pem' }),
})
const rsaPair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const rsa = pem(rsaPair as never)
const ec = pem(generateKeyPairSync('ec', { namedCurve: 'prime256v1' }) as never)
const ed = pem(generateKeyPairSync('ed25519') as never)
const lua = (text: string) => `[==[${text}]==]`

for (const engine of engines) {
  t.test(`crypto.digest() and hmac() give the published vectors with ${engine}`, async (t) => {
    t.same(await luaResults(t, `
local crypto = require "crypto"
return {
  crypto.digest("sha256", "abc"), crypto.digest("SHA-1", "abc"), crypto.digest("md5", ""), #crypto.digest("sha512", "abc", true),
  crypto.digest("sha256", "\\0\\255"),
  crypto.hmac("sha256", "Jefe", "what do ya want for nothing?"), #crypto.hmac("sha256", "k", "d", true),
  fail(crypto.digest, "sha0", "x"), fail(crypto.hmac, "sha256", nil, "x"),
}`, { engine }), [
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', 'a9993e364706816aba3e25717850c26c9cd0d89d', 'd41d8cd98f00b204e9800998ecf8427e', 64,
      '06eb7d6a69ee19e5fbdf749018d3d2abfa04bcbd1365db312eb86dc7169389b8',
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843', 32,
      'bad argument #1 to \'digest\' (algorithm such as "sha256" expected, got "sha0")', "bad argument #2 to 'hmac' (string expected, got nil)",
    ])
  })

  t.test(`crypto compares, draws and seals with ${engine}`, async (t) => {
    t.same(await luaResults(t, `
local crypto = require "crypto"
local key, data = crypto.random_bytes(32), "secret \\0\\255"
local sealed = crypto.encrypt(key, data, "order 5")
local changed = sealed:sub(1, -2) .. string.char(sealed:byte(-1) ~ 1)
return {
  crypto.equal("a", "a"), crypto.equal("a", "b"), crypto.equal("a", "aa"), #crypto.random_bytes(0), crypto.random_bytes(16) ~= crypto.random_bytes(16),
  crypto.decrypt(key, sealed, "order 5") == data, #sealed == #data + 28, crypto.encrypt(key, data) ~= crypto.encrypt(key, data),
  tostring(crypto.decrypt(key, sealed, "order 6")), tostring(crypto.decrypt(key, sealed)), tostring(crypto.decrypt(crypto.random_bytes(32), sealed, "order 5")),
  select(2, crypto.decrypt(key, changed, "order 5")), tostring(crypto.decrypt(key, "short")), crypto.decrypt(("k"):rep(16), crypto.encrypt(("k"):rep(16), "")),
  fail(crypto.encrypt, "short", "x"), fail(crypto.random_bytes, -1), fail(crypto.random_bytes, 1e6),
}`, { engine }), [
      true, false, false, 0, true, true, true, true, 'nil', 'nil', 'nil', 'not encrypted with this key, or changed since', 'nil', '',
      "bad argument #1 to 'encrypt' (key of 16, 24 or 32 bytes expected, got 5)", "bad argument #1 to 'random_bytes' (whole number from 0 to 65536 expected, got -1)",
      "bad argument #1 to 'random_bytes' (whole number from 0 to 65536 expected, got 1000000)",
    ])
  })

  t.test(`crypto.sign() and verify() know RSA, ECDSA and Ed25519 with ${engine}`, async (t) => {
    const foreign = sign('sha256', Buffer.from('data'), rsaPair.privateKey).toString('hex')
    t.same(await luaResults(t, `
local crypto = require "crypto"
local keys = { rsa = { ${lua(rsa.private)}, ${lua(rsa.public)} }, ec = { ${lua(ec.private)}, ${lua(ec.public)} }, ed = { ${lua(ed.private)}, ${lua(ed.public)} } }
local out = {}
for _, each in ipairs { { "RS256", "rsa" }, { "PS512", "rsa" }, { "ES256", "ec" }, { "ES256-DER", "ec" }, { "EdDSA", "ed" }, { "Ed25519", "ed" } } do
  local private, public = table.unpack(keys[each[2]])
  local signature = crypto.sign(each[1], private, "data")
  out[#out + 1] = crypto.verify(each[1], public, "data", signature) and not crypto.verify(each[1], public, "Data", signature) and not crypto.verify(each[1], public, "data", "x")
end
out[#out + 1] = #crypto.sign("ES256", keys.ec[1], "data")
out[#out + 1] = crypto.verify("RS256", keys.rsa[2], "data", ("${foreign}"):gsub("%x%x", function(h) return string.char(tonumber(h, 16)) end), nil)
out[#out + 1] = fail(crypto.verify, "RS256", keys.ec[2], "data", "x")
out[#out + 1] = fail(crypto.verify, "RS1", keys.rsa[2], "data", "x")
out[#out + 1] = fail(crypto.sign, "RS256", "no key", "data")
return out`, { engine }), [
      true, true, true, true, true, true, 64, true, "bad argument #2 to 'verify' (RS256 needs a key of rsa, got prime256v1)",
      'bad argument #2 to \'verify\' (no algorithm "RS1": expected one of RS256, PS256, ES256, ES256-DER, RS384, PS384, ES384, ES384-DER, RS512, PS512, ES512, ES512-DER, EdDSA, Ed25519)',
      "bad argument #2 to 'sign' (private key in PEM form expected)",
    ])
  })

  t.test(`crypto.jwt_sign() and jwt_verify() agree with ${engine}`, async (t) => {
    t.same(await luaResults(t, `
local crypto = require "crypto"
local now = os.time()
local claims = { sub = "ada", exp = now + 60, iss = "me", aud = { "you" }, id = 12 }
local token = crypto.jwt_sign(claims, "secret")
local found = crypto.jwt_verify(token, "secret", { algorithms = { "HS256" }, issuer = "me", audience = "you" })
local signed = crypto.jwt_sign(claims, ${lua(ec.private)}, "ES256")
local function why(...) return select(2, crypto.jwt_verify(...)) end
return {
  found, crypto.jwt_verify(signed, ${lua(ec.public)}, { algorithms = { "ES256" } }).sub,
  why(token, "other", { algorithms = { "HS256" } }), why(signed, "secret", { algorithms = { "HS256" } }),
  why(crypto.jwt_sign({ exp = now - 10 }, "s"), "s", { algorithms = { "HS256" } }), crypto.jwt_verify(crypto.jwt_sign({ exp = now - 10 }, "s"), "s", { algorithms = { "HS256" }, leeway = 60 }) ~= nil,
  fail(crypto.jwt_verify, token, "secret"), fail(crypto.jwt_verify, token, "secret", {}), fail(crypto.jwt_verify, token, "secret", { algorithm = "HS256" }),
  fail(crypto.jwt_verify, token, ${lua(ec.public)}, { algorithms = { "HS256" } }), fail(crypto.jwt_sign, "x", "s"),
}`, { engine }).then((all) => (all as unknown[]).map((each) => (typeof each === 'object' ? (each as { sub: string }).sub : each))), [
      'ada', 'ada', 'the signature is wrong', 'algorithm "ES256" is not among those that are accepted', 'the token has expired', true,
      "bad argument #3 to 'jwt_verify' (table with algorithms expected, got no value)",
      "bad argument #3 to 'jwt_verify' (algorithms, a list such as { \"RS256\" }, expected: the token must not choose)",
      "bad argument #3 to 'jwt_verify' (no option \"algorithm\": expected algorithms, issuer, audience, leeway)",
      "bad argument #2 to 'jwt_verify' (secret expected, got a PEM key, which is for RS, PS, ES and EdDSA)", "bad argument #1 to 'jwt_sign' (table of claims expected, got string)",
    ])
  })
}
