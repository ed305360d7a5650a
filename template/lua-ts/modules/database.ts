import { LuaError, LuaType } from '../lua/engine.ts'
import type { HostFunction, Lua, Thread } from '../lua/engine.ts'
import { Handles } from '../lua/handles.ts'
import { setFunctions } from '../lua/set-functions.ts'
import { ArrivingRows } from './database/arriving-rows.ts'
import { DatabaseCalls } from './database/calls.ts'
import type { Database, Target } from './database/database.ts'
import { DatabaseTable } from './database/database-table.ts'
import { errorTables } from './database/error-tables.ts'
import { after } from './database/maybe-later.ts'
import type { MaybeLater } from './database/maybe-later.ts'
import { RowLoops } from './database/row-loops.ts'
import { RowTables } from './database/row-tables.ts'
import { sqlArguments } from './database/sql-arguments.ts'
import { transactionFaces } from './database/transaction-face.ts'
import { transactionSteps } from './database/transactions.ts'
import type { ModuleHost, OpenModule } from './module-host.ts'

/** What a call is for, and which argument is the first after that. */
interface Receiver {
  readonly target: () => MaybeLater<Target>
  readonly first: number
}

type FindReceiver = (t: Thread, name: string) => Receiver

/**
 * Opens `database`: SQLite, PostgreSQL, MySQL and MariaDB with the same functions, which wait without keeping other
 * requests waiting. The module's functions work on the database of `database_url`; what `connect` returns, and the
 * argument of a transaction's function, have the same ones as methods.
 */
export const openDatabase: OpenModule = (host) => {
  const table = moduleTable(host)
  return (t) => {
    host.lua.pushRef(t, table)
    return 1
  }
}

/** A reference to the module's table. */
const moduleTable = (host: ModuleHost): number => {
  const { lua, scheduler, settings, environment, log, tapes, testing } = host
  const targets = new Handles<Target>(lua)
  const values = sqlArguments(lua)
  const calls = new DatabaseCalls(lua, scheduler, errorTables(lua, tapes), values)
  const databases = new DatabaseTable({ settings, environment, warn: (text) => log.host(text), ...(testing && { testing }) })
  let known: Database | undefined
  const main = (): MaybeLater<Database> => known ?? after(databases.find(), (found) => (known = found))

  const [module, connection, transaction] = [newTable(lua), newTable(lua), newTable(lua)]
  const functions = statementFunctions(host, calls, new RowLoops(lua, scheduler, calls, tapes))
  const push = (t: Thread, id: number) => targets.push(t, id, transaction)
  const faces = transactionFaces(lua, module, tapes.taped('database', transactionSteps({ scheduler, calls, targets, main, push })))
  const methods = tapes.taped('database', functions(selfReceiver(lua, targets)))
  const { connect, close } = tapes.taped('database', { connect: connecting({ lua, calls, databases, targets, connection }), close: closing(databases, targets) })

  const blob: HostFunction = (t) => values.pushBlob(t)
  fill(lua, module, { ...tapes.taped('database', functions(moduleReceiver(lua, module, main))), connect, blob }, faces.function)
  fillMetatable(lua, connection, 'database connection', { ...methods, close }, faces.method)
  fillMetatable(lua, transaction, 'database transaction', methods, faces.method)
  tapes.addKind('database connection', connection, true)
  tapes.addKind('database transaction', transaction, true)
  return module
}

const newTable = (lua: Lua): number => {
  lua.pushTable(lua.main)
  return lua.ref(lua.main)
}

const fill = (lua: Lua, table: number, functions: Readonly<Record<string, HostFunction>>, transaction: number): void => {
  lua.pushRef(lua.main, table)
  setFunctions(lua, functions)
  lua.pushRef(lua.main, transaction)
  lua.setField(lua.main, -2, 'transaction')
  lua.pop(lua.main, 1)
}

const fillMetatable = (lua: Lua, metatable: number, name: string, methods: Readonly<Record<string, HostFunction>>, transaction: number): void => {
  const index = newTable(lua)
  fill(lua, index, methods, transaction)
  lua.pushRef(lua.main, metatable)
  lua.pushRef(lua.main, index)
  lua.setField(lua.main, -2, '__index')
  lua.pushText(lua.main, name)
  lua.setField(lua.main, -2, '__name')
  lua.pop(lua.main, 1)
}

