import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readStack } from '../../../src/stack/stack.ts'
import { commandRun } from '../fixtures/command-run.ts'

t.test('newCommand() makes a function from the template and a stack file for it', async t => {
  const dir = t.testdir({})
  const run = commandRun(t, ['new', 'hello'], dir)
  t.equal(await run.status, 0)
  t.equal(run.stdout.text(), 'Made hello/handler.lua and added hello to stack.yml\n')
  t.ok(existsSync(join(dir, 'hello', 'handler_test.lua')))
  t.equal(await commandRun(t, ['new', 'other', '--folder', 'functions/other'], dir).status, 0)
  const functions = readStack({ file: undefined, names: [], cwd: dir, env: {} })
  t.match(functions, [{ name: 'hello', handlerDir: join(dir, 'hello') }, { name: 'other', handlerDir: join(dir, 'functions', 'other') }])
})

t.test('newCommand() leaves what stands in the stack file as it was', async t => {
  const before = `# The shop
functions:
  # Says hello.
  hello:
    lang: lua-ts
    handler: ./hello # near
    environment:
      greeting: \${GREETING:-moin}
`
  const dir = t.testdir({ sub: { 'my.yml': before } })
  t.equal(await commandRun(t, ['new', 'two', '-f', 'sub/my.yml'], dir).status, 0)
  t.equal(readFileSync(join(dir, 'sub', 'my.yml'), 'utf8'), `${before}  two:\n    lang: lua-ts\n    handler: ./two\n    image: two:latest\n`)
  t.ok(existsSync(join(dir, 'sub', 'two', 'handler.lua')))
})

t.test('newCommand() says what is wrong and changes nothing', async t => {
  const text = 'functions:\n  hello: { lang: lua-ts, handler: elsewhere }\n'
  const dir = t.testdir({ 'stack.yml': text, taken: {} })
  const wrong = [[['hello'], 1, 'It has a function "hello" already'], [['taken'], 1, '"taken" exists already'], [['Big'], 2, 'Bad name "Big"'], [[], 2, 'Name one function']] as const
  for (const [args, status, message] of wrong) {
    const run = commandRun(t, ['new', ...args], dir)
    t.equal(await run.status, status, message)
    t.match(run.stderr.text(), message)
  }
  t.equal(readFileSync(join(dir, 'stack.yml'), 'utf8'), text)
  t.notOk(existsSync(join(dir, 'hello')))
})
