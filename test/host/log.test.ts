import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'

import t from 'tap'
import type { Test } from 'tap'

import { log } from '../../template/lua-ts/host/log.ts'
import type { Log, LogOptions } from '../../template/lua-ts/host/log.ts'

const now = (): number => new Date(2026, 10, 23, 8, 41, 26).getTime()
const date = '2026/11/23 08:41:26 '

interface Written {
  readonly log: Log
  readonly stdout: () => string
  readonly stderr: () => string
}

/** A log on two files, which hold what was written once it was flushed. */
const logToFiles = (t: Test, settings: Partial<LogOptions['settings']> = {}): Written => {
  const folder = t.testdir({ out: '', err: '' })
  const stdout = openSync(`${folder}/out`, 'a')
  const stderr = openSync(`${folder}/err`, 'a')
  t.teardown(() => [stdout, stderr].forEach((fd) => closeSync(fd)))
  const all = { prefixLogs: true, logBufferBytes: 65536, logCallId: false, luaLogFormat: 'text', ...settings } as const
  return {
    log: log({ settings: all, stdout, stderr, now }),
    stdout: () => readFileSync(`${folder}/out`, 'latin1'),
    stderr: () => readFileSync(`${folder}/err`, 'latin1'),
  }
}

const access = { method: 'POST', target: '/a', status: 200, bytes: 282, seconds: 0.0281, callId: 'id-1' }

t.test('log() writes the host and its requests to stderr, output where it came from', async (t) => {
  const written = logToFiles(t)
  written.log.host('Listening on port: 8080')
  written.log.output('stdout', 'one\ntwo', 'id-1')
  written.log.output('stderr', 'three', undefined)
  written.log.access(access)
  written.log.flush()
  t.equal(written.stdout(), `${date}stdout: [id-1] one\n${date}stdout: [id-1] two\n`)
  t.equal(
    written.stderr(),
    `${date}Listening on port: 8080\n${date}stderr: three\n${date}POST /a - 200 OK - ContentLength: 282B (0.0281s)\n`,
  )
})

t.test('log() writes without a flush when the turn is over', async (t) => {
  const written = logToFiles(t)
  written.log.host('soon')
  t.equal(written.stderr(), '')
  await new Promise((resolve) => setImmediate(resolve))
  t.equal(written.stderr(), `${date}soon\n`)
})

t.test('log() has the call id in access lines when log_callid is on', async (t) => {
  const written = logToFiles(t, { logCallId: true })
  written.log.access(access)
  written.log.flush()
  t.match(written.stderr(), / \[id-1\]\n$/)
})

t.test('log() writes output unchanged when prefix_logs is off', async (t) => {
  const written = logToFiles(t, { prefixLogs: false })
  written.log.output('stdout', Uint8Array.of(0x61, 0xff, 0x00, 10, 0x62), 'id-1')
  written.log.flush()
  t.equal(written.stdout(), 'a\xff\0\nb\n')
})

t.test('log() shows the lines after one that is too long', async (t) => {
  const written = logToFiles(t, { logBufferBytes: 10 })
  written.log.output('stdout', 'x'.repeat(30), undefined)
  written.log.output('stdout', 'next', undefined)
  written.log.flush()
  const [first = '', second] = Buffer.from(written.stdout(), 'latin1').toString().split('\n')
  t.equal(first, `${date}stdout: ${'x'.repeat(10)} … [cut, 10 of 30 bytes shown]`)
  t.equal(second, `${date}stdout: next`)
})

t.test('log() writes one JSON object per line when lua_log_format is json', async (t) => {
  const written = logToFiles(t, { luaLogFormat: 'json' })
  written.log.host('a\nb', 'id-1', 'warn')
  written.log.access(access)
  written.log.output('stderr', 'c\nd', undefined)
  written.log.flush()
  const objects = written.stderr().trimEnd().split('\n').map((line): unknown => JSON.parse(line))
  t.match(objects, [
    { source: 'host', level: 'warn', message: 'a\nb', call_id: 'id-1' },
    { source: 'access', status: 200 },
    { source: 'stderr', message: 'c' },
    { source: 'stderr', message: 'd' },
  ])
  t.equal(objects.length, 4)
})