/** For the module's functions: the database of `database_url`; written with a colon they do the same. */
const moduleReceiver = (lua: Lua, module: number, main: () => MaybeLater<Database>): FindReceiver => (t) => {
  if (lua.type(t, 1) !== LuaType.table) return { target: main, first: 1 }
  lua.reserve(t, 1)
  lua.pushRef(t, module)
  const colon = lua.rawEqual(t, 1, -1)
  lua.pop(t, 1)
  return { target: main, first: colon ? 2 : 1 }
}

/** For methods: what the table before the colon stands for. */
const selfReceiver = (lua: Lua, targets: Handles<Target>): FindReceiver => (t, name) => {
  const id = targets.idAt(t, 1)
  if (id === undefined) throw new LuaError(`bad self (database expected, got ${lua.type(t, 1) === LuaType.none ? 'no value' : lua.typeName(t, 1)}); write :${name}(…) with a colon`)
  const target = targets.get(id)
  if (!target) throw new LuaError('this transaction or connection is over')
  return { target: () => target, first: 2 }
}

/** `query`, `execute`, `rows` and `dialect`, for whatever they are called on. */
const statementFunctions = ({ lua, scheduler }: ModuleHost, calls: DatabaseCalls, loops: RowLoops) => {
  const tables = { nil: new RowTables(lua, 'nil'), json: new RowTables(lua, 'json') }
  const tablesOf = ({ database }: Target) => tables[database.target.null]

  return (find: FindReceiver): Readonly<Record<string, HostFunction>> => ({
    query: (t) => {
      const run = scheduler.current!
      return calls.send(t, {
        name: 'query',
        ...find(t, 'query'),
        work: (target, statement, parameters, stop) => {
          const list = new ArrivingRows(lua, tablesOf(target), run)
          return after(target.run(statement, parameters, stop, list.add), (result) => ({ list, result }))
        },
        push: (target) => (thread, { list, result }) => {
          list.push(thread, result)
          tablesOf(target).complete(thread, result)
          return 1
        },
      })
    },
    execute: (t) =>
      calls.send(t, {
        name: 'execute',
        ...find(t, 'execute'),
        work: (target, statement, parameters, stop) => target.run(statement, parameters, stop),
        push: (target) => (thread, { affectedRows, insertId }) => {
          lua.pushNumber(thread, affectedRows)
          tablesOf(target).pushId(thread, insertId)
          return 2
        },
      }),
    rows: (t) =>
      calls.send(t, {
        name: 'rows',
        ...find(t, 'rows'),
        work: (target, statement, parameters, stop) => target.stream(statement, parameters, stop),
        push: (target) => (thread, rows) => loops.push(thread, rows, tablesOf(target)),
      }),
    dialect: (t) =>
      calls.wait(t, find(t, 'dialect').target, (thread, { database }) => {
        lua.pushText(thread, database.driver.dialect)
        return 1
      }),
  })
}

interface ConnectOptions {
  readonly lua: Lua
  readonly calls: DatabaseCalls
  readonly databases: DatabaseTable
  readonly targets: Handles<Target>
  /** The metatable of connections. */
  readonly connection: number
}

const connecting = ({ lua, calls, databases, targets, connection }: ConnectOptions): HostFunction => {
  const ids = new WeakMap<Database, number>()
  return (t) => {
    const type = lua.type(t, 1)
    if (type !== LuaType.string) throw new LuaError(`bad argument #1 to 'connect' (name or URL expected, got ${type === LuaType.none ? 'no value' : lua.typeName(t, 1)})`)
    const nameOrUrl = lua.toText(t, 1)!
    return calls.wait(t, () => databases.find(nameOrUrl), (thread, database) => {
      let id = ids.get(database)
      if (id === undefined || !targets.get(id)) {
        id = targets.add(database)
        ids.set(database, id)
      }
      targets.push(thread, id, connection)
      return 1
    })
  }
}

const closing = (databases: DatabaseTable, targets: Handles<Target>): HostFunction => (t) => {
  const id = targets.idAt(t, 1)
  const target = id === undefined ? undefined : targets.get(id)
  if (!target) return 0
  targets.delete(id!)
  databases.close(target.database)
  return 0
}
