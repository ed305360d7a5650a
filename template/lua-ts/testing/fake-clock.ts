import { mock } from 'node:test'

/** The process's clock, which tests can stop. */
export class FakeClock {
  #stopped = false
  /** Milliseconds that tests let pass without waiting. */
  skippedMs = 0

  /** Stops the clock at this Unix time in milliseconds; undefined lets it run. Timers and deadlines are as they were. */
  set(ms: number | undefined): void {
    if (this.#stopped) mock.timers.reset()
    this.#stopped = ms !== undefined
    if (ms !== undefined) mock.timers.enable({ apis: ['Date'], now: ms })
  }
}
