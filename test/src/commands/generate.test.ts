import t from 'tap'
import { parseAllDocuments } from 'yaml'
import { commandRun } from '../fixtures/command-run.ts'
import { manifestMistakes } from '../fixtures/manifest-mistakes.ts'

const stack = `functions:
  hello: { lang: lua-ts, handler: ./hello, image: "\${PREFIX:-me}/hello:1", secrets: [api-key], environment: { max_inflight: 10 } }
  other: { lang: lua-ts, handler: ./hello, image: me/other:1 }
`
const project = { 'stack.yml': stack, hello: { 'handler.lua': '' } }

const objectsIn = (text: string): object[] => parseAllDocuments(text).map(document => document.toJS() as object)

t.test('generateCommand() prints manifests that a cluster takes', async t => {
  const dir = t.testdir(project)
  const options = [[], ['--format', 'kubernetes'], ['--format', 'kubernetes', '--scale', 'keda', '--prometheus', 'http://prometheus:9090', '-n', 'shop'], ['--format', 'kubernetes', '--scale', 'none']]
  for (const [args, count] of options.map((args, i) => [args, [2, 6, 6, 4][i]] as const)) {
    const run = commandRun(t, ['generate', ...args], dir)
    t.equal(await run.status, 0)
    t.equal(run.stderr.text(), '')
    const objects = objectsIn(run.stdout.text())
    t.equal(objects.length, count, args.join(' '))
    for (const object of objects) t.same(manifestMistakes(object), [])
  }
})

t.test('generateCommand() reads the stack file as faas-cli does, for the named functions', async t => {
  const run = commandRun(t, ['generate', 'hello', '-f', 'stack.yml', '-n', 'shop'], t.testdir(project), { PREFIX: 'registry.example' })
  t.equal(await run.status, 0)
  t.match(objectsIn(run.stdout.text()), [{ metadata: { name: 'hello', namespace: 'shop' }, spec: { image: 'registry.example/hello:1', secrets: ['api-key'] } }])
})

t.test('generateCommand() warns on standard error', async t => {
  const dir = t.testdir({ hello: project.hello, 'stack.yml': 'functions:\n  hello: { lang: lua-ts, handler: hello, image: a, environment: { healthcheck_interval: 1m } }\n' })
  const run = commandRun(t, ['generate'], dir)
  t.equal(await run.status, 0)
  t.match(run.stderr.text(), /^hello: A Pod that ends may need 1m10s/)
  const plain = commandRun(t, ['generate', '--format', 'kubernetes'], dir)
  t.equal(await plain.status, 0)
  t.equal(plain.stderr.text(), '', 'there the grace is made to fit')
  t.match(objectsIn(plain.stdout.text())[0], { spec: { template: { spec: { terminationGracePeriodSeconds: 80 } } } })
})

t.test('generateCommand() tells all mistakes at once', async t => {
  const run = commandRun(t, ['generate'], t.testdir({ 'stack.yml': 'functions:\n  hello: { lang: lua-ts, handler: hello, limits: { cpu: x } }\n' }))
  t.equal(await run.status, 1)
  t.match(run.stderr.text(), /^lua-ts generate:\n {2}stack\.yml: functions\.hello\.handler: No folder "hello"[^\n]+\n {2}stack\.yml: functions\.hello\.image: Missing[^\n]+\n {2}stack\.yml: functions\.hello\.limits\.cpu: Bad quantity "x"/)
})

t.test('generateCommand() refuses options that mean nothing', async t => {
  const dir = t.testdir(project)
  const wrong = [
    [['--format', 'helm'], '--format "helm": Must be function or kubernetes'],
    [['--namespace', 'A b'], '--namespace "A b": Use lower-case letters'],
    [['--scale', 'hpa'], '--scale and --prometheus are for --format kubernetes'],
    [['--format', 'kubernetes', '--scale', 'up'], '--scale "up": Must be hpa, keda or none'],
    [['--format', 'kubernetes', '--scale', 'keda'], 'Name the cluster\'s Prometheus with --prometheus URL'],
    [['--format', 'kubernetes', '--prometheus', 'http://a'], '--prometheus is for --scale keda'],
    [['--format', 'kubernetes', '--scale', 'keda', '--prometheus', 'a'], '--prometheus "a": Must be a URL'],
  ] as const
  for (const [args, message] of wrong) {
    const run = commandRun(t, ['generate', ...args], dir)
    t.equal(await run.status, 2)
    t.match(run.stderr.text(), message)
  }
})

t.test('generateCommand() explains itself', async t => {
  const run = commandRun(t, ['generate', '--help'], t.testdir({}))
  t.equal(await run.status, 0)
  t.match(run.stdout.text(), /^Usage: lua-ts generate /)
})
