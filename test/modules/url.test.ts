import t from 'tap'
import { engines } from '../support/lua-function.ts'
import { luaResults } from './lua-results.ts'

// RFC 3986 §5.4.1 and §5.4.2, for the base http://a/b/c/d;p?q
const resolved = [
  ['g:h', 'g:h'], ['g', 'http://a/b/c/g'], ['./g', 'http://a/b/c/g'], ['g/', 'http://a/b/c/g/'], ['/g', 'http://a/g'],
  ['//g', 'http://g'], ['?y', 'http://a/b/c/d;p?y'], ['g?y', 'http://a/b/c/g?y'], ['#s', 'http://a/b/c/d;p?q#s'],
  ['g#s', 'http://a/b/c/g#s'], ['g?y#s', 'http://a/b/c/g?y#s'], [';x', 'http://a/b/c/;x'], ['g;x', 'http://a/b/c/g;x'],
  ['g;x?y#s', 'http://a/b/c/g;x?y#s'], ['', 'http://a/b/c/d;p?q'], ['.', 'http://a/b/c/'], ['./', 'http://a/b/c/'],
  ['..', 'http://a/b/'], ['../', 'http://a/b/'], ['../g', 'http://a/b/g'], ['../..', 'http://a/'], ['../../', 'http://a/'],
  ['../../g', 'http://a/g'], ['../../../g', 'http://a/g'], ['../../../../g', 'http://a/g'], ['/./g', 'http://a/g'],
  ['/../g', 'http://a/g'], ['g.', 'http://a/b/c/g.'], ['.g', 'http://a/b/c/.g'], ['g..', 'http://a/b/c/g..'],
  ['..g', 'http://a/b/c/..g'], ['./../g', 'http://a/b/g'], ['./g/.', 'http://a/b/c/g/'], ['g/./h', 'http://a/b/c/g/h'],
  ['g/../h', 'http://a/b/c/h'], ['g;x=1/./y', 'http://a/b/c/g;x=1/y'], ['g;x=1/../y', 'http://a/b/c/y'],
  ['g?y/./x', 'http://a/b/c/g?y/./x'], ['g?y/../x', 'http://a/b/c/g?y/../x'], ['g#s/../x', 'http://a/b/c/g#s/../x'],
  ['http:g', 'http:g'],
] as const

for (const engine of engines) {
  t.test(`url.resolve() gives what RFC 3986 lists with ${engine}`, async (t) => {
    const list = resolved.map(([reference]) => JSON.stringify(reference)).join(', ')
    for (const [module, name] of [['url', 'resolve'], ['socket.url', 'absolute']] as const) {
      const found = await luaResults(t, `
local out = {}
for i, reference in ipairs { ${list} } do out[i] = require("${module}").${name}("http://a/b/c/d;p?q", reference) end
return out`, { engine })
      t.same(found, resolved.map(([, wanted]) => wanted), module)
    }
  })

  t.test(`url.parse() names the parts and url.build() puts them together with ${engine}`, async (t) => {
    const urls = [
      ['http://a', { scheme: 'http', host: 'a', path: '' }],
      ['HTTPS://u%40x:p%3A@h.example:8443/a%20b?x=1&y#f?', { scheme: 'https', userinfo: 'u%40x:p%3A', user: 'u@x', password: 'p:', host: 'h.example', port: 8443, path: '/a%20b', query: 'x=1&y', fragment: 'f?' }],
      ['http://[::1]:80/', { scheme: 'http', host: '::1', port: 80, path: '/' }],
      ['mailto:a@b', { scheme: 'mailto', path: 'a@b' }],
      ['/only?q', { path: '/only', query: 'q' }],
      ['//h/p', { host: 'h', path: '/p' }],
    ] as const
    for (const [text, parts] of urls) {
      const [found, built] = (await luaResults(t, `
local url = require "url"
local parts = url.parse(${JSON.stringify(text)})
return { parts, url.build(parts) }`, { engine })) as [unknown, string]
      t.same(found, parts)
      t.equal(built, text.replace('HTTPS', 'https'))
    }
    t.same(await luaResults(t, `
local url = require "url"
local out = {}
for _, text in ipairs { "http://a b", "http://h:70000/", "http://h:x/", "http://[::1/", "http://a\\n/" } do
  local found, problem = url.parse(text)
  out[#out + 1] = tostring(found) .. " " .. problem
end
out[#out + 1] = url.build { scheme = "https", host = "::1", user = "a@", path = "x", query = { b = 2, a = { "x y", true } } }
out[#out + 1] = fail(url.parse, {}):gsub("^.-bad", "bad")
return out`, { engine }), [
      'nil a URL has no spaces and control characters; escape them', 'nil port above 65535: 70000', 'nil no host and port: "h:x"',
      'nil no host and port: "[::1"', 'nil a URL has no spaces and control characters; escape them', 'https://a%40@[::1]/x?a=x%20y&a=true&b=2',
      "bad argument #1 to 'parse' (string expected, got table)",
    ])
  })

  t.test(`url escapes bytes and reads queries with ${engine}`, async (t) => {
    t.same(await luaResults(t, `
local url = require "url"
local last, all = url.decode_query("?a=1&b=x+y%21&a=%32&c&=v&&d=%zz")
return { url.escape("a b/ü~-._%\\0"), url.unescape("a%20b%2f%C3%BC%zz+"), url.escape(5), last, all,
  url.encode_query(last), url.encode_query {}, fail(url.encode_query, { a = print }) }`, { engine }), [
      'a%20b%2F%C3%BC~-._%25%00', 'a b/ü%zz+', '5', { a: '2', b: 'x y!', c: '', '': 'v', d: '%zz' },
      { a: ['1', '2'], b: ['x y!'], c: [''], '': ['v'], d: ['%zz'] }, '=v&a=2&b=x%20y%21&c=&d=%25zz', '',
      "bad argument #1 to 'encode_query' (value of 'a' is a function: expected a string, number, boolean or a list of these)",
    ])
  })
}
