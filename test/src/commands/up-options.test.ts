import t from 'tap'
import { UsageError } from '../../../src/command-error.ts'
import { readUpOptions, upHelp } from '../../../src/commands/up-options.ts'

t.test('readUpOptions() reads options and names', async t => {
  t.same(readUpOptions([], '/'), { file: undefined, port: 8080, names: [], reload: true, address: '127.0.0.1', credentials: undefined, help: false })
  t.match(readUpOptions(['--no-reload'], '/'), { reload: false })
  t.same(readUpOptions(['-f', 'x.yml', 'a', '--port', '0', 'b'], '/'), { file: 'x.yml', port: 0, names: ['a', 'b'], reload: true, address: '127.0.0.1', credentials: undefined, help: false })
  t.same(readUpOptions(['--file=x.yml', '-p', '65535', '-h'], '/'), { file: 'x.yml', port: 65535, names: [], reload: true, address: '127.0.0.1', credentials: undefined, help: true })
})

t.test('readUpOptions() refuses what it does not know, in one line', async t => {
  for (const args of [['--wat'], ['-f'], ['--port', 'http'], ['--port', '65536'], ['--port', ''], ['--port=-1'], ['--help=no']]) {
    t.throws(() => readUpOptions(args, '/'), UsageError, args.join(' '))
    t.throws(() => readUpOptions(args, '/'), { message: /^[^\n]+$/ }, args.join(' '))
  }
  t.throws(() => readUpOptions(['--port', 'http'], '/'), { message: '--port "http": Port must be 0 to 65535' })
})

t.test('upHelp names every option', async t => {
  for (const option of ['--file', '--port', '--host', '--basic-auth', '--no-reload', '--help']) t.match(upHelp, option)
})

t.test('readUpOptions() reads who may manage functions, and where the gateway listens', async t => {
  const dir = t.testdir({ good: 'ada:s3:cret\n', bad: 'ada\n' })
  t.match(readUpOptions(['--basic-auth', 'good', '--host', '0.0.0.0'], dir), { credentials: 'ada:s3:cret', address: '0.0.0.0' })
  t.throws(() => readUpOptions(['--basic-auth', 'bad'], dir), { message: '--basic-auth "bad": Must hold one line "USER:PASSWORD"' })
  t.throws(() => readUpOptions(['--basic-auth', 'none'], dir), { message: '--basic-auth "none": Cannot read it (ENOENT)' })
  t.throws(() => readUpOptions(['--host', 'here'], dir), { message: '--host "here": Must be an IP address' })
})
