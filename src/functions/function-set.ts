import { functionPool } from './function-pool.ts'
import type { FunctionPool, StartHost } from './function-pool.ts'
import type { StackFunction } from '../stack/stack-function.ts'

/** All functions that run. */
export interface FunctionSet {
  /** In the order of stack.yml. */
  all(): readonly FunctionPool[]
  /** The function behind `NAME` or `NAME.NAMESPACE`. */
  find(called: string): FunctionPool | undefined
  /** Runs these from now on: starts what is new, ends what is gone, reloads what differs. */
  apply(functions: readonly StackFunction[]): void
  /** Loads one again as it is. */
  reload(name: string): void
  stop(): Promise<void>
  kill(): void
}

export interface FunctionSetOptions {
  readonly start: StartHost
  /** Takes what there is to say about a reload. */
  readonly say: (text: string) => void
}

/** Runs no function until `apply()`. */
export const functionSet = ({ start, say }: FunctionSetOptions): FunctionSet => {
  let pools: readonly FunctionPool[] = []
  const leaving = new Set<FunctionPool>()
  /** What each should be like: a reload towards it may be under way, or have failed. */
  const wanted = new Map<string, StackFunction>()

  const find = (called: string): FunctionPool | undefined => {
    const dot = called.lastIndexOf('.')
    const name = called.slice(0, Math.max(dot, 0))
    const namespace = called.slice(dot + 1)
    const matches = ({ fn }: FunctionPool): boolean => fn.name === name && namespace !== '' && (fn.namespace ?? namespace) === namespace
    return pools.find(pool => pool.name === called) ?? pools.find(matches)
  }

  const reload = (name: string): void => {
    const pool = pools.find(known => known.name === name)
    const fn = wanted.get(name)
    if (pool === undefined || fn === undefined) return
    const startMs = performance.now()
    void pool.reload(fn).then(outcome => {
      if (outcome === 'done') say(`${name} reloaded in ${Math.round(performance.now() - startMs)} ms`)
      if (outcome === 'failed') say(pool.available() > 0 ? `${name} could not be reloaded; the one before serves on` : `${name} could not be started`)
    })
  }

  const end = (pool: FunctionPool): void => {
    wanted.delete(pool.name)
    leaving.add(pool)
    void pool.stop().then(() => leaving.delete(pool))
  }

  const apply = (functions: readonly StackFunction[]): void => {
    const differs = functions.filter(fn => wanted.has(fn.name) && JSON.stringify(wanted.get(fn.name)) !== JSON.stringify(fn))
    pools.filter(({ name }) => !functions.some(fn => fn.name === name)).forEach(end)
    pools = functions.map(fn => pools.find(({ name }) => name === fn.name) ?? functionPool(fn, start))
    for (const fn of functions) wanted.set(fn.name, fn)
    for (const { name } of differs) reload(name)
  }

  const everyone = (): FunctionPool[] => [...pools, ...leaving]
  return {
    all: () => pools,
    find,
    apply,
    reload,
    stop: async () => void (await Promise.all(everyone().map(pool => pool.stop()))),
    kill: () => everyone().forEach(pool => pool.kill()),
  }
}
