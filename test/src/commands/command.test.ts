import { readFileSync } from 'node:fs'
import t from 'tap'
import { upHelp } from '../../../src/commands/up-options.ts'
import { commandRun } from '../fixtures/command-run.ts'

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string }

t.test('runCommand() helps and tells its version', async t => {
  const cases: readonly (readonly [args: string[], text: string | RegExp])[] = [
    [['--help'], /^Usage: lua-ts COMMAND/],
    [['-h'], /^Usage: lua-ts COMMAND/],
    [['help'], /lua-ts up /],
    [['up', '--help'], upHelp],
    [['--version'], `${version}\n`],
    [['-v'], `${version}\n`],
  ]
  for (const [args, text] of cases) {
    const { status, stdout, stderr } = commandRun(t, args, '/')
    t.equal(await status, 0, args.join(' '))
    t.match(stdout.text(), text)
    t.equal(stderr.text(), '')
  }
})

t.test('runCommand() hints at the help and returns 2 when it is used wrongly', async t => {
  const cases: readonly (readonly [args: string[], text: string])[] = [
    [[], 'Name a command: see "lua-ts --help"\n'],
    [['down'], 'Unknown command "down": see "lua-ts --help"\n'],
    [['--wat'], 'Unknown option "--wat": see "lua-ts --help"\n'],
    [['up', '--wat'], 'Unknown option "--wat": see "lua-ts up --help"\n'],
    [['up', '--port', 'http'], '--port "http": Port must be 0 to 65535: see "lua-ts up --help"\n'],
  ]
  for (const [args, text] of cases) {
    const { status, stdout, stderr } = commandRun(t, args, '/')
    t.equal(await status, 2, args.join(' '))
    t.equal(stderr.text(), text)
    t.equal(stdout.text(), '')
  }
})

t.test('runCommand() prints mistakes under one heading and returns 1', async t => {
  const dir = t.testdir({})
  const { status, stderr } = commandRun(t, ['up'], dir)
  t.equal(await status, 1)
  t.equal(stderr.text(), `Cannot start:\n  No file "stack.yml" in ${dir}: name the stack file with -f\n`)
})
