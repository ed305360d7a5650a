import { setTimeout as sleep } from 'node:timers/promises'
import { between, not, oneOf } from '../mismatches.ts'
import { get, request } from '../request.ts'
import { fault, sends } from '../row.ts'
import type { Row } from '../row.ts'
import { send, wire } from '../wire.ts'

const settings = { exec_timeout: '1s' }
const late = { status: 504, body: '', headers: { 'x-duration-seconds': /^\d+\.\d{6}$/ }, complete: true }

/** A 3 s call whose client sends this X-Timeout. */
const slowWith = (timeout: string) => sends(get('/slow?ms=3000', { 'X-Timeout': timeout }))

const ignored = (timeout: string): Row => ({
  name: `X-Timeout: ${timeout} is ignored`,
  settings,
  waits: true,
  steps: slowWith(timeout),
  expect: { ...late, ms: between(950, 2500) },
  watchdog: 'same',
})

const switchesOff = (timeout: string): Row => ({
  name: `X-Timeout: ${timeout} does not turn the limit off`,
  settings,
  waits: true,
  steps: sends(get('/slow?ms=2000', { 'X-Timeout': timeout })),
  expect: { ...late, ms: between(950, 1900) },
  watchdog: fault(6, 'a client turns exec_timeout off', { status: 200, body: 'slow', ms: between(1900, 6000) }),
})

/** How long and how many. */
export const limitRows: readonly Row[] = [
  {
    name: 'exec_timeout ends a waiting call with an empty 504',
    settings,
    waits: true,
    steps: sends(get('/slow?ms=3000')),
    expect: { ...late, ms: between(950, 2500) },
    watchdog: 'same',
  },
  {
    name: 'a call within exec_timeout is not touched',
    settings,
    waits: true,
    steps: sends(get('/slow?ms=300')),
    expect: { status: 200, body: 'slow', ms: between(280, 900) },
    watchdog: 'same',
  },
  {
    name: 'exec_timeout is the handler\'s, not the platform\'s: no X-OpenFaaS-Internal',
    settings,
    waits: true,
    steps: sends(get('/slow?ms=3000')),
    expect: { status: 504, headers: { 'x-openfaas-internal': undefined } },
    watchdog: { differs: 'it takes the blame', expect: { status: 504, headers: { 'x-openfaas-internal': 'of-watchdog' } } },
  },
  {
    name: 'exec_timeout ends a computing call, and health answers meanwhile',
    settings,
    process: 'own',
    steps: async ({ port }) => {
      const spinning = send(port, get('/spin?ms=3000'))
      await sleep(300)
      const { status: health, ms: healthMs } = await send(port, get('/_/health'))
      return { health, healthMs, spun: await spinning }
    },
    expect: { health: 200, healthMs: between(0, 500), spun: { ...late, ms: between(950, 2500) } },
    watchdog: 'same',
  },
  {
    name: 'X-Timeout shortens the limit',
    settings,
    waits: true,
    steps: slowWith('200ms'),
    expect: { ...late, ms: between(150, 900) },
    watchdog: 'same',
  },
  ...['10s', 'soon', '1', '1 s'].map(ignored),
  ...['0s', '-1s'].map(switchesOff),
  {
    name: 'exec_timeout in the middle of a body cuts the connection',
    settings,
    waits: true,
    steps: sends(get('/chunks?n=5&ms=400')),
    expect: { status: 200, body: /^chunk 1\n/, complete: false, closed: true, ms: between(900, 2500) },
    watchdog: fault(2, 'half a body looks whole', { status: 200, body: /^chunk 1\n(chunk \d\n){1,2}$/, complete: true }),
  },
  {
    name: 'a crash in the middle of a body cuts the connection',
    settings,
    waits: true,
    steps: sends(get('/crash-mid-body')),
    expect: { status: 200, body: 'partial', complete: false, closed: true },
    watchdog: fault(2, 'half a body looks whole', { status: 200, body: 'partial', complete: true, headers: { 'content-length': '7' } }),
  },
  {
    name: 'exec_timeout ends a stream of events, too',
    settings,
    waits: true,
    steps: sends(get('/sse?n=6&ms=400', { Accept: 'text/event-stream' })),
    expect: { status: 200, body: /^data: 1\n\n/, complete: false, closed: true, ms: between(900, 1950) },
    watchdog: fault(5, 'exec_timeout is not applied', { status: 200, body: /data: 6\n\n$/, complete: true, ms: between(1950, 6000) }),
  },
  {
    name: 'max_inflight refuses one more call with a 429',
    settings: { max_inflight: '1' },
    steps: async ({ port }) => {
      const first = send(port, get('/slow?ms=800'))
      await sleep(300)
      const refused = await send(port, get('/hello'))
      return { refused, first: (await first).body, after: (await send(port, get('/hello'))).status }
    },
    expect: {
      refused: {
        status: 429,
        headers: { 'content-type': 'text/plain', 'x-openfaas-internal': /./ },
        body: 'Concurrent request limit exceeded. Max concurrent requests: 1\n',
      },
      first: 'slow',
      after: 200,
    },
    watchdog: 'same',
  },
  {
    name: 'a client that leaves a stream of events gives its slot back',
    settings: { max_inflight: '1' },
    process: 'own',
    steps: async ({ port }) => {
      const line = wire(port)
      line.write(get('/sse?n=40&ms=100', { Accept: 'text/event-stream' }))
      const first = (await line.answer({ started: true })).body
      line.leave()
      await sleep(1500)
      return { first, after: (await send(port, get('/hello'))).status }
    },
    expect: { first: /^data: 1\n\n/, after: 200 },
    watchdog: fault(3, 'the slot is lost for ever', { first: /^data: 1\n\n/, after: 429 }),
  },
  {
    name: 'a request body slower than read_timeout is refused with a 408',
    settings: { read_timeout: '1s' },
    steps: async ({ port }) => {
      const line = wire(port)
      line.write(request('POST', '/echo', { headers: { 'Content-Length': '10' } }))
      line.write('half')
      const { status, ms } = await line.answer({ withinMs: 5000 })
      line.leave()
      return { status, ms }
    },
    expect: { status: 408, ms: between(900, 4000) },
    watchdog: { differs: 'it blames exec_timeout', expect: { status: 504, ms: between(900, 4000) } },
  },
  {
    name: 'a head slower than read_timeout closes the connection',
    settings: { read_timeout: '1s' },
    steps: async ({ port }) => {
      const line = wire(port)
      line.write('GET /hello HTTP/1.1\r\nHost: fun')
      const closed = await line.closes(4000)
      const { status } = await line.answer({ withinMs: 0 })
      line.leave()
      return { closed, status }
    },
    expect: { closed: true, status: oneOf(0, 408) },
    watchdog: 'same',
  },
  {
    name: 'an answer later than write_timeout is cut, and the log does not call it 200 OK',
    settings: { write_timeout: '1s' },
    steps: async (target) => {
      const { status, complete, closed } = await send(target.port, get('/slow?ms=1800&late'), { withinMs: 6000 })
      const access = await target.line('stderr', /GET \/slow\?ms=1800&late - /, 2500)
      return { status, complete, closed, access }
    },
    expect: { status: 0, complete: false, closed: true, access: not(/200 OK/) },
    watchdog: { differs: 'it logs 200 OK', expect: { status: 0, complete: false, closed: true, access: /200 OK/ } },
  },
]
