import { join } from 'node:path'
import t from 'tap'
import { CommandError } from '../../../src/command-error.ts'
import { readStack } from '../../../src/stack/stack.ts'

const handler = () => ({ 'handler.lua': 'return function() return "hi" end\n' })

const mistakesOf = (request: Parameters<typeof readStack>[0]): readonly string[] => {
  try {
    readStack(request)
  } catch (error) {
    if (error instanceof CommandError) return error.mistakes
    throw error
  }
  return []
}

t.test('readStack() reads all that concerns a function', async t => {
  const dir = t.testdir({
    'stack.yml': `version: 1.0
provider: { name: openfaas, gateway: http://127.0.0.1:8080 }
functions:
  hello:
    lang: lua-ts
    handler: ./hello
    image: \${REGISTRY:-ttl.sh}/hello:latest
    namespace: dev
    environment:
      greeting: \${GREETING:-hello}
      exec_timeout: 10
      overridden: inline
    environment_file: [one.yml, two.yml]
    secrets: [api-key]
    labels: { com.openfaas.scale.min: 1 }
    annotations:
      topic: cron-function
  other: { lang: lua-ts, handler: other }
`,
    'one.yml': 'environment:\n  overridden: one\n  from_one: 1\n',
    'two.yml': 'environment:\n  overridden: two\n',
    '.secrets': { 'api-key': 's3cret' },
    hello: handler(),
    other: handler(),
  })
  const [hello, other] = readStack({ file: undefined, names: [], cwd: dir, env: { GREETING: 'moin' } })
  t.same(hello, {
    name: 'hello',
    lang: 'lua-ts',
    handlerDir: join(dir, 'hello'),
    environment: { greeting: 'moin', exec_timeout: '10', overridden: 'two', from_one: '1' },
    environmentFiles: [join(dir, 'one.yml'), join(dir, 'two.yml')],
    image: 'ttl.sh/hello:latest',
    secrets: ['api-key'],
    secretsDir: join(dir, '.secrets'),
    labels: { 'com.openfaas.scale.min': '1' },
    annotations: { topic: 'cron-function' },
    namespace: 'dev',
  })
  t.match(other, { name: 'other', environment: {}, secrets: [], namespace: undefined })
})

t.test('readStack() takes stack.yaml, another file, and paths beside that file', async t => {
  const stack = 'functions:\n  a: { lang: lua-ts, handler: fn }\n'
  const dir = t.testdir({ 'stack.yaml': stack, fn: handler(), sub: { 'my.yml': stack, fn: handler() } })
  t.match(readStack({ file: undefined, names: [], cwd: dir, env: {} }), [{ handlerDir: join(dir, 'fn') }])
  t.match(readStack({ file: 'sub/my.yml', names: [], cwd: dir, env: {} }), [{ handlerDir: join(dir, 'sub', 'fn') }])
})

t.test('readStack() checks only the functions that are asked for, in the order of the file', async t => {
  const dir = t.testdir({
    'stack.yml': 'functions:\n  a: { lang: lua-ts, handler: fn }\n  js: { lang: node22, handler: js }\n  b: { lang: lua-ts, handler: fn }\n',
    fn: handler(),
  })
  const names = readStack({ file: undefined, names: ['b', 'a'], cwd: dir, env: {} }).map(({ name }) => name)
  t.same(names, ['a', 'b'])
  t.same(mistakesOf({ file: undefined, names: [], cwd: dir, env: {} }), [
    'stack.yml: functions.js.lang: Unknown lang "node22": only lua-ts is known here; name the functions that are, as in "lua-ts up NAME"',
    'stack.yml: functions.js.handler: No folder "js": make it, or correct the path',
  ])
})

t.test('readStack() lists every mistake, each with value, place and fix', async t => {
  const dir = t.testdir({
    'stack.yml': `functions:
  nolang: { handler: empty }
  nohandler: { lang: lua-ts }
  isfile: { lang: lua-ts, handler: afile, environment: [a=b], environment_file: [missing.yml, afile] }
  "bad/name": { lang: lua-ts, handler: fn, secrets: [gone, ../etc] }
  text: hello
`,
    afile: 'just text',
    empty: {},
    fn: handler(),
  })
  t.same(mistakesOf({ file: undefined, names: [], cwd: dir, env: {} }), [
    'stack.yml: functions.nolang.lang: Missing: write "lang: lua-ts"',
    'stack.yml: functions.nolang.handler: No handler.lua in "empty": add it, or correct the path',
    'stack.yml: functions.nohandler.handler: Missing: name the folder that holds handler.lua',
    'stack.yml: functions.isfile.handler: "afile" is a file: name the folder that holds handler.lua',
    'stack.yml: functions.isfile.environment: Must be a mapping ("name: value" a line), not a list',
    'stack.yml: functions.isfile.environment_file: Cannot read "missing.yml" (ENOENT): make it, or correct the path',
    'afile: Must hold a mapping with the key "environment"',
    'stack.yml: functions.bad/name: Bad name "bad/name": use letters, digits, "-", "_" and "."',
    'stack.yml: functions.bad/name.secrets: No file ".secrets/gone": write the secret into it',
    'stack.yml: functions.bad/name.secrets: Bad name "../etc": use letters, digits, "-", "_" and "."',
    'stack.yml: functions.text: Must be a mapping with lang and handler',
  ])
})

t.test('readStack() names unknown and repeated function names', async t => {
  const dir = t.testdir({ 'stack.yml': 'functions:\n  a: { lang: lua-ts, handler: fn }\n', fn: handler() })
  t.same(mistakesOf({ file: undefined, names: ['a', 'nope', 'a'], cwd: dir, env: {} }), [
    'lua-ts: Function "a" is named twice: name it once',
    'stack.yml: No function "nope": it has a',
  ])
})

t.test('readStack() says so when the file is missing, unreadable, bad YAML or without functions', async t => {
  const dir = t.testdir({ bad: 'a: [1\n', none: 'provider: { name: openfaas }\n', list: '- a\n', open: 'functions: ${A\n', empty: '', folder: {} })
  const only = (file: string | undefined): string => {
    const mistakes = mistakesOf({ file, names: [], cwd: dir, env: {} })
    t.equal(mistakes.length, 1)
    return mistakes[0] ?? ''
  }
  t.equal(only(undefined), `No file "stack.yml" in ${dir}: name the stack file with -f`)
  t.equal(only('x.yml'), `No file "x.yml" in ${dir}: name the stack file with -f`)
  t.equal(only('folder'), 'Cannot read "folder" (EISDIR): name the stack file with -f')
  t.match(only('bad'), /^bad:\d+:\d+: Cannot read the YAML: /)
  for (const file of ['none', 'list', 'empty']) t.equal(only(file), `${file}: No functions: list them under the key "functions"`)
  t.match(only('open'), /^open: Cannot substitute "\$\{A" in line 1: /)
})
