import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { Test } from 'tap'
import { capture } from './fixtures/capture.ts'

const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))

const handler = `
print('loaded')
return function(event, context)
  if event.path == '/busy' then
    context:write('busy')
    local start = os.time()
    while os.time() - start < tonumber(event.query.seconds) do end
    return
  end
  return { headers = { ['X-Greeting'] = os.getenv('greeting') }, body = event.method .. ' ' .. event.path .. ' ' .. event.body }
end
`

const project = (t: Test): string =>
  t.testdir({
    'stack.yml': 'functions:\n  hello: { lang: lua-ts, handler: ./hello, environment: { greeting: "${GREETING:-moin}" } }\n',
    hello: { 'handler.lua': handler },
    tmp: {},
  })

const start = (t: Test, args: readonly string[], cwd: string) => {
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, [cli, ...args], { cwd, env: { PATH, HOME, TMPDIR: join(cwd, 'tmp') } })
  const stdout = capture()
  const stderr = capture()
  child.stdout.pipe(stdout.output)
  child.stderr.pipe(stderr.output)
  t.teardown(() => child.kill('SIGKILL'))
  return { child, stdout, stderr, ended: once(child, 'close') as Promise<[number | null, string | null]> }
}

const startUp = async (t: Test, cwd: string) => {
  const run = start(t, ['up', '--port', '0'], cwd)
  const [, url = ''] = await run.stdout.seen(/(http:\S+) [^\n]*\n\nReady in \d+ ms\n/)
  return { ...run, url }
}

t.test('lua-ts up runs a Lua function from start to end, and says nothing it should not', async t => {
  const dir = project(t)
  const { child, stdout, stderr, ended, url } = await startUp(t, dir)
  await stdout.seen(/^hello \| .*stdout: loaded$/m)
  const res = await fetch(`${url}/a//b?x=1`, { method: 'PUT', body: 'grüße' })
  t.equal(res.status, 200)
  t.equal(res.headers.get('x-greeting'), 'moin')
  t.equal(await res.text(), 'PUT /a//b grüße')
  t.equal((await fetch(`${url}`)).status, 200)
  child.kill('SIGINT')
  t.same(await ended, [0, null])
  t.match(stderr.text(), /^hello \| .* PUT \/a\/\/b\?x=1 - 200 OK/m)
  t.notMatch(stderr.text(), /Warning|istening on port|lock-file to/)
  t.same(readdirSync(join(dir, 'tmp')), [])
})

t.test('lua-ts up finishes requests after one Ctrl-C, though it arrives twice', async t => {
  const { child, ended, url } = await startUp(t, project(t))
  const busy = await fetch(`${url}/busy?seconds=2`)
  child.kill('SIGINT')
  await wait(50)
  child.kill('SIGINT')
  t.equal(await busy.text(), 'busy')
  t.same(await ended, [0, null])
})

t.test('lua-ts up ends at once after a second Ctrl-C', async t => {
  const dir = project(t)
  const { child, stderr, ended, url } = await startUp(t, dir)
  const busy = await fetch(`${url}/busy?seconds=20`)
  child.kill('SIGINT')
  await stderr.seen(/press Ctrl-C again/)
  await wait(600)
  child.kill('SIGINT')
  await t.rejects(busy.text())
  t.same(await ended, [130, null])
  t.same(readdirSync(join(dir, 'tmp')), [])
})

t.test('lua-ts up ends when nobody reads its output any more', async t => {
  const { child, ended, url } = await startUp(t, project(t))
  child.stdout.destroy()
  child.stderr.destroy()
  await fetch(url).catch(() => {})
  t.same(await ended, [0, null])
})

t.test('lua-ts exits 1 for a mistake and 2 for wrong usage', async t => {
  const dir = t.testdir({ tmp: {} })
  const mistake = start(t, ['up'], dir)
  t.same(await mistake.ended, [1, null])
  t.equal(mistake.stderr.text(), `Cannot start:\n  No file "stack.yml" in ${dir}: name the stack file with -f\n`)
  const usage = start(t, ['upp'], dir)
  t.same(await usage.ended, [2, null])
  t.equal(usage.stderr.text(), 'Unknown command "upp": see "lua-ts --help"\n')
})
