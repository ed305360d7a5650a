import { get, request } from '../request.ts'
import { dated, fault } from '../row.ts'
import type { Row } from '../row.ts'
import type { Target } from '../target.ts'
import { send } from '../wire.ts'

/** The access line of a request whose target ends with `mark`, a pattern. */
const accessLine = (bytes: Uint8Array, mark: string) =>
  async (target: Target): Promise<string | undefined> => {
    await send(target.port, bytes)
    return await target.line('stderr', new RegExp(`${mark} - `), 2000)
  }

const seconds = String.raw`\(\d+\.\d{4}s\)`

const bytesRow = (bytes: number, size: string): Row => ({
  name: `the access line writes ${bytes} bytes as ${size}`,
  steps: accessLine(get(`/bytes?n=${bytes}`), `n=${bytes}`),
  expect: dated(String.raw`GET /bytes\?n=${bytes} - 200 OK - ContentLength: ${size.replace('.', String.raw`\.`)} ${seconds}`),
  watchdog: 'same',
})

/** Lines that the function prints, then a second call, and what came of both. */
const printed = (pattern: RegExp) =>
  async (target: Target): Promise<string | undefined> => {
    await send(target.port, get('/print?text=said-aloud'))
    return await target.line('stdout', pattern)
  }

/** Access lines on stderr and the function's own lines. */
export const logRows: readonly Row[] = [
  {
    name: 'the access line has method, raw target, status, size and seconds',
    steps: accessLine(request('POST', '/echo?at=%2Flog&x', { body: 'hello' }), '&x'),
    expect: dated(String.raw`POST /echo\?at=%2Flog&x - 200 OK - ContentLength: 5B ${seconds}`),
    watchdog: 'same',
  },
  {
    name: 'the access line has the status that was sent',
    steps: accessLine(get('/status?code=404&line'), '404&line'),
    expect: dated(String.raw`GET /status\?code=404&line - 404 Not Found - ContentLength: 10B ${seconds}`),
    watchdog: 'same',
  },
  bytesRow(999, '999B'),
  bytesRow(1200, '1.2kB'),
  bytesRow(1_500_000, '1.5MB'),
  {
    name: 'the access line counts the bytes of a stream',
    steps: accessLine(get('/chunks?n=2&ms=5&line'), '/chunks.n=2&ms=5&line'),
    expect: dated(String.raw`GET /chunks\?n=2&ms=5&line - 200 OK - ContentLength: 16B ${seconds}`),
    watchdog: {
      differs: 'it knows no size without Content-Length',
      expect: dated(String.raw`GET /chunks\?n=2&ms=5&line - 200 OK - ContentLength: -1B ${seconds}`),
    },
  },
  {
    name: 'the access line counts the bytes of a stream of events',
    steps: accessLine(get('/sse?n=2&ms=5&line', { Accept: 'text/event-stream' }), '/sse.n=2&ms=5&line'),
    expect: dated(String.raw`GET /sse\?n=2&ms=5&line - 200 OK - ContentLength: 18B ${seconds}`),
    watchdog: {
      differs: 'it looks at a writer that is not used',
      expect: dated(String.raw`GET /sse\?n=2&ms=5&line - 200 - Bytes: 0B ${seconds}`),
    },
  },
  {
    name: 'a call that ran into exec_timeout has its access line',
    settings: { exec_timeout: '1s' },
    waits: true,
    steps: accessLine(get('/slow?ms=3000&line'), 'ms=3000&line'),
    expect: dated(String.raw`GET /slow\?ms=3000&line - 504 Gateway Timeout - ContentLength: 0B ${seconds}`),
    watchdog: { differs: 'failures have no access line', expect: undefined },
  },
  {
    name: 'probes of the kubelet have no access line',
    steps: async (target) => {
      await send(target.port, get('/hello?agent=kubelet', { 'User-Agent': 'kube-probe/1.30' }))
      await send(target.port, get('/hello?agent=other', { 'User-Agent': 'probe/1.30' }))
      return {
        other: (await target.line('stderr', /agent=other - /)) !== undefined,
        kubelet: await target.line('stderr', /agent=kubelet - /, 0),
      }
    },
    expect: { other: true, kubelet: undefined },
    watchdog: 'same',
  },
  {
    name: 'health has no access line',
    steps: async (target) => {
      await send(target.port, get('/_/health?from=health'))
      await send(target.port, get('/hello?after=health'))
      return {
        after: (await target.line('stderr', /after=health - /)) !== undefined,
        health: await target.line('stderr', /from=health/, 0),
      }
    },
    expect: { after: true, health: undefined },
    watchdog: 'same',
  },
  {
    name: 'log_callid adds the call id',
    settings: { log_callid: 'true' },
    steps: accessLine(get('/hello?with=id', { 'X-Call-Id': 'abc-1' }), 'with=id'),
    expect: dated(String.raw`GET /hello\?with=id - 200 OK - ContentLength: 5B ${seconds} \[abc-1\]`),
    watchdog: 'same',
  },
  {
    name: 'log_callid names the id that the host made when none came',
    settings: { log_callid: 'true' },
    steps: accessLine(get('/hello?without=id'), 'without=id'),
    expect: dated(String.raw`GET /hello\?without=id - 200 OK - ContentLength: 5B ${seconds} \[(?!none\])[\w-]+\]`),
    watchdog: { differs: 'it makes no ids', expect: dated(String.raw`GET /hello\?without=id - 200 OK .* \[none\]`) },
  },
  {
    name: 'log_call_id means the same',
    settings: { log_call_id: 'true' },
    steps: accessLine(get('/hello?with=id', { 'X-Call-Id': 'abc-2' }), 'with=id'),
    expect: dated(String.raw`GET /hello\?with=id - 200 OK - ContentLength: 5B ${seconds} \[abc-2\]`),
    watchdog: fault(
      12,
      'the name in its README does nothing',
      dated(String.raw`GET /hello\?with=id - 200 OK - ContentLength: 5B ${seconds}`),
    ),
  },
  {
    name: 'what the function prints has date and stream before it',
    steps: printed(/said-aloud/),
    expect: dated(String.raw`stdout: (\[[^\]]+\] )?said-aloud`),
    watchdog: 'same',
  },
  {
    name: 'what the function prints stays as it is without prefix_logs',
    settings: { prefix_logs: 'false' },
    steps: printed(/said-aloud/),
    expect: 'said-aloud',
    watchdog: 'same',
  },
  {
    name: 'a line of any length stays whole when log_buffer_size is negative',
    settings: { log_buffer_size: '-1' },
    steps: async (target) => {
      await send(target.port, get('/long-line?bytes=100000'))
      const long = await target.line('stdout', /xxxxx/)
      await send(target.port, get('/print?text=the-next-line'))
      return { whole: /x{100000}$/.test(long ?? ''), next: (await target.line('stdout', /the-next-line/)) !== undefined }
    },
    expect: { whole: true, next: true },
    watchdog: 'same',
  },
  {
    name: 'a line longer than log_buffer_size is cut, and the next one appears',
    settings: { log_buffer_size: '1024' },
    process: 'own',
    steps: async (target) => {
      await send(target.port, get('/long-line?bytes=100000'))
      await send(target.port, get('/print?text=the-next-line'))
      const next = (await target.line('stdout', /the-next-line/)) !== undefined
      const long = await target.line('stdout', /xxxxx/, 0)
      return { next, shown: long !== undefined, cut: (long ?? '').length < 2048 }
    },
    expect: { next: true, shown: true, cut: true },
    watchdog: fault(11, 'a long line silences the log for ever', { next: false, shown: false }),
  },
]
