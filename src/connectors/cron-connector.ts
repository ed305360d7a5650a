import { httpCall } from '../http-call.ts'
import { schedule } from '../stack/schedule.ts'
import type { StackFunction } from '../stack/stack-function.ts'
import { schedulesOf } from '../stack/topics.ts'

/** Calls functions on schedule, as OpenFaaS's cron-connector does. */
export interface CronConnector {
  /** Follows the schedules of these functions from now on. */
  set(functions: readonly StackFunction[]): void
  close(): void
}

export interface CronConnectorOptions {
  readonly gatewayUrl: () => string
  /** Takes what there is to say about calls that failed. */
  readonly say: (text: string) => void
}

/** What the cron-connector sends. */
export const cronHeaders = { 'X-Topic': 'cron-function', 'X-Connector': 'cron-connector' } as const

/** Follows no schedule until `set()`. */
export const cronConnector = ({ gatewayUrl, say }: CronConnectorOptions): CronConnector => {
  /** How to stop each schedule, by function and expression. */
  const running = new Map<string, () => void>()

  const call = async (name: string): Promise<void> => {
    try {
      const answer = await httpCall({ url: `${gatewayUrl()}/function/${name}`, method: 'POST', headers: cronHeaders, body: Buffer.alloc(0) })
      answer.resume()
      if ((answer.statusCode ?? 0) >= 400) say(`Scheduled call of ${name} was answered ${answer.statusCode}`)
    } catch (error) {
      say(`Scheduled call of ${name} failed: ${(error as Error).message}`)
    }
  }

  const set = (functions: readonly StackFunction[]): void => {
    const wanted = new Map<string, { readonly name: string; readonly expression: string }>(functions.flatMap(({ name, annotations }) => schedulesOf(annotations).map(expression => [`${name} ${expression}`, { name, expression }] as const)))
    for (const [key, stop] of running) {
      if (wanted.has(key)) continue
      stop()
      running.delete(key)
    }
    // One that goes on is left alone: its next time stays as it was.
    for (const [key, { name, expression }] of wanted) {
      if (!running.has(key)) running.set(key, schedule(expression, () => void call(name)))
    }
  }
  return { set, close: () => set([]) }
}
