import { LuaError } from '../../lua/engine.ts'
import type { HostFunction, Thread } from '../../lua/engine.ts'
import { hold } from '../../lua/run.ts'
import type { Scheduler } from '../../lua/scheduler.ts'
import type { DatabaseCalls } from './calls.ts'
import type { Database, Target } from './database.ts'
import type { Handles } from '../../lua/handles.ts'
import { after } from './maybe-later.ts'
import type { MaybeLater } from './maybe-later.ts'
import { Transaction } from './transaction.ts'
import type { TransactionSteps } from './transaction-face.ts'

export interface TransactionOptions {
  readonly scheduler: Scheduler
  readonly calls: DatabaseCalls
  readonly targets: Handles<Target>
  /** The database of the module's own functions. */
  readonly main: () => MaybeLater<Database>
  /** Pushes the table of a transaction. */
  readonly push: (t: Thread, id: number) => void
}

/**
 * The steps of a transaction, which belongs to the run that begins it: when that ends without having ended it, or its
 * client goes away, it is rolled back.
 */
export const transactionSteps = ({ scheduler, calls, targets, main, push }: TransactionOptions): TransactionSteps => {
  const forgets = new WeakMap<Transaction, () => void>()

  const keep = (transaction: Transaction): number => {
    const run = scheduler.current!
    const id = targets.add(transaction)
    const letGo = hold(run, () => {
      ended(id, transaction)
      void transaction.abandon()
    })
    const unheard = run.call?.onAbort(() => transaction.fail(new LuaError('client disconnected')))
    forgets.set(transaction, () => {
      letGo()
      unheard?.()
    })
    return id
  }

  const ended = (id: number, transaction: Transaction): void => {
    targets.delete(id)
    forgets.get(transaction)?.()
  }

  const begin: HostFunction = (t) => {
    const id = targets.idAt(t, 1)
    const target = id === undefined ? undefined : targets.get(id)
    if (id !== undefined && !target) throw new LuaError('this transaction or connection is over')
    if (target instanceof Transaction) {
      return calls.wait(t, (stop) => target.savepoint(stop), (thread) => {
        push(thread, id!)
        return 1
      })
    }
    return calls.wait(
      t,
      (stop) => after(target?.database ?? main(), (database) => Transaction.begin(database, stop)),
      (thread, transaction) => {
        push(thread, keep(transaction))
        return 1
      },
    )
  }

  const ending = (step: 'commit' | 'rollback'): HostFunction => (t) => {
    const id = targets.idAt(t, 1)!
    const transaction = targets.get(id) as Transaction | undefined
    if (!transaction) return 0
    return calls.wait(t, (stop) => transaction[step](stop), () => {
      if (transaction.ended) ended(id, transaction)
      return 0
    })
  }

  return { begin, commit: ending('commit'), rollback: ending('rollback') }
}
