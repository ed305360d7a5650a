import { spawn, spawnSync } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { hostProcess } from '../support/host-process.ts'
import { childrenOf } from '../support/worker-host.ts'
import { blocksOf, readBlocks, root } from './blocks.ts'
import type { Block } from './blocks.ts'

const index = join(root, 'template/lua-ts/index.ts')

/** A shown line as a pattern: dates, numbers, durations, call ids, the handler's path and the width of columns may differ. */
const shape = (line: string): RegExp =>
  new RegExp(
    `^${line
      .replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
      .replaceAll(/(?:\\\/[\w.-]+(?:\\-\w+)*)+(?=\\\/(?:function\\\/)?handler)/g, '\\S+')
      .replaceAll(/\\\[[0-9a-f]{8}\\\]/g, '\\[[\\w-]+\\]')
      .replaceAll(/\d+(?:\\\.\d+)?(?:ms|s)\b/g, '[\\d.]+m?s')
      .replaceAll(/\d+/g, '\\d+')
      .replaceAll(/ {2,}/g, ' {2,}')}$`,
  )

const shows = (t: Test, output: string, block: Block): void => {
  const lines = output.split('\n')
  for (const line of block.text.split('\n')) t.ok(lines.some((printed) => shape(line).test(printed)), `${block.place} shows ${line}\n${shape(line)}\n${output}`)
}

/** The host's own list of mistakes, made again from the settings that it names. */
const settingMistakes = async (t: Test, block: Block) => {
  const env = Object.fromEntries([...block.text.matchAll(/^ {2}(\w+)="([^"]*)"/gm)].map(([, name, value]) => [name, value]))
  const { status, stderr } = spawnSync(process.execPath, [index], { env, encoding: 'utf8' })
  t.equal(status, 1)
  t.equal(stderr.trimEnd(), block.text, block.place)
}

/** The mistakes of a stack file with one function, `hello`, whose folder and secret are misspelt. */
const stackMistakes = async (t: Test, block: Block) => {
  const folder = t.testdir({ 'stack.yml': 'functions:\n  hello:\n    lang: lua-ts\n    handler: ./helo\n    secrets: [api-key]\n' })
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'src/cli.ts'), 'up'], { cwd: folder, encoding: 'utf8' })
  t.equal(status, 1)
  t.equal(stderr.trimEnd(), block.text, block.place)
}

/** Lines of the log: one of each sort. */
const logLines = async (t: Test, block: Block) => {
  const folder = t.testdir({
    'handler.lua': 'return function(event)\n  if event.path == "/print" then print(event.query.text) return end\n  if event.path == "/fail" then error("boom") end\n  return "Hello, Ada!"\nend',
  })
  const host = await hostProcess(t, { settings: { lua_handler: join(folder, 'handler.lua') } })
  const headers = { 'X-Call-Id': '5a3bd9a1' }
  const texts = [...block.text.matchAll(/stdout: \[\w+\] (.*)$/gm)].map((match) => match[1] as string)
  for (const text of texts) await fetch(`${host.url}/print?text=${encodeURIComponent(text)}`, { headers })
  await fetch(`${host.url}/?name=Ada`, { headers })
  await fetch(`${host.url}/fail`, { headers })
  await host.stop()
  shows(t, `${host.stdout}${host.stderr}`, block)
}

/** The last words of a host that ends itself. */
const heartbeatLine = async (t: Test, block: Block) => {
  const folder = t.testdir({ 'handler.lua': 'return function() return tostring(("a"):rep(3000):find(".-.-.-.-.-b")) end' })
  const host = await hostProcess(t, { settings: { lua_engine: 'fengari', lua_handler: join(folder, 'handler.lua'), exec_timeout: '200ms', lua_grace: '300ms' } })
  await fetch(host.url).catch(() => {})
  await host.line(/Process ended/)
  shows(t, host.stderr, block)
}

