import { Agent, get as getOver } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { get } from '../contract/support/request.ts'
import type { Target } from '../contract/support/target.ts'
import { send } from '../contract/support/wire.ts'

/** How a drain went. */
export interface Drained {
  /** Status and body of each request that ended after SIGTERM, or why there is none. */
  readonly answers: readonly string[]
  readonly code: number | string | undefined
  /** From SIGTERM to the end of the process. */
  readonly ms: number
}

const clients = 16

const ask = async (agent: Agent, port: number): Promise<string> =>
  await new Promise<string>((resolve) => {
    const request = getOver({ host: '127.0.0.1', port, path: '/slow?ms=30', agent }, (response) => {
      void text(response).then((body) => resolve(`${response.statusCode} ${body}`), (error: Error) => resolve(error.message))
    })
    request.on('error', (error) => resolve(error.message))
  })

/**
 * Sends SIGTERM to a function that many clients use over connections that they keep. As OpenFaaS does, they go on until
 * the health check says no, and then some: what they send has to be answered.
 */
export const drainUnderLoad = async (running: Target): Promise<Drained> => {
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const answers: string[] = []
  let [signalled, unhealthy] = [false, false]
  const client = async (): Promise<void> => {
    while (!unhealthy) {
      const answer = await ask(agent, running.port)
      if (signalled) answers.push(answer)
    }
  }
  const load = Promise.all(Array.from({ length: clients }, client))
  await sleep(500)
  const startMs = performance.now()
  signalled = true
  running.signal('SIGTERM')
  while ((await send(running.port, get('/_/health'))).status === 200) await sleep(20)
  await sleep(400)
  unhealthy = true
  await load
  const code = await running.exited(20_000)
  agent.destroy()
  return { answers, code, ms: performance.now() - startMs }
}
