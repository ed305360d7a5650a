import t from 'tap'
import { lambdaLog } from '../../template/lua-ts/platform/lambda-log.ts'

const written = (environment: Record<string, string>, use: (log: ReturnType<typeof lambdaLog>) => void) => {
  const pieces: Buffer[] = []
  const fds = new Set<number>()
  const log = lambdaLog({
    environment,
    stdout: 1,
    now: () => 1_700_000_000_123,
    write: (fd, bytes, offset, length) => {
      fds.add(fd)
      pieces.push(Buffer.from(bytes.subarray(offset, offset + length)))
      return length
    },
  })
  use(log)
  log.flush()
  return { bytes: Buffer.concat(pieces), text: Buffer.concat(pieces).toString(), fds: [...fds] }
}

const all = (log: ReturnType<typeof lambdaLog>) => {
  log.output('stdout', 'one\ntwo', 'r-1')
  log.output('stderr', Buffer.from('bad ☃'), undefined)
  log.host('careful', 'r-2', 'warn')
  log.record({ level: 'debug', message: 'fine', fields: [['n', '1'], ['message', '"mine"']], callId: 'r-3' })
  log.access({ method: 'GET', target: '/', status: 200, bytes: 1, seconds: 1, callId: 'r' })
}

t.test('lambdaLog() writes a record a line as Lambda\'s runtimes do', async (t) => {
  const { text, fds } = written({}, all)
  const time = '2023-11-14T22:13:20.123Z'
  t.same(text.split('\n'), [
    `${time}\tr-1\tINFO\tone\rtwo`, `${time}\t\tERROR\tbad ☃`, `${time}\tr-2\tWARN\tcareful`, `${time}\tr-3\tDEBUG\tfine n=1 message="mine"`.replace('"mine"', 'mine'), '',
  ])
  t.same(fds, [1])
})

t.test('lambdaLog() writes JSON where the function is set to it, from its level on', async (t) => {
  const { text } = written({ AWS_LAMBDA_LOG_FORMAT: 'JSON' }, all)
  const timestamp = '2023-11-14T22:13:20.123Z'
  t.same(text.trim().split('\n').map((line) => JSON.parse(line) as unknown), [
    { timestamp, level: 'INFO', requestId: 'r-1', message: 'one\ntwo' },
    { timestamp, level: 'ERROR', message: 'bad ☃' },
    { timestamp, level: 'WARN', requestId: 'r-2', message: 'careful' },
    { timestamp, level: 'DEBUG', requestId: 'r-3', message: 'fine', n: 1 },
  ])
  t.match(written({ AWS_LAMBDA_LOG_LEVEL: 'warn' }, all).text.trim().split('\n').map((line) => line.split('\t')[2]), ['ERROR', 'WARN'])
})

t.test('lambdaLog() frames records for the platform\'s own descriptor', async (t) => {
  for (const [format, kind, message] of [['Text', 0xa55a0003, '2023-11-14T22:13:20.123Z\tr\tWARN\ta\nb\n'], ['JSON', 0xa55a0002, '{"timestamp":"2023-11-14T22:13:20.123Z","level":"WARN","requestId":"r","message":"a\\nb"}']] as const) {
    const { bytes, fds } = written({ _LAMBDA_TELEMETRY_LOG_FD: '62', AWS_LAMBDA_LOG_FORMAT: format }, (log) => log.host('a\nb', 'r', 'warn'))
    t.same(fds, [62])
    t.equal(bytes.readUInt32BE(0), (kind | 0b10000) >>> 0)
    t.equal(bytes.readUInt32BE(4), Buffer.byteLength(message))
    t.equal(bytes.readBigInt64BE(8), 1_700_000_000_123_000n)
    t.equal(bytes.subarray(16).toString(), message)
  }
})