/** What the log says when a worker is killed. */
const workerDeath = async (t: Test, block: Block) => {
  const folder = t.testdir({ 'handler.lua': 'return function() end' })
  const host = await hostProcess(t, { settings: { lua_handler: join(folder, 'handler.lua'), lua_workers: '2' } })
  process.kill(childrenOf(host.pid)[0] ?? 0, 'SIGKILL')
  await host.line(/starting another/)
  shows(t, host.stderr, block)
}

/** A picture: the files that it names are there, and the steps of a call are those of the pipeline. */
const diagram = async (t: Test, block: Block) => {
  const files = globSync('{src,template/lua-ts}/**/*.ts', { cwd: root, exclude: (path) => path.includes('node_modules') }).map((path) => basename(path))
  for (const [name] of block.text.matchAll(/[\w-]+\.ts\b/g)) t.ok(files.includes(name), `${block.place} names ${name}`)
  const pipeline = readFileSync(join(root, 'template/lua-ts/host/pipeline.ts'), 'utf8')
  const steps = [...block.text.matchAll(/\b(\w+ed)\b/g)].map((match) => match[1] as string)
  t.ok(steps.length > 3)
  for (const step of steps) t.match(pipeline, new RegExp(`\\b${step}\\b`), step)
}

/** `lua-ts up` with one function, `hello`. */
const upOutput = async (t: Test, block: Block) => {
  const folder = t.testdir({ hello: {}, 'stack.yml': 'functions:\n  hello:\n    lang: lua-ts\n    handler: ./hello\n' })
  mkdirSync(join(folder, 'hello'), { recursive: true })
  writeFileSync(join(folder, 'hello', 'handler.lua'), 'return function() return "hello" end')
  const child = spawn(process.execPath, [join(root, 'src/cli.ts'), 'up', '--port', '0'], { cwd: folder, env: { ...process.env, NO_COLOR: '1' } })
  let output = ''
  const ready = new Promise<void>((resolve) => {
    const add = (text: Buffer) => {
      output += text.toString()
      if (/Ready in/.test(output)) resolve()
    }
    child.stdout.on('data', add)
    child.stderr.on('data', add)
    child.once('close', () => resolve())
  })
  await ready
  child.kill('SIGTERM')
  await new Promise((resolve) => (child.exitCode === null ? child.once('close', resolve) : resolve(undefined)))
  const shown = { ...block, text: block.text.split('\n').filter((line) => !line.startsWith('$ ')).join('\n') }
  shows(t, output, shown)
}

/** `lua-ts test` with the handler and the tests that stand above it on the page. */
const testOutput = async (t: Test, block: Block) => {
  const files = readBlocks(block.page).flatMap(({ text }) => [...text.matchAll(/^-- (shop\/handler(?:_test)?\.lua)\n/g)].map((match) => [match[1]!, text] as const))
  const cwd = t.testdir({ shop: Object.fromEntries(files.map(([name, text]) => [basename(name), text])) })
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'src/cli.ts'), 'test', 'shop', '--report', 'text'], { cwd, encoding: 'utf8' })
  t.equal(status, 0)
  shows(t, stdout, { ...block, text: block.text.split('\n').slice(1).join('\n') })
}

// The first words of a block and what proves it. A block that nothing here begins like has no proof, and fails.
const proofs: ReadonlyArray<readonly [RegExp, (t: Test, block: Block) => Promise<void>]> = [
  [/^Cannot start:\n {2}stack\.yml:/, stackMistakes],
  [/^Cannot start:\n {2}\w+="/, settingMistakes],
  [/^Process ended: /, heartbeatLine],
  [/^\S+ \S+ Worker \d/, workerDeath],
  [/^\d{4}\/\d\d\/\d\d /, logLines],
  [/^ laptop +container\n/, diagram],
  [/^\$ npm start/, upOutput],
  [/^\$ lua-ts test shop\n/, testOutput],
]

for (const block of blocksOf('text')) {
  t.test(`${block.place} shows what there is`, async (t) => {
    const proof = proofs.find(([begins]) => begins.test(block.text))?.[1]
    t.ok(proof, 'there is a proof for it')
    await proof?.(t, block)
  })
}