t.test('log() names the lines it dropped, on the stream where they are missing', async (t) => {
  let fails = true
  let stderr = ''
  const failed = Object.assign(new Error('no reader'), { code: 'EPIPE' })
  const broken = log({
    settings: { prefixLogs: true, logBufferBytes: 65536, logCallId: false, luaLogFormat: 'text' },
    stdout: 1,
    stderr: 2,
    now,
    write: (_fd, bytes, offset, length) => {
      if (fails) throw failed
      stderr += Buffer.from(bytes.subarray(offset, offset + length)).toString()
      return length
    },
  })
  broken.host('lost')
  broken.flush()
  fails = false
  broken.host('seen')
  broken.flush()
  t.equal(stderr, `${date}1 log lines dropped: they came faster than they were read\n${date}seen\n`)
})

const program = `
  import { log } from ${JSON.stringify(new URL('../../template/lua-ts/host/log.ts', import.meta.url).href)}
  import { nonblocking } from ${JSON.stringify(new URL('../../template/lua-ts/host/nonblocking.ts', import.meta.url).href)}
  const settings = { prefixLogs: false, logBufferBytes: Infinity, logCallId: false, luaLogFormat: 'text' }
  const lines = log({ settings, stdout: nonblocking(1), stderr: 2 })
  let ticks = 0
  setInterval(() => { ticks += 1 }, 1).unref()
  for (let i = 0; i < 20000; i++) lines.output('stdout', i + ' ' + 'x'.repeat(90), undefined)
  process.on('exit', () => lines.host('ticks=' + ticks) ?? lines.flush())
`

t.test('log() loses nothing and stops nothing when the reader is late', { skip: process.platform !== 'linux' && 'needs /proc' }, async (t) => {
  // The shell's pipe is a real one; Node.js would give its child a socket.
  const command = '"$0" --input-type=module --eval "$1" | { sleep 0.3; cat; }'
  const child = spawn('sh', ['-c', command, process.execPath, program], { stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  const expected = Array.from({ length: 20_000 }, (_, i) => `${i} ${'x'.repeat(90)}\n`).join('')
  t.ok(stdout === expected, 'all 20,000 lines in order')
  const ticks = Number(/ticks=(\d+)/.exec(stderr)?.[1])
  t.ok(ticks > 5, `timers ran meanwhile: ${stderr}`)
})

t.test('log() cuts what one request makes long, and the next line is whole', async (t) => {
  for (const luaLogFormat of ['text', 'json'] as const) {
    const written = logToFiles(t, { luaLogFormat, logCallId: true })
    const longMB = 'x'.repeat(10_000_000)
    written.log.access({ ...access, target: `/${longMB}` })
    written.log.host(`Handler failed: ${longMB}\nstack traceback: the end`, 'id-1')
    written.log.record({ level: 'info', message: longMB, fields: [['field', JSON.stringify(longMB)], ['short', '1']], callId: 'id-1' })
    written.log.access(access)
    written.log.flush()
    const stderr = written.stderr()
    t.ok(stderr.length < 400_000, `${stderr.length}`)
    t.match(stderr, 'the end', 'an error keeps its traceback')
    t.match(stderr, /\[cut, 65536 of 10000001 bytes shown\]/)
    t.match(stderr, 'id-1', 'the call id is still there')
    const last = stderr.trimEnd().split('\n').at(-1) ?? ''
    t.match(last, luaLogFormat === 'text' ? 'POST /a - 200 OK' : '"path":"/a"')
    if (luaLogFormat === 'json') for (const line of stderr.trimEnd().split('\n')) t.doesNotThrow(() => JSON.parse(line))
  }
})

t.test('log() cuts lines of the host at 4 KiB at least, and none without a limit', async (t) => {
  const short = logToFiles(t, { logBufferBytes: 10 })
  short.log.host('Listening on port: 8080')
  short.log.output('stdout', 'x'.repeat(100), undefined)
  short.log.flush()
  t.equal(short.stderr(), `${date}Listening on port: 8080\n`)
  t.match(short.stdout(), /x{10} .* \[cut, 10 of 100 bytes shown\]/)
  const long = logToFiles(t, { logBufferBytes: Infinity })
  long.log.access({ ...access, target: `/${'x'.repeat(1_000_000)}` })
  long.log.flush()
  t.ok(long.stderr().length > 1_000_000)
})
