import { ArgumentError, wrongType } from './argument-error.ts'
import { LuaError, LuaType, Resumed } from './engine.ts'
import type { HostFunction, Lua, Thread } from './engine.ts'
import type { Scheduler } from './scheduler.ts'

/**
 * Puts scheduler-aware functions into Lua's coroutine library. Waiting and the end of a time slice go through
 * any depth of user coroutines to the scheduler and come back in; user code can't tell. The handler itself counts
 * as the main program, as a script does.
 */
export const installCoroutines = (lua: Lua, scheduler: Scheduler): void => {
  // Threads whose resumer has yielded on their behalf: suspended for the engine, running for everybody else.
  const entered = new Set<Thread>()

  const coroutine = (t: Thread): Thread => {
    const co = lua.toThread(t, 1)
    if (co) return co
    throw lua.version === '5.3' ? new ArgumentError(1, 'thread expected') : wrongType(lua, t, 1, 'thread')
  }

  const statusOf = (co: Thread, t: Thread) => (co !== t && entered.has(co) ? 'normal' : lua.status(co, t))

  const refusal = (co: Thread, t: Thread): string | undefined => {
    const status = statusOf(co, t)
    if (status === 'suspended') return undefined
    return status === 'dead' ? 'cannot resume dead coroutine' : 'cannot resume non-suspended coroutine'
  }

  const enter = (t: Thread, co: Thread, args: number, deliver: (t: Thread, resumed: Resumed) => number): number => {
    lua.reserve(co, args)
    lua.move(t, co, args)
    entered.add(co)
    return scheduler.resumeInner(t, co, args, (back, resumed) => {
      entered.delete(co)
      return deliver(back, resumed)
    })
  }

  const take = (t: Thread, co: Thread): number => {
    const count = lua.resumedValues(co)
    lua.reserve(t, count + 1)
    lua.move(co, t, count)
    return count
  }

  const resume: HostFunction = (t) => {
    const co = coroutine(t)
    const refused = refusal(co, t)
    if (refused) {
      lua.pushBoolean(t, false)
      lua.pushText(t, refused)
      return 2
    }
    return enter(t, co, lua.top(t) - 1, (back, resumed) => {
      lua.reserve(back, 1)
      lua.pushBoolean(back, resumed !== Resumed.failed)
      return 1 + take(back, co)
    })
  }

  const wrapped: HostFunction = (t) => {
    const co = lua.toThread(t, lua.upvalue(1))!
    const refused = refusal(co, t)
    if (refused) throw new LuaError(refused)
    return enter(t, co, lua.top(t), (back, resumed) => {
      if (resumed !== Resumed.failed) return take(back, co)
      throw raised(lua, co, originalClose)
    })
  }

  const wrap: HostFunction = (t) => {
    if (lua.type(t, 1) !== LuaType.function) throw wrongType(lua, t, 1, 'function')
    lua.pushRef(t, create)
    lua.pushValue(t, 1)
    lua.call(t, 1, 1)
    lua.pushFunction(t, wrapped, 1)
    return 1
  }

  const isMain = (t: Thread): boolean => scheduler.current?.thread === t

  const yieldValues: HostFunction = (t) => {
    if (isMain(t)) throw new LuaError('attempt to yield from outside a coroutine', { level: 0 })
    if (!lua.isYieldable(t)) throw new LuaError('attempt to yield across a C-call boundary', { level: 0 })
    return lua.yieldValues(t, lua.top(t))
  }

  const running: HostFunction = (t) => {
    lua.pushThread(t, t)
    lua.pushBoolean(t, isMain(t))
    return 2
  }

  const isYieldable: HostFunction = (t) => {
    // Lua 5.3 tells it of the running coroutine only.
    const co = lua.version === '5.3' ? t : (lua.toThread(t, 1) ?? t)
    lua.pushBoolean(t, !isMain(co) && lua.isYieldable(co))
    return 1
  }

  const status: HostFunction = (t) => {
    lua.pushText(t, statusOf(coroutine(t), t))
    return 1
  }

  const close: HostFunction = (t) => {
    const co = coroutine(t)
    // Where the host waits on its behalf, the engine takes it for suspended.
    const state = statusOf(co, t)
    if (state === 'normal' || state === 'running') throw new LuaError(`cannot close a ${state} coroutine`)
    lua.setTop(t, 1)
    lua.pushRef(t, originalClose!)
    lua.insert(t, 1)
    lua.call(t, 1, 2)
    // true, or false and what went wrong.
    if (lua.toBoolean(t, 1)) lua.pop(t, 1)
    return lua.top(t)
  }

  lua.pushGlobals(lua.main)
  lua.getField(lua.main, -1, 'coroutine')
  lua.getField(lua.main, -1, 'create')
  const create = lua.ref(lua.main)
  const hasClose = lua.getField(lua.main, -1, 'close') === LuaType.function
  const originalClose = hasClose ? lua.ref(lua.main) : undefined
  if (!hasClose) lua.pop(lua.main, 1)
  const functions = { resume, wrap, status, running, isyieldable: isYieldable, yield: yieldValues, ...(hasClose && { close }) }
  for (const [name, fn] of Object.entries(functions)) {
    lua.pushFunction(lua.main, fn)
    lua.setField(lua.main, -2, name)
  }
  lua.pop(lua.main, 2)
}

// As Lua's own auxwrap: what the coroutine has yet to close is closed, where Lua has that, and may fail in its turn;
// a message gets the position of the call that resumed; other values go on as they are.
const raised = (lua: Lua, co: Thread, close: number | undefined): LuaError =>
  new LuaError('error in a coroutine', {
    push: (_, t) => {
      if (close === undefined) lua.move(co, t, 1)
      else {
        lua.pushRef(t, close)
        lua.pushThread(t, co)
        lua.call(t, 1, 2)
        lua.remove(t, -2)
      }
      const where = lua.type(t, -1) === LuaType.string ? lua.where(t, 1) : undefined
      if (!where) return
      lua.pushBytes(t, Buffer.concat([Buffer.from(`${where}: `), lua.toBytes(t, -1)!]))
      lua.remove(t, -2)
    },
  })
