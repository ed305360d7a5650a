import { admitted } from './admitted.ts'
import { answered } from './answered.ts'
import { around, type Invoke } from './call.ts'
import { counted } from './counted.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Log } from './log.ts'
import { logged } from './logged.ts'
import type { Metrics } from './metrics.ts'
import type { Settings } from './settings.ts'
import { settled } from './settled.ts'
import type { Slots } from './slots.ts'
import { timed } from './timed.ts'

export interface PipelineOptions {
  readonly invoke: Invoke
  readonly settings: Pick<Settings, 'execTimeoutMs'>
  readonly log: Log
  readonly metrics: Metrics
  readonly slots: Slots
  readonly lifecycle: Lifecycle
}

/** The way of a call through the host, outermost concern first. */
export const pipeline = ({ invoke, settings, log, metrics, slots, lifecycle }: PipelineOptions): Invoke => {
  const { execTimeoutMs } = settings
  return around(
    invoke,
    logged(log),
    counted(metrics),
    answered({ log, metrics, execTimeoutMs }),
    admitted(slots, lifecycle),
    timed(execTimeoutMs),
    settled,
  )
}

/** The way of a readiness probe that asks the function itself: no slot, no metrics, else as a call. */
export const probePipeline = ({ invoke, settings, log }: Pick<PipelineOptions, 'invoke' | 'settings' | 'log'>): Invoke => {
  const { execTimeoutMs } = settings
  const metrics = { failed: () => {}, deadline: () => {} }
  return around(invoke, logged(log), answered({ log, metrics, execTimeoutMs }), timed(execTimeoutMs), settled)
}
