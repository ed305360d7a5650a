import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { CommandError } from '../../../src/command-error.ts'
import { reloader } from '../../../src/functions/reloader.ts'
import { stackFunction } from '../fixtures/stand-in-program.ts'
import { until } from '../fixtures/until.ts'

t.test('reloader() reloads functions whose sources change, and reads stack.yml again', async t => {
  const dir = t.testdir({ 'stack.yml': '', 'local.yml': '', a: { 'handler.lua': '', lib: { 'm.lua': '' } }, b: { 'handler.lua': '' } })
  const functions = [
    stackFunction('a', { handlerDir: join(dir, 'a'), environmentFiles: [join(dir, 'local.yml')] }),
    stackFunction('b', { handlerDir: join(dir, 'b') }),
  ]
  const done: string[] = []
  const said: string[] = []
  let mistakes: string[] = []
  const read = () => {
    if (mistakes.length > 0) throw new CommandError(mistakes)
    return functions
  }
  const set = { apply: () => void done.push('apply'), reload: (name: string) => void done.push(name) }
  const watching = reloader({ set, functions, stackFile: join(dir, 'stack.yml'), read, say: text => said.push(text) })
  t.teardown(() => watching.close())
  const change = async (file: string, expected: readonly string[]): Promise<void> => {
    done.length = 0
    writeFileSync(join(dir, file), String(performance.now()))
    await until(() => done.length > 0 || said.length > 0)
    await new Promise(resolve => setTimeout(resolve, 60))
    t.same([...new Set(done)], expected, file)
  }
  await change('a/handler.lua', ['a'])
  await change('a/lib/m.lua', ['a'])
  await change('local.yml', ['apply'])
  await change('stack.yml', ['apply'])
  for (const quiet of ['a/state.json', 'a/.handler.lua.swp', 'a/handler_test.lua', 'other.yml']) writeFileSync(join(dir, quiet), 'x')
  await change('b/handler.lua', ['b'])
  mistakes = ['stack.yml: No functions']
  await change('stack.yml', [])
  t.match(said[0], 'Cannot read the functions again; those before serve on:\n  stack.yml: No functions')
})
