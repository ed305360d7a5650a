import t from 'tap'
import { startEngine } from '../../template/lua-ts/lua/engines.ts'
import { readHooks } from '../../template/lua-ts/lua/hooks.ts'
import { engines } from '../support/lua-function.ts'

for (const engine of engines) {
  const handlerOf = async (source: string, entry?: string) => {
    const lua = await startEngine(engine)
    const thread = lua.newThread()
    lua.load(thread, Buffer.from(source), '=handler.lua')
    lua.resume(thread, lua.main, 0)
    try {
      const { handler, ...others } = readHooks(lua, thread, entry)
      lua.pushRef(lua.main, handler)
      lua.call(lua.main, 0, 1)
      return [lua.toText(lua.main, -1), ...Object.keys(others)]
    } catch (error) {
      return error as { name: string; kind: string; message: string }
    } finally {
      lua.close()
    }
  }

  t.test(`readHooks() finds the handler by what the file returns on ${engine}`, async (t) => {
    t.same(await handlerOf('return function() return "f" end'), ['f'])
    t.same(await handlerOf('return function() return "f" end', 'main'), ['f'])
    t.same(await handlerOf('return { handler = function() return "h" end, init = print, shutdown = print }'), ['h', 'init', 'shutdown'])
    t.same(await handlerOf('return { handler = function() return "h" end, main = function() return "m" end, ready = print }', 'main'), ['m', 'ready'])
    t.same(await handlerOf('return { handler = function() return "h" end }', 'main'), ['h'])
    t.same(await handlerOf('return { a = { b = function() return "ab" end } }', 'a.b'), ['ab'])
    t.same(await handlerOf('function main() return "global" end', 'main'), ['global'])
    t.same(await handlerOf('niam = { xyz = function() return "dotted" end }', 'niam.xyz'), ['dotted'])
  })

  t.test(`readHooks() shows what a file may return on ${engine}`, async (t) => {
    const failure = { name: 'LoadError', kind: 'handler' }
    t.match(await handlerOf('function handler() end'), { ...failure, message: /^The handler file returned nil: expected a function/ })
    t.match(await handlerOf('x = 1', 'main'), { ...failure, message: /^The handler file returned nothing, and sets no global "main": / })
    t.match(await handlerOf('return 7', 'main'), { ...failure, message: /^The handler file returned number: / })
    t.match(await handlerOf('return {}'), { ...failure, message: /^The handler file returned a table without "handler": / })
    t.match(await handlerOf('return { a = {} }', 'a.b'), { ...failure, message: /^The handler file returned a table with neither "a\.b" nor "handler": / })
    t.match(await handlerOf('return { handler = print, init = 1 }'), { ...failure, message: /^The handler file returned a table whose "init" is a number: / })
  })
}
