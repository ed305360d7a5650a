import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { functionTable } from '../../../src/commands/function-table.ts'
import { commandRun } from '../fixtures/command-run.ts'

const project = (t: Test): string => {
  const handler = () => ({ 'handler.lua': 'return function() end\n' })
  return t.testdir({
    'stack.yml': `functions:
  hello: { lang: lua-ts, handler: hello, environment: { greeting: moin }, secrets: [key] }
  other: { lang: lua-ts, handler: other }
`,
    '.secrets': { key: 'x' },
    hello: handler(),
    other: handler(),
    tmp: {},
  })
}

const start = async (t: Test, dir: string, ...args: string[]) => {
  const run = commandRun(t, ['up', '--port', '0', ...args], dir, { TMPDIR: join(dir, 'tmp'), PATH: '/bin', lua_globals: 'error' })
  await run.stdout.seen(/^Ready in \d+ ms/m)
  const [, url = ''] = /(http:\S+)\/function\//.exec(run.stdout.text()) ?? []
  return { ...run, url }
}

t.test('upCommand() runs every function and says where', async t => {
  const dir = project(t)
  const { stdout, stderr, status, end, url } = await start(t, dir)
  t.equal(stdout.text().replace(/\d+ ms/, 'N ms'), `\n${functionTable(['hello', 'other'].map(name => ({ name, schedules: [], engine: 'fengari', ready: true })), url, false)}\nReady in N ms\nWatch and call them at ${url}/ui/\n`)
  t.equal(stderr.text(), '')

  const env = (await (await fetch(`${url}/function/hello/env`)).json()) as Record<string, string>
  t.match(env, { greeting: 'moin', OPENFAAS_NAME: 'hello', lua_handler: join(dir, 'hello', 'handler.lua'), secret_mount_path: join(dir, '.secrets'), PATH: '/bin' })
  t.equal(env.lua_globals, undefined)
  t.ok(existsSync(env.TMPDIR ?? ''))
  const other = (await (await fetch(`${url}/function/other/env`)).json()) as Record<string, string>
  t.not(other.TMPDIR, env.TMPDIR)
  t.equal(other.secret_mount_path, undefined)

  await (await fetch(`${url}/function/other/print`)).text()
  await stdout.seen(/^other \| printed$/m)
  end()
  t.equal(await status, 0)
  t.same(readdirSync(join(dir, 'tmp')), [], 'nothing is left behind')
  t.equal(stderr.text(), 'Ending when the requests under way are answered; press Ctrl-C again to end at once\n', 'no word of what every host says')
  await t.rejects(fetch(url))
})

t.test('upCommand() lets requests finish when it ends', async t => {
  const { url, end, status, stderr } = await start(t, project(t), 'hello')
  const slow = await fetch(`${url}/function/hello/slow`)
  end()
  t.equal(await slow.text(), 'started\ndone\n')
  t.equal(await status, 0)
  t.match(stderr.text(), /^Ending when the requests under way are answered; press Ctrl-C again to end at once$/m)
})

t.test('upCommand() ends at once when forced to', async t => {
  const { url, end, force, status } = await start(t, project(t), 'hello')
  const waiting = await fetch(`${url}/function/hello/wait`)
  end()
  force()
  await t.rejects(waiting.text())
  t.equal(await status, 130)
})

t.test('upCommand() answers 503 while a function is down, and starts it again', async t => {
  const { url, end, status, stderr } = await start(t, project(t), 'hello')
  const call = (path: string) => fetch(`${url}/function/hello${path}`)
  t.equal((await call('/die')).status, 502)
  await stderr.seen(/^hello ended with exit status 3; starting it again in 0\.5 s$/m)
  const down = await call('/')
  t.equal(down.status, 503)
  t.match(await down.text(), 'Function "hello" is not running')
  while ((await call('/')).status !== 203) await new Promise(resolve => setTimeout(resolve, 20))
  end()
  t.equal(await status, 0)
})

t.test('upCommand() keeps the others up when a function cannot start, and names it', async t => {
  const dir = t.testdir({
    'stack.yml': 'functions:\n  bad: { lang: lua-ts, handler: fn, environment: { stand_in: broken } }\n  good: { lang: lua-ts, handler: fn }\n',
    fn: { 'handler.lua': '' },
    tmp: {},
  })
  const { url, stdout, stderr, end, status } = await start(t, dir)
  t.match(stdout.text(), /^Ready in \d+ ms, except bad \(see above\)$/m)
  t.match(stderr.text(), /^bad {2}\| handler\.lua:1: unexpected symbol/m)
  t.equal((await fetch(`${url}/function/good`)).status, 203)
  end()
  t.equal(await status, 0)
})

t.test('upCommand() ends quietly when told to before it is ready', async t => {
  const dir = project(t)
  const { end, status, stdout } = commandRun(t, ['up', '--port', '0'], dir, { TMPDIR: join(dir, 'tmp') })
  end()
  t.equal(await status, 0)
  t.equal(stdout.text(), '')
  t.same(readdirSync(join(dir, 'tmp')), [])
})

t.test('upCommand() reloads a function under load without losing a request, and keeps the old one when the new one fails', async t => {
  const dir = project(t)
  const { url, end, status, stderr } = await start(t, dir, 'hello')
  const pid = async (): Promise<number> => ((await (await fetch(`${url}/function/hello`)).json()) as { pid: number }).pid
  const first = await pid()
  let calling = true
  const failed: number[] = []
  const load = Array.from({ length: 8 }, async () => {
    while (calling) {
      const res = await fetch(`${url}/function/hello`, { method: 'POST', body: 'x' })
      await res.text()
      if (res.status !== 203) failed.push(res.status)
    }
  })
  writeFileSync(join(dir, 'hello', 'handler.lua'), 'return 1')
  await stderr.seen(/^hello reloaded in \d+ ms$/m)
  t.not(await pid(), first)
  writeFileSync(join(dir, 'stack.yml'), 'functions:\n  hello: { lang: lua-ts, handler: hello, environment: { stand_in: broken } }\n')
  await stderr.seen(/^hello \| handler\.lua:1: unexpected symbol[^]*^hello could not be reloaded; the one before serves on$/m)
  calling = false
  await Promise.all(load)
  t.same(failed, [])
  end()
  t.equal(await status, 0)
})

t.test('upCommand() stops before anything runs when the port is taken or stack.yml is wrong', async t => {
  const dir = project(t)
  const { url } = await start(t, dir)
  const { port } = new URL(url)
  const before = readdirSync(join(dir, 'tmp'))
  const taken = commandRun(t, ['up', '--port', port], dir, { TMPDIR: join(dir, 'tmp') })
  t.equal(await taken.status, 1)
  t.equal(taken.stderr.text(), `Cannot start:\n  --port ${port}: Cannot listen on 127.0.0.1:${port} (another program listens there): choose another one with --port, 0 for any free one\n`)
  const wrong = commandRun(t, ['up', 'nope', 'hello', 'hello'], dir)
  t.equal(await wrong.status, 1)
  t.equal(wrong.stderr.text(), 'Cannot start:\n  stack.yml: No function "nope": it has hello, other\n  lua-ts: Function "hello" is named twice: name it once\n')
  t.same(readdirSync(join(dir, 'tmp')), before)
})
