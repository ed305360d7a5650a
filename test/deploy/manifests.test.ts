import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parseAllDocuments } from 'yaml'
import { root } from '../docs/blocks.ts'
import { commandRun } from '../src/fixtures/command-run.ts'
import { manifestMistakes } from '../src/fixtures/manifest-mistakes.ts'

// The commands by which deploy/stack.yml says that its neighbours are made.
const commands = readFileSync(join(root, 'deploy/stack.yml'), 'utf8')
  .replaceAll(/ \\\n# +/g, ' ')
  .matchAll(/^# +lua-ts (.*) > (deploy\/\S+)$/gm)

const made = [...commands].map(([, args = '', file = '']) => ({ args: args.split(' '), file }))

t.test('deploy/stack.yml says how the manifests beside it are made', async t => {
  t.same(made.map(({ file }) => file), ['deploy/functions.yml', 'deploy/kubernetes.yml', 'deploy/keda.yml'])
})

for (const { args, file } of made) {
  t.test(`${file} is what "lua-ts ${args.join(' ')}" prints, and right`, async t => {
    const run = commandRun(t, args, root)
    t.equal(await run.status, 0)
    t.equal(run.stderr.text(), '')
    t.equal(readFileSync(join(root, file), 'utf8'), run.stdout.text())
    const objects = parseAllDocuments(run.stdout.text()).map(document => document.toJS() as object)
    t.ok(objects.length > 0)
    for (const object of objects) t.same(manifestMistakes(object), [])
  })
}

t.test('deploy/functions.yml says all that faas-cli generate says', async t => {
  const found = spawnSync(process.env['FAAS_CLI'] ?? 'faas-cli', ['generate', '-f', 'deploy/stack.yml'], { cwd: root, encoding: 'utf8' })
  if (found.error !== undefined) return void t.pass('faas-cli is not installed: name it in FAAS_CLI', { skip: true })
  t.equal(found.status, 0, found.stderr)
  const read = (text: string) => new Map(parseAllDocuments(text).map(document => document.toJS() as { spec: { name: string } }).map(one => [one.spec.name, one]))
  const own = read(readFileSync(join(root, 'deploy/functions.yml'), 'utf8'))
  const theirs = read(found.stdout)
  t.same([...own.keys()].sort(), [...theirs.keys()].sort())
  for (const [name, resource] of theirs) t.match(own.get(name), resource)
})
