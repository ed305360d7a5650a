import t from 'tap'
import type { Test } from 'tap'
import { certificates } from '../support/certificates.ts'
import { engines, functionOf } from '../support/lua-function.ts'
import { missingPart } from '../support/missing-part.ts'
import { hasRedis, redisServer } from './redis/redis-server.ts'

/** What a command gives on the Redis at this URL, or the error's code and message. */
const asked = async (t: Test, url: string, engine = engines[0]!): Promise<unknown> => {
  const f = await functionOf(t, `
local redis = require "redis"
return function()
  local ok, answer = pcall(function() return redis.connect("${url}").incr("n") end)
  if ok then return { "n", answer } end
  return type(answer) == "table" and { answer.code, answer.message } or { "error", answer }
end`, { engine })
  return JSON.parse((await f.request()).body.toString())
}

const tests = async (t: Test): Promise<void> => {
  const files = certificates(t)
  const { tlsUrl } = await redisServer(t, files)
  const ca = `tls_ca=${encodeURIComponent(files.ca)}`
  for (const engine of engines) t.match(await asked(t, `${tlsUrl}?${ca}`, engine), ['n', Number], `checked against an authority of one's own with ${engine}`)
  t.match(await asked(t, `${tlsUrl.replace('127.0.0.1', 'localhost')}?${ca}`), ['n', Number], 'by name too')
  t.match(await asked(t, `${tlsUrl}?tls=unverified`), ['n', Number], 'unchecked')
  t.match(await asked(t, tlsUrl), ['closed', /^Cannot reach Redis: .*(certificate|signed)/], 'the public authorities don\'t know it')
  t.match(await asked(t, `${tlsUrl}?tls_ca=${encodeURIComponent(files.otherCa)}`), ['closed', /certificate|signed/], 'another authority did not sign it')
  t.match(await asked(t, tlsUrl.replace('rediss:', 'redis:')), ['closed', String], 'the server wants it encrypted')
}

const otherHost = async (t: Test): Promise<void> => {
  const files = certificates(t, 'DNS:elsewhere.example')
  const { tlsUrl } = await redisServer(t, files)
  t.match(await asked(t, `${tlsUrl}?tls_ca=${encodeURIComponent(files.ca)}`), ['closed', /does not match certificate's altnames/])
}

if (hasRedis()) {
  t.test('redis speaks TLS', tests)
  t.test('redis refuses a certificate of another host', otherHost)
} else missingPart(t, 'redis-server', 'apt-get install redis-server')
