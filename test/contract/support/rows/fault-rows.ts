import { setTimeout as sleep } from 'node:timers/promises'
import { between } from '../mismatches.ts'
import { get, request } from '../request.ts'
import { fault, sends } from '../row.ts'
import type { Row } from '../row.ts'
import type { Target } from '../target.ts'
import { send } from '../wire.ts'

/** Tells the function to end its process with exit code 0; only a process of its own can. */
const endFunction = async ({ port }: Target): Promise<void> => {
  await send(port, get('/exit0'))
  await sleep(300)
}

/** Faults of of-watchdog that stand with no other concern. */
export const faultRows: readonly Row[] = [
  {
    name: 'small pieces are sent at once without any Accept',
    steps: sends(get('/chunks?n=4&ms=300')),
    expect: { status: 200, pieces: between(3, 4), firstMs: between(0, 500), ms: between(850, 5000), complete: true },
    watchdog: fault(1, 'small pieces wait for the end', { status: 200, pieces: 1, firstMs: between(850, 5000), complete: true }),
  },
  {
    name: 'a stream of events needs no Accept to be live',
    steps: sends(get('/sse?n=4&ms=300')),
    expect: { status: 200, pieces: between(3, 4), firstMs: between(0, 500), complete: true },
    watchdog: fault(1, 'the type of the answer is not looked at', { status: 200, pieces: 1, firstMs: between(850, 5000) }),
  },
  {
    name: 'a client of events gets no empty 200 when the function ended itself',
    process: 'own',
    steps: async (target) => {
      await endFunction(target)
      return await send(target.port, get('/hello', { Accept: 'text/event-stream' }))
    },
    expect: { status: 200, body: 'hello' },
    watchdog: fault(4, 'a function that is down looks like an empty answer', { status: 200, body: '', complete: true }),
  },
  {
    name: 'a client of events gets a 500 when the function fails',
    steps: sends(get('/fail', { Accept: 'text/event-stream' })),
    expect: { status: 500 },
    watchdog: fault(4, 'a function that fails looks like an empty answer', { status: 200, body: '', complete: true }),
  },
  {
    name: 'a process that says healthy answers calls, also after the function ended itself',
    process: 'own',
    steps: async (target) => {
      await endFunction(target)
      return { health: (await send(target.port, get('/_/health'))).status, hello: (await send(target.port, get('/hello'))).status }
    },
    expect: { health: 200, hello: 200 },
    watchdog: fault(7, 'it stays healthy over a dead function', { health: 200, hello: 500 }),
  },
  {
    name: 'Content-Length reaches the function',
    settings: { http_buffer_req_body: 'true' },
    steps: async (target) => {
      const { body } = await send(target.port, request('POST', '/request', { body: 'hello' }))
      return { length: /^header content-length: (.*)$/m.exec(body)?.[1], encoding: /^header transfer-encoding: (.*)$/m.exec(body)?.[1] }
    },
    expect: { length: '5', encoding: undefined },
    watchdog: fault(12, 'http_buffer_req_body does nothing', { length: undefined, encoding: 'chunked' }),
  },
]
