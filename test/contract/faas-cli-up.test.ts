import { execFile } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import t from 'tap'
import { findProgram } from '../../bench/find-program.ts'
import { upProcess } from '../src/fixtures/up-process.ts'
import { until } from '../src/fixtures/until.ts'

const faasCli = process.env['FAAS_CLI'] ?? findProgram('faas-cli', process.env['PATH'])

const handler = `
return function(event)
  print("called " .. event.method .. " " .. (event.headers["x-hub"] or ""))
  local body = event.body or ""
  return { method = event.method, query = event.query, headers = event.headers, text = body }
end
`

const stack = `version: 1.0
provider: { name: openfaas }
functions:
  hello:
    lang: lua-ts
    handler: ./hello
    image: example/hello:latest
    labels: { team: core }
    annotations: { purpose: greeting }
`

/** A gateway with one function that asks for a password, and faas-cli to talk to it. */
const setUp = async (t: Parameters<typeof upProcess>[0]) => {
  const dir = t.testdir({ 'stack.yml': stack, auth: 'admin:secret', hello: { 'handler.lua': handler }, home: {}, elsewhere: {} })
  const up = await upProcess(t, dir, '--basic-auth', 'auth')
  const env = { PATH: process.env['PATH'], HOME: join(dir, 'home'), OPENFAAS_CONFIG: join(dir, 'home') }
  /** Resolves to what it printed, with its exit status in front when that isn't 0. */
  const run = async (input: string, ...args: string[]): Promise<string> => {
    // Away from the stack file, which faas-cli would read as well.
    const child = execFile(faasCli as string, [...args, '--gateway', up.url], { cwd: join(dir, 'elsewhere'), env, timeout: 20_000 })
    let text = ''
    child.stdout?.on('data', chunk => (text += chunk))
    child.stderr?.on('data', chunk => (text += chunk))
    child.stdin?.on('error', () => {}).end(input)
    const [code] = (await once(child, 'close')) as [number]
    return code === 0 ? text : `${code}: ${text}`
  }
  return { up, run }
}

t.test('lua-ts up is a gateway to faas-cli', { skip: faasCli === undefined && 'faas-cli is not installed: name it in FAAS_CLI' }, async t => {
  const { up, run } = await setUp(t)

  await t.test('login: its password is asked for, and taken', async t => {
    t.match(await run('', 'list'), /^1: Unauthorized access/)
    t.match(await run('wrong', 'login', '-u', 'admin', '--password-stdin'), /^1: .*[^]*(unauthorized|incorrect)/i)
    t.match(await run('secret', 'login', '-u', 'admin', '--password-stdin'), /credentials saved for admin/)
  })

  await t.test('ready, list and describe: what runs', async t => {
    t.match(await run('', 'ready'), /OpenFaaS gateway is ready/)
    t.match(await run('', 'ready', 'hello'), /Function hello is ready/)
    t.match(await run('', 'list'), /^Function.*Invocations.*Replicas\s+hello\s+0\s+1\s*$/)
    const described = await run('', 'describe', 'hello')
    for (const line of [/^Status: +Ready$/m, /^Replicas: +1$/m, /^Image: +example\/hello:latest$/m, /^ team: core$/m, /^ purpose: greeting$/m]) t.match(described, line)
    t.match(described, `URL:                ${up.url}/function/hello`)
    t.match(await run('', 'describe', 'nope'), /^1: .*No such function: nope/)
    t.match(await run('', 'namespace', 'list'), / - openfaas-fn/)
  })

  await t.test('invoke: with method, query and headers, in the background, signed', async t => {
    const answer = JSON.parse(await run('hi', 'invoke', 'hello', '--method', 'PUT', '--query', 'a=b', '-H', 'X-One: 1')) as Record<string, unknown>
    t.match(answer, { method: 'PUT', query: { a: 'b' }, headers: { 'x-one': '1', 'content-type': 'text/plain' }, text: 'hi' })
    const signature = `sha256=${createHmac('sha256', 'key').update('hi').digest('hex')}`
    t.match(JSON.parse(await run('hi', 'invoke', 'hello', '--sign', 'X-Hub', '--key', 'key')), { headers: { 'x-hub': signature } })
    t.match(await run('hi', 'invoke', 'hello', '--async'), /Function submitted asynchronously/)
    t.match(await run('hi', 'invoke', 'nope'), /^1: .*404 - No function "nope\.openfaas-fn": there is hello/s)
    await until(async () => /^hello\s+3\s+1/m.test(await run('', 'list')))
  })

  await t.test('logs: those of before, and those to come', async t => {
    const logs = await run('', 'logs', 'hello', '--tail=false')
    t.match(logs, /stdout: \[[-\da-f]{36}\] called PUT/)
    t.match(logs, /called POST sha256=/)
    t.match(await run('', 'logs', 'hello', '--tail=false', '--lines', '1', '--instance', '--name'), /^\S+ hello \(hello-1\) [^\n]*\n$/)
    t.equal((await run('', 'logs', 'hello', '--tail=false', '--since-time', '2100-01-01T00:00:00Z')).trim(), '')
    const child = execFile(faasCli as string, ['logs', 'hello', '--gateway', up.url.replace('//', '//admin:secret@')])
    child.kill()
    await once(child, 'close')
  })

  await t.test('secret: created once, changed, listed, removed', async t => {
    t.match(await run('', 'secret', 'list'), /No secrets found/)
    t.match(await run('', 'secret', 'create', 'api-key', '--from-literal', 'v'), /Created: 202/)
    t.match(await run('', 'secret', 'create', 'api-key', '--from-literal', 'v'), /already exists/)
    t.match(await run('', 'secret', 'update', 'api-key', '--from-literal', 'w'), /Updated: 202/)
    t.match(await run('', 'secret', 'list'), /^api-key$/m)
    t.match(await run('', 'secret', 'remove', 'api-key'), /Removed/)
    t.match(await run('', 'secret', 'remove', 'api-key'), /^1: .*Unable to find secret/)
  })

  await t.test('scale: as its client asks, for it has no such command of its own', async t => {
    const headers = { Authorization: `Basic ${btoa('admin:secret')}`, 'Content-Type': 'application/json' }
    const scale = async (replicas: number): Promise<number> =>
      (await fetch(`${up.url}/system/scale-function/hello`, { method: 'POST', headers, body: JSON.stringify({ serviceName: 'hello', replicas, namespace: '' }) })).status
    t.equal(await scale(2), 202)
    await until(async () => /^Available Replicas: +2$/m.test(await run('', 'describe', 'hello')))
    t.equal(await scale(1), 202)
    t.match(await run('', 'list'), /^hello\s+3\s+1/m)
  })

  await t.test('remove and logout: what is not for it says so', async t => {
    t.match(await run('', 'remove', 'hello'), /^1: [^]*Functions are deployed here by their entry in the stack file/)
    t.match(await run('', 'logout'), /credentials removed/)
    t.match(await run('', 'list'), /^1: Unauthorized access/)
  })

  t.equal(await up.end(), 0)
})
