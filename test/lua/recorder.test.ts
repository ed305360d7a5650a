import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { callOf } from '../support/function-call.ts'
import { engines, functionOf } from '../support/lua-function.ts'
import { recordedCalls } from '../support/recordings.ts'

for (const engine of engines) {
  t.test(`recorder() keeps the request, what was asked and the answer on ${engine}`, async (t) => {
    const handler = `
      local kv = require "kv"
      local started = os.time()
      return function(event)
        kv.set("a", event.body)
        return { statusCode = 201, headers = { ["X-A"] = kv.get("a") }, body = tostring(started) }
      end`
    const { recordings } = await recordedCalls(t, handler, [{ method: 'PUT', path: '/x', query: 'y=1', headers: ['A', 'b'], body: ['one', 'two'] }], { engine })
    const [{ loading, event, asked, answer, ...about } = recordings[0]!] = recordings
    t.match(about, { functionName: 'test', platform: 'openfaas', engine, callId: 'call-0', truncated: false, at: /^\d{4}-\d\d-\d\dT/ })
    t.match(event, { method: 'PUT', path: '/x', query: 'y=1', headers: ['A', 'b'], body: Buffer.from('onetwo'), pieces: [3, 3] })
    t.match(loading, [{ name: 'os.time', place: 'handler.lua:3', given: undefined }])
    t.match(asked, [
      { name: 'kv.set', place: 'handler.lua:5', given: ['a', 'onetwo'], answer: [true] },
      { name: 'kv.get', place: 'handler.lua:6', given: ['a'], answer: ['onetwo'] },
    ])
    t.same(answer, { status: 201, headers: ['X-A', 'onetwo', 'Content-Type', 'text/plain; charset=utf-8'], body: Buffer.from(String(loading[0]!.answer![0])), cut: false, failure: undefined })
  })

  t.test(`recorder() keeps only failed calls when it is told so on ${engine}`, async (t) => {
    const handler = 'return function(event) if event.fail then error("no") end return { statusCode = tonumber(event.status) } end'
    const requests = [{}, { query: 'status=499' }, { query: 'status=500' }, { query: 'fail=1', method: 'POST', body: 'unread' }]
    const { recordings, lines } = await recordedCalls(t, handler, requests, { engine, settings: { luaRecord: 'failed' } })
    t.same(recordings.map(({ callId }) => callId), ['call-2', 'call-3'])
    t.match(recordings[1], { event: { body: Buffer.from('unread') }, answer: { status: 500, failure: /^handler.lua:1: no\nstack traceback:/ } })
    t.equal(lines.filter((line) => /Kept this call: run it again with lua-ts replay .*call-\d\.ndjson$/.test(line)).length, 2)
  })

  t.test(`recorder() keeps errors as the handler saw them on ${engine}`, async (t) => {
    const handler = `
      local database, kv = require "database", require "kv"
      return function()
        pcall(database.query, "SELEC")
        pcall(kv.set, "a", {})
        pcall(math.random, 2, 1)
        pcall(os.date, "%")
        return ""
      end`
    const [{ asked } = { asked: [] }] = (await recordedCalls(t, handler, [{}], { engine })).recordings
    t.match(asked, [
      { name: 'database.query', answer: undefined, error: { message: /syntax/, value: { kind: 'database error' } } },
      { name: 'kv.set', error: { message: /a table can't be kept/, level: 1, value: undefined } },
      { name: 'os.date', error: { argument: 1, message: /^invalid conversion/ } },
    ])
    t.equal(asked.length, 3, 'what Lua itself refuses, it refuses again')
  })

  t.test(`recorder() says what it cuts, and keeps no call whose client went away on ${engine}`, async (t) => {
    const handler = 'return function(event, context) context:write(("x"):rep(2000)) return nil end'
    const { recordings } = await recordedCalls(t, handler, [{}], { engine, settings: { luaRecordMaxBytes: 1000 } })
    t.match(recordings, [{ truncated: true }])
    t.equal(recordings[0]!.answer.body.length, 0)

    const folder = t.testdir({})
    const f = await functionOf(t, 'local time = require "time" return function(_, context) time.sleep(0.05) context:write("x") end', { engine, settings: { luaRecord: 'all', luaRecordDir: join(folder, 'none') } })
    const { call, abort } = callOf()
    const answered = Promise.resolve(f.invoke(call))
    abort()
    await t.rejects(async () => answered)
    await f.shutdown()
    t.same(f.lines, [])
  })

  t.test(`recorder() keeps secrets back on ${engine}`, async (t) => {
    const handler = `
      local secrets, kv = require "secrets", require "kv"
      local token = os.getenv("SOME_TOKEN")
      return function(event) kv.set("k", secrets.get("api-key")) return event.body .. token .. os.getenv("SOME_NAME") end`
    const environment = { API_KEY: 'hunter22', SOME_TOKEN: 'tokentext', SOME_NAME: 'plaintext' }
    const { texts } = await recordedCalls(t, handler, [{ method: 'POST', body: 'a hunter22', headers: ['Cookie', 'c=1', 'X-K', 'hunter22'] }], { engine, environment, settings: { secretsDir: '/none' } })
    t.notMatch(texts[0], /hunter22|tokentext|c=1/)
    t.match(texts[0], 'a ${secret:api-key}${secret:SOME_TOKEN}plaintext')
    const kept = await recordedCalls(t, handler, [{ method: 'POST', body: '', headers: ['Cookie', 'c=1'] }], { engine, environment, settings: { secretsDir: '/none', luaRecordHeaders: 'all' } })
    t.match(kept.texts[0], 'c=1')
  })

  t.test(`recorder() keeps calls apart that run at once on ${engine}`, async (t) => {
    const folder = t.testdir({})
    const handler = 'local time, kv = require "time", require "kv" return function(event) time.sleep(0.02) kv.set(event.id, 1) time.sleep(0.02) return event.id end'
    const f = await functionOf(t, handler, { engine, settings: { luaRecord: 'all', luaRecordDir: folder } })
    await Promise.all(['a', 'b', 'c'].map((id) => f.request({ query: `id=${id}`, id })))
    await f.shutdown()
    const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
    t.equal(texts.length, 3)
    for (const text of texts) {
      const id = /"call_id":"(\w)"/.exec(text)![1]
      t.equal(text.match(/"asked":/g)?.length, 3)
      t.match(text, `"given":["${id}",1]`)
    }
  })
}

t.test('recorder() keeps an event that is no request', async (t) => {
  const handler = 'return function(event) return { got = event.Records[1] } end'
  const { recordings } = await recordedCalls(t, handler, [{ message: '{"Records":["x"]}', details: { request_id: 'r' } }], { platform: 'lambda' })
  t.match(recordings, [{ platform: 'lambda', event: { message: '{"Records":["x"]}', details: { request_id: 'r' } }, answer: { body: Buffer.from('{"got":"x"}') } }])
})

t.test('recorder() lets no call fail when it can\'t be kept', async (t) => {
  const f = await functionOf(t, 'return function() return "x" end', { settings: { luaRecord: 'all', luaRecordDir: t.testdir({}) } })
  const { call, answer } = callOf()
  Object.defineProperty(call, 'details', { get: () => { throw new Error('odd') } })
  await f.invoke(call)
  await f.shutdown()
  t.equal(answer.body.toString(), 'x')
  t.match(f.lines, ['host[call-1]: Cannot record this call: odd'])
})
