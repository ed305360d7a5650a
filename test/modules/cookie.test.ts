import t from 'tap'
import { engines } from '../support/lua-function.ts'
import { luaResults } from './lua-results.ts'

for (const engine of engines) {
  t.test(`cookie.parse() reads a Cookie header with ${engine}`, async (t) => {
    t.same(await luaResults(t, `
local cookie = require "cookie"
return { cookie.parse('a=1; b="two words";c=x=y;  d = %20%zz; a=2; ; novalue; =x; e='), next(cookie.parse(nil)) == nil, fail(cookie.parse, {}) }`, { engine }), [
      { a: '1', b: 'two words', c: 'x=y', d: ' %zz', e: '' }, true, "bad argument #1 to 'parse' (string expected, got table); pass event.headers.cookie",
    ])
  })

  t.test(`cookie.serialize() writes Set-Cookie with ${engine}`, async (t) => {
    t.same(await luaResults(t, `
local cookie = require "cookie"
local value = "a;b, \\"ü\\"%\\r\\nX: y"
local text = cookie.serialize("s", value)
return {
  cookie.serialize("id", "1", { path = "/", domain = "example.com", max_age = 60, expires = 0, secure = true, http_only = true, same_site = "lax", partitioned = true }),
  cookie.serialize("id", 5, { secure = false, http_only = false }), text, cookie.parse(text).s == value,
}`, { engine }), [
      'id=1; Path=/; Domain=example.com; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Secure; HttpOnly; SameSite=Lax; Partitioned',
      'id=5', 's=a%3Bb%2C%20%22%C3%BC%22%25%0D%0AX:%20y', true,
    ])
  })

  t.test(`cookie.serialize() refuses what browsers would drop or read otherwise with ${engine}`, async (t) => {
    const messages = (await luaResults(t, `
local cookie = require "cookie"
local out = {}
for _, arguments in ipairs {
  { "a b", "1" }, { "", "1" }, { "a=", "1" }, { nil, "1" }, { "a", {} }, { "a", "1", { path = "/;x" } }, { "a", "1", { domain = "a;b" } },
  { "a", "1", { same_site = "None" } }, { "a", "1", { same_site = "some" } }, { "a", "1", { maxage = 1 } }, { "a", "1", { max_age = 1.5 } },
  { "a", "1", { expires = "soon" } },
} do out[#out + 1] = fail(cookie.serialize, arguments[1], arguments[2], arguments[3]) end
return out`, { engine })) as string[]
    t.equal(messages.length, 12)
    for (const message of messages) t.match(message, /^bad argument #[123] to 'serialize' \(.+\)$/)
  })
}
