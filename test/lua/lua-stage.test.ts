import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { readSettings } from '../../template/lua-ts/host/settings.ts'
import { startEngine } from '../../template/lua-ts/lua/engines.ts'
import { guardGlobals, luaStage, runToEnd, stageInvokes } from '../../template/lua-ts/lua/lua-stage.ts'
import type { LuaStageOptions } from '../../template/lua-ts/lua/lua-stage.ts'
import { callOf } from '../support/function-call.ts'
import { engines, linesLog } from '../support/lua-function.ts'

const prepared = async (t: Test, engine: (typeof engines)[number], more: Partial<LuaStageOptions> = {}) => {
  const folder = t.testdir({})
  const lines: string[] = []
  const options: LuaStageOptions = {
    lua: await startEngine(engine),
    settings: { ...readSettings({ lua_load_timeout: '300ms' }), luaHandler: join(folder, 'handler.lua') },
    log: linesLog(lines), beat: { begin: () => {}, end: () => {} }, environment: {}, platform: 'openfaas',
    sliced: () => {}, handled: () => {}, ...more,
  }
  t.teardown(() => options.lua.close())
  return { options, stage: luaStage(options), lines, folder }
}

for (const engine of engines) {
  t.test(`stageInvokes() makes calls into runs of any handler on ${engine}`, async (t) => {
    const { options, stage } = await prepared(t, engine)
    const { lua } = stage
    const invokeOf = stageInvokes(options, stage)
    for (const answer of ['one', 'two']) {
      lua.load(lua.main, Buffer.from(`local event = ... return "${answer} " .. event.name`), '=handler')
      const { call, answer: got } = callOf({ query: 'name=Ada' })
      await invokeOf(lua.ref(lua.main))(call)
      t.equal(got.body.toString(), `${answer} Ada`)
    }
  })

  t.test(`luaStage() finds the host's modules, further ones and the function's files on ${engine}`, async (t) => {
    const { stage, folder } = await prepared(t, engine, { modules: ({ lua }) => ({ more: (thread) => (lua.pushText(thread, 'more'), 1) }) })
    const { lua } = stage
    writeFileSync(join(folder, 'own.lua'), 'return "own"')
    const thread = lua.newThread()
    lua.load(thread, Buffer.from('return require("more") .. require("own") .. require("json").encode(1)'), '=chunk')
    await runToEnd(stage, thread, 'It failed')
    t.equal(lua.toText(thread, -1), 'moreown1')
  })

  t.test(`runToEnd() says what failed, and ends what takes too long on ${engine}`, async (t) => {
    const { stage } = await prepared(t, engine)
    const run = async (source: string) => {
      const thread = stage.lua.newThread()
      stage.lua.load(thread, Buffer.from(source), '=chunk')
      await runToEnd(stage, thread, 'The hook failed')
    }
    await t.rejects(run('error("boom")'), { name: 'LoadError', message: /^The hook failed: chunk:1: boom\nstack traceback:/ })
    await t.rejects(run('while true do end'), { name: 'LoadError', message: /^The hook failed: .*lua_load_timeout exceeded/ })
  })

  t.test(`guardGlobals() tells of globals of requests only on ${engine}`, async (t) => {
    const { options, stage, lines } = await prepared(t, engine)
    guardGlobals(stage)
    const { lua } = stage
    const thread = lua.newThread()
    lua.load(thread, Buffer.from('mine = 1'), '=chunk')
    await runToEnd(stage, thread, 'It failed')
    t.same(lines, [])
    lua.load(lua.main, Buffer.from('theirs = 1'), '=handler')
    await stageInvokes(options, stage)(lua.ref(lua.main))(callOf().call)
    t.match(lines, [/Global "theirs" written in a request/])
  })
}
