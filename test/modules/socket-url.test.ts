import t from 'tap'
import { engines } from '../support/lua-function.ts'
import { luaResults } from './lua-results.ts'

for (const engine of engines) {
  t.test(`socket.url has LuaSocket's functions with ${engine}`, async (t) => {
    t.same(await luaResults(t, `
local url = require "socket.url"
return {
  url.parse("http://user:pass@host:80/path;params?query#frag"),
  url.parse("//[::1]/", { scheme = "http" }),
  url.build(url.parse("http://user:pass@host:80/path;params?query#frag")),
  url.build { scheme = "http", host = "::1", path = "/" },
  url.absolute({ scheme = "http", host = "h", path = "/a/b" }, "c"),
  url.escape("a b_ü-"), url.unescape("%41+%zz"),
}`, { engine }), [
      { scheme: 'http', authority: 'user:pass@host:80', userinfo: 'user:pass', user: 'user', password: 'pass', host: 'host', port: '80', path: '/path', params: 'params', query: 'query', fragment: 'frag' },
      { scheme: 'http', authority: '[::1]', host: '::1', path: '/' },
      'http://user:pass@host:80/path;params?query#frag', 'http://[::1]/', 'http://h/a/c', 'a%20b_%c3%bc%2d', 'A+%zz',
    ])
  })

  t.test(`socket.url.parse() takes what is no whole URL with ${engine}`, async (t) => {
    t.same(await luaResults(t, `
local url = require "socket.url"
local default = { scheme = "http", path = "/" }
return {
  { select("#", url.parse("")), select(2, url.parse("")) }, { select("#", url.parse(nil)), select(2, url.parse(nil)) },
  url.parse("a/b"), url.parse("mailto:a@b"), url.parse("?q"), url.parse("//host:/"), url.parse("//user:@host"),
  url.parse("//host", default), default,
}`, { engine }), [
      [2, 'invalid url'], [2, 'invalid url'],
      { path: 'a/b' }, { scheme: 'mailto', path: 'a@b' }, { query: 'q' }, { authority: 'host:', host: 'host', port: '', path: '/' },
      { authority: 'user:@host', userinfo: 'user:', user: 'user', password: '', host: 'host' },
      { scheme: 'http', authority: 'host', host: 'host', path: '/' }, { scheme: 'http', path: '/' },
    ])
  })

  t.test(`socket.url.build() prefers parts to what they were taken from with ${engine}`, async (t) => {
    t.same(await luaResults(t, `
local url = require "socket.url"
return {
  url.build {}, url.build { authority = "a:1", path = "/" }, url.build { authority = "a:1", host = "b", port = 2 },
  url.build { host = "b", userinfo = "x:y", user = "u" }, url.build { host = "b", userinfo = "x:y" }, url.build { path = "p", query = "", fragment = "" },
}`, { engine }), ['', '//a:1/', '//b:2', '//u@b', '//x:y@b', 'p?#'])
  })

  t.test(`socket.url.absolute() has a base or an address that is missing with ${engine}`, async (t) => {
    t.same(await luaResults(t, `
local url = require "socket.url"
return { url.absolute("", "b"), url.absolute({}, "b"), url.absolute("http://h/a", ""), url.absolute("http://h/a", nil) }`, { engine }), ['b', 'b', 'http://h/a', 'http://h/a'])
  })

  t.test(`socket.url.parse_path() and build_path() are each other's inverse with ${engine}`, async (t) => {
    t.same(await luaResults(t, `
local url = require "socket.url"
local path = url.parse_path("/a%20b//c/")
return {
  { path[1], path[2], path[3] == nil, path.is_absolute, path.is_directory },
  url.build_path(path), url.build_path({ "a/b", "c;" }), url.build_path({ "a/b" }, true),
  url.build_path(url.parse_path("")), url.build_path(url.parse_path(nil)), url.build_path(url.parse_path("/")), url.build_path(url.parse_path("a")),
}`, { engine }), [['a b', 'c', true, 1, 1], '/a%20b/c/', 'a%2Fb/c%3B', 'a/b', '', '', '/', 'a'])
  })
}
