import { between } from '../mismatches.ts'
import { get, request } from '../request.ts'
import { sends } from '../row.ts'
import type { Row } from '../row.ts'

const status = (code: number, bodyless: boolean): Row => ({
  name: `status ${code} passes`,
  steps: sends(get(`/status?code=${code}`)),
  expect: { status: code, body: bodyless ? '' : `status ${code}`, complete: true },
  watchdog: 'same',
})

/** What the function's answer looks like on the wire. */
export const responseRows: readonly Row[] = [
  {
    name: 'a redirect is passed, not followed',
    steps: sends(get('/redirect')),
    expect: { status: 302, headers: { location: '/hello?from=a%2Fb' }, body: '' },
    watchdog: 'same',
  },
  {
    name: 'Set-Cookie stays two headers in their order',
    steps: sends(get('/cookies')),
    expect: { status: 200, headers: { 'set-cookie': ['a=1; Path=/', 'b=2; Path=/'] }, body: 'cookies' },
    watchdog: 'same',
  },
  ...[201, 400, 404, 418, 500, 503, 599].map((code) => status(code, false)),
  ...[204, 304].map((code) => status(code, true)),
  {
    name: 'X-Duration-Seconds tells the seconds to the head',
    steps: async (target) => {
      const { headers, ms } = await sends(get('/slow?ms=300'))(target)
      return { text: headers['x-duration-seconds'], seconds: Number(headers['x-duration-seconds']), ms }
    },
    expect: { text: /^\d+\.\d{6}$/, seconds: between(0.28, 5), ms: between(280, 6000) },
    watchdog: 'same',
  },
  {
    name: 'a function that fails before its head is a 500',
    steps: sends(get('/fail')),
    expect: { status: 500, complete: true },
    watchdog: 'same',
  },
  {
    name: 'a live stream reaches a client that accepts events',
    steps: sends(get('/sse?n=4&ms=200', { Accept: 'text/event-stream' })),
    expect: {
      status: 200,
      headers: { 'content-type': 'text/event-stream' },
      body: 'data: 1\n\ndata: 2\n\ndata: 3\n\ndata: 4\n\n',
      complete: true,
      pieces: between(3, 4),
      firstMs: between(0, 400),
      ms: between(550, 5000),
    },
    watchdog: 'same',
  },
  {
    name: 'a stream is whole and in order without any Accept',
    steps: sends(get('/chunks?n=3&ms=50')),
    expect: { status: 200, body: 'chunk 1\nchunk 2\nchunk 3\n', complete: true },
    watchdog: 'same',
  },
  {
    name: 'HEAD of a stream ends',
    steps: sends(request('HEAD', '/chunks?n=2&ms=50')),
    expect: { status: 200, body: '' },
    watchdog: 'same',
  },
]
