import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import t from 'tap'
import { engines } from '../support/lua-function.ts'
import { actionContainer } from '../support/openwhisk-run.ts'

const echo = 'return function(args) return args end'

/** An archive of these files, made by the system's own program. */
const archive = (kind: 'zip' | 'tar.gz', files: Readonly<Record<string, string>>): Buffer => {
  const folder = mkdtempSync(join(tmpdir(), 'lua-ts-archive-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  const file = join(folder, `../${folder.split('/').at(-1)}.${kind}`)
  try {
    if (kind === 'zip') execFileSync('zip', ['-qr', file, '.'], { cwd: folder })
    else execFileSync('tar', ['-czf', file, '.'], { cwd: folder })
    return readFileSync(file)
  } finally {
    rmSync(folder, { recursive: true, force: true })
    rmSync(file, { force: true })
  }
}

for (const engine of engines) {
  t.test(`serveOpenWhisk() W1, W2, W12: refuses an init without code, and takes a later one, on ${engine}`, async (t) => {
    const action = await actionContainer(t, engine)
    const missing = '{"error":"Missing main/no code to execute."}'
    t.match(await action.init('', { main: '' }), { status: 403, text: missing })
    t.match(await action.post('/init', '{}'), { status: 403, text: missing })
    t.match(await action.post('/init', '{"value":{"code":"return print"}}'), { status: 403, text: missing })
    t.match(await action.run({}), { status: 403, body: { error: 'System not initialized.' } })
    t.match(await action.init(echo), { status: 200, text: '{"OK":true}' })
    t.match(action.output(), { stdout: '', marks: [0, 0] })
  })

  t.test(`serveOpenWhisk() W4: refuses a second init on ${engine}`, async (t) => {
    const action = await actionContainer(t, engine)
    t.equal((await action.init(echo)).status, 200)
    t.match(await action.init(echo), { status: 403, text: '{"error":"Cannot initialize the action more than once."}' })
    t.match(action.output(), { stderr: /Cannot initialize the action more than once\./, marks: [0, 0] })
  })

  t.test(`serveOpenWhisk() W5: runs the function that main names on ${engine}`, async (t) => {
    const action = await actionContainer(t, engine)
    t.equal((await action.init('function niam(args) return args end', { main: 'niam' })).status, 200)
    t.match(await action.run({ string: 'hello' }), { status: 200, body: { string: 'hello' } })
    t.same(action.output(), { stdout: '', stderr: '', marks: [1, 1] })
  })

  t.test(`serveOpenWhisk() W8: has the variables of init while the code loads on ${engine}`, async (t) => {
    const action = await actionContainer(t, engine)
    const code = 'local some, other = os.getenv("SOME_VAR"), os.getenv("ANOTHER_VAR")\nreturn function() return { some = some, other = other, null = os.getenv("NULL"), object = os.getenv("OBJECT"), later = os.getenv("SOME_VAR") } end'
    t.equal((await action.init(code, { env: { SOME_VAR: 'xyz', ANOTHER_VAR: '', NULL: null, OBJECT: { a: 1 } } })).status, 200)
    t.same((await action.run({})).body, { some: 'xyz', other: '', null: '', object: '{"a":1}', later: 'xyz' })
    t.equal(process.env['SOME_VAR'], undefined)
  })

  t.test(`serveOpenWhisk() W11, W16: reports code that can't be loaded, and stays stopped, on ${engine}`, async (t) => {
    for (const [code, pattern] of [['10 PRINT "Hello!"', /main\.lua:1:/], ['local x = require "foo"', /module 'foo' not found/], ['x = 1', /sets no global "main"/]] as const) {
      const action = await actionContainer(t, engine)
      const answer = await action.init(code)
      t.equal(answer.status, 502)
      t.match((answer.body as { error: string }).error, /^Initialization has failed due to: /)
      t.match((answer.body as { error: string }).error, pattern)
      const { stderr, marks } = action.output()
      t.match(stderr, /Error during initialization: /)
      if (code.startsWith('10')) t.match(stderr, /syntax error/)
      t.same(marks, [1, 1])
      t.match(await action.init(echo), { status: 403, body: { error: 'System not ready, status is stopped.' } })
      t.match(await action.run({}), { status: 403, body: { error: 'System not ready, status is stopped.' } })
    }
  })

  t.test(`serveOpenWhisk() W17: takes long sources on ${engine}`, async (t) => {
    const action = await actionContainer(t, engine)
    t.equal((await action.init(`local a = "${'x'.repeat(500_000)}"\nreturn function() return { size = #a } end`)).status, 200)
    t.same((await action.run({})).body, { size: 500_000 })
  })

  t.test(`serveOpenWhisk() W18, W19, W22: runs archives with modules in their own folder on ${engine}`, async (t) => {
    const files = {
      'main.lua': 'local names = require "lib.names"\nreturn function(args) return { own = names.own, arg = args.arg } end',
      'lib/names.lua': 'return { own = "names" }',
      'other.lua': 'return { niam = setmetatable({ xyz = function() return { from = "nested" } end }, {}), plain = function() return { from = "plain" } end }',
    }
    for (const kind of ['zip', 'tar.gz'] as const) {
      const code = archive(kind, files)
      const action = await actionContainer(t, engine)
      t.equal((await action.init(code)).status, 200)
      t.same((await action.run({ arg: 1 })).body, { own: 'names', arg: 1 })
      t.equal(readFileSync(join(action.folder, 'lib/names.lua'), 'utf8'), files['lib/names.lua'])
      for (const [main, from] of [['other.plain', 'plain'], ['other.niam.xyz', 'nested']]) {
        const other = await actionContainer(t, engine)
        t.equal((await other.init(code, { main: main! })).status, 200)
        t.same((await other.run({})).body, { from })
      }
    }
  })

  t.test(`serveOpenWhisk() W20, W21: reports archives that it can't use on ${engine}`, async (t) => {
    const broken = await actionContainer(t, engine)
    t.equal((await broken.init(Buffer.from('not an archive'))).status, 502)
    t.match(broken.output(), { stderr: /Error during initialization: There was an error uncompressing the action archive: /, marks: [1, 1] })
    const empty = await actionContainer(t, engine)
    t.match(await empty.init(archive('zip', { 'readme.txt': 'x' })), { status: 502, body: { error: /Zipped actions must contain main\.lua, init\.lua or handler\.lua at the root\./ } })
    t.match(empty.output().stderr, 'Zipped actions must contain')
  })
}
