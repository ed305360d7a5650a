import { whenEnded } from './call.ts'
import type { Call, Wrapper } from './call.ts'
import { headerOf } from './header.ts'
import type { AccessLine, Log } from './log.ts'

/** The access line of a call that has ended. The call id is made only for a log that asks for it. */
class CallLine implements AccessLine {
  readonly #call: Call
  readonly method: string
  readonly target: string
  readonly status: number
  readonly bytes: number
  readonly seconds: number

  constructor(call: Call, seconds: number) {
    const { event, reply } = call
    this.#call = call
    this.method = event.method
    this.target = event.query === '' ? event.path : `${event.path}?${event.query}`
    this.status = reply.status
    this.bytes = reply.bytes
    this.seconds = seconds
  }

  get callId(): string {
    return this.#call.id
  }
}

const isKubeProbe = (call: Call): boolean => {
  const agent = headerOf(call.event.headers, 'user-agent')
  return agent !== undefined && agent.startsWith('kube-probe')
}

/** Writes one access line when a call has ended, with what was really sent; none for Kubernetes' own probes. */
export const logged =
  (log: Pick<Log, 'access'>): Wrapper =>
  (next) => {
    const end = (call: Call): void => {
      if (!isKubeProbe(call)) log.access(new CallLine(call, (performance.now() - call.startedMs) / 1000))
    }
    return (call) => whenEnded(next(call), call, end)
  }
