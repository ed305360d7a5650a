import { LuaError, LuaType } from '../../lua/engine.ts'
import type { Lua, Thread } from '../../lua/engine.ts'
import type { Scheduler } from '../../lua/scheduler.ts'
import type { Target } from './database.ts'
import type { Row, Statement } from './driver.ts'
import type { ErrorTables } from './error-tables.ts'
import { after } from './maybe-later.ts'
import type { MaybeLater } from './maybe-later.ts'
import type { SqlArguments } from './sql-arguments.ts'
import { StatementError } from './sql-statement.ts'
import { Stop } from './stop.ts'

/** Pushes what came of a call and says how many values it pushed. */
export type Push<T> = (t: Thread, value: T) => number

/** Words that would leave a connection in a transaction that nobody knows of. */
const transactionVerbs = new Set(['BEGIN', 'START', 'COMMIT', 'END', 'ROLLBACK', 'ABORT', 'SAVEPOINT', 'RELEASE'])

/** Makes Lua wait for databases. */
export class DatabaseCalls {
  readonly #lua: Lua
  readonly #scheduler: Scheduler
  readonly #errors: ErrorTables
  readonly #values: SqlArguments

  constructor(lua: Lua, scheduler: Scheduler, errors: ErrorTables, values: SqlArguments) {
    this.#lua = lua
    this.#scheduler = scheduler
    this.#errors = errors
    this.#values = values
  }

  /** Waits for work that is given up at the deadline. `return` what this returns. */
  wait<T>(t: Thread, work: (stop: Stop) => MaybeLater<T>, push: Push<T>): number {
    return this.#scheduler.wait(t, (settle) => {
      const stop = new Stop(this.#scheduler.current)
      const failed = (error: unknown) => settle(() => { throw this.#errors(error) })
      try {
        const value = work(stop)
        if (!(value instanceof Promise)) {
          settle((thread) => push(thread, value))
          return undefined
        }
        value.then((found) => settle((thread) => push(thread, found)), failed)
      } catch (error) {
        failed(error)
        return undefined
      }
      return () => stop.stop()
    })
  }

  /**
   * Waits for a statement: argument `first` is its SQL, what follows are its parameters. `name` is the function's, for
   * messages.
   */
  send<T>(
    t: Thread,
    { name, target: find, first, work, push }: {
      readonly name: string
      readonly target: () => MaybeLater<Target>
      readonly first: number
      readonly work: (target: Target, statement: Statement, parameters: Row, stop: Stop) => MaybeLater<T>
      readonly push: (target: Target) => Push<T>
    },
  ): number {
    const sql = this.#sql(t, first, name)
    const values = this.#values.read(t, first + 1)
    return this.wait(
      t,
      (stop) =>
        after(find(), (target) => {
          const statement = target.database.statement(sql)
          const parameters = arranged(statement, values)
          return after(work(target, statement, parameters, stop), (value) => ({ target, value }))
        }),
      (thread, { target, value }) => push(target)(thread, value),
    )
  }

  #sql(t: Thread, index: number, name: string): string {
    if (this.#lua.type(t, index) === LuaType.string) return this.#lua.toText(t, index)!
    const type = this.#lua.type(t, index) === LuaType.none ? 'no value' : this.#lua.typeName(t, index)
    throw new LuaError(`bad argument #${index} to '${name}' (SQL expected, got ${type})`)
  }
}

const arranged = ({ verb, parameters, order }: Statement, values: Row): Row => {
  if (transactionVerbs.has(verb)) throw new StatementError(`${verb} is not for query and execute: use database.transaction(function(tx) … end), which can be nested`)
  if (values.length !== parameters) throw new StatementError(`${count(parameters, 'placeholder')} in the SQL, but ${count(values.length, 'value')} given`)
  return order ? order.map((position) => values[position]!) : values
}

const count = (n: number, thing: string): string => `${n} ${thing}${n === 1 ? '' : 's'}`
