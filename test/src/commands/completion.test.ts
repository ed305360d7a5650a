import { execFileSync } from 'node:child_process'
import t from 'tap'
import { completedCommands } from '../../../src/commands/completion.ts'
import { commandRun } from '../fixtures/command-run.ts'

const output = async (t: Parameters<typeof commandRun>[0], ...args: string[]): Promise<string> => {
  const run = commandRun(t, args, '/')
  t.equal(await run.status, 0)
  return run.stdout.text()
}

t.test('completionCommand() completes commands and options in bash', async t => {
  const script = await output(t, 'completion', 'bash')
  const complete = (...line: string[]): string[] =>
    execFileSync('bash', ['-c', `${script}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _lua_ts; echo "\${COMPREPLY[*]}"`, 'bash', ...line], { encoding: 'utf8' }).trim().split(' ')
  t.same(complete('lua-ts', 'em'), ['emit'])
  t.same(complete('lua-ts', 'up', '--no'), ['--no-reload'])
  t.same(complete('lua-ts', 'emit', '--f'), ['--file'])
})

t.test('completionCommand() knows every command and its options', async t => {
  const help = await output(t, '--help')
  const commands = [...help.matchAll(/^ {2}lua-ts ([a-z]+) /gm)].map(([, command = '']) => command)
  t.same([...completedCommands].sort(), commands.sort())
  const fish = await output(t, 'completion', 'fish')
  for (const command of commands) {
    const options = (await output(t, command, '--help')).matchAll(/^ +(?:-\w, +)?(--[a-z-]+)/gm)
    const [line = ''] = new RegExp(`^.*from ${command}' -a '.*$`, 'm').exec(fish) ?? []
    for (const [, option = ''] of options) t.ok(line.includes(option), `${command} ${option}`)
  }
  t.match(await output(t, 'completion', 'zsh'), /^#compdef lua-ts/)
})

t.test('completionCommand() asks for a shell that it knows', async t => {
  const run = commandRun(t, ['completion', 'toString'], '/')
  t.equal(await run.status, 2)
  t.equal(run.stderr.text(), 'Name a shell: bash, zsh or fish: see "lua-ts completion --help"\n')
})
