import { wrongType } from './argument-error.ts'
import { LuaType } from './engine.ts'
import type { HostFunction, Lua, Thread } from './engine.ts'
import type { Printer } from './printer.ts'
import type { Scheduler } from './scheduler.ts'
import { setFunctions } from './set-functions.ts'

const tab = Buffer.from('\t')

/** Sends `print`, `io.write`, `io.stdout` and `io.stderr` to the log, each line with its call's id. */
export const installIo = (lua: Lua, scheduler: Scheduler, printer: Printer): void => {
  const print: HostFunction = (t) => {
    const count = lua.top(t)
    if (count === 1) {
      printer.line(scheduler.current, 'stdout', lua.display(t, 1))
      return 0
    }
    const pieces: Uint8Array[] = []
    for (let i = 1; i <= count; i++) {
      if (i > 1) pieces.push(tab)
      pieces.push(lua.display(t, i))
    }
    printer.line(scheduler.current, 'stdout', Buffer.concat(pieces))
    return 0
  }

  const write = (t: Thread, stream: 'stdout' | 'stderr', first: number): void => {
    for (let i = first; i <= lua.top(t); i++) {
      const type = lua.type(t, i)
      if (type !== LuaType.string && type !== LuaType.number) {
        throw wrongType(lua, t, i, 'string')
      }
      printer.write(scheduler.current, stream, lua.toBytes(t, i)!)
    }
  }

  const self: HostFunction = (t) => {
    lua.pushValue(t, 1)
    return 1
  }

  const pushStream = (stream: 'stdout' | 'stderr'): void => {
    lua.pushTable(lua.main)
    const methods: Record<string, HostFunction> = {
      write: (t) => {
        write(t, stream, 2)
        return self(t)
      },
      flush: self,
      setvbuf: self,
      close: self,
    }
    setFunctions(lua, methods)
  }

  lua.pushGlobals(lua.main)
  lua.pushFunction(lua.main, print)
  lua.setField(lua.main, -2, 'print')
  lua.getField(lua.main, -1, 'io')
  setFunctions(lua, {
    flush: () => 0,
    write: (t) => {
      write(t, 'stdout', 1)
      lua.pushGlobals(t)
      lua.getField(t, -1, 'io')
      lua.getField(t, -1, 'stdout')
      return 1
    },
  })
  pushStream('stdout')
  lua.setField(lua.main, -2, 'stdout')
  pushStream('stderr')
  lua.setField(lua.main, -2, 'stderr')
  lua.pop(lua.main, 2)
}
