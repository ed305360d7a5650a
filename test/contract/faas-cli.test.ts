import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { parse } from 'yaml'
import { container } from '../image/container.ts'
import { buildOptions, imageStore } from '../image/image-store.ts'
import type { ImageStore } from '../image/image-store.ts'
import { hasImageTools } from '../image/image-tools.ts'
import { outputOf, runProgram } from '../image/run-program.ts'
import { templateFolder } from '../template/dockerfile.ts'

const faasCli = process.env['FAAS_CLI'] ?? (spawnSync('faas-cli', ['version']).error === undefined ? 'faas-cli' : undefined)
const missing = 'Install faas-cli 0.18 on PATH, or name it in FAAS_CLI, to try the template with it'

/** A git repository with the template as it is here. */
const repository = async (t: Test): Promise<string> => {
  const folder = join(t.testdir(), 'lua-ts')
  cpSync(templateFolder, join(folder, 'template', 'lua-ts'), { recursive: true, filter: (path) => !['node_modules', 'dist'].includes(basename(path)) })
  const git = async (...args: readonly string[]) => await outputOf('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: folder })
  await git('init', '--quiet')
  await git('add', '--all')
  await git('commit', '--quiet', '--message', 'Template')
  return folder
}

/** Runs faas-cli in `folder`, where a program named docker hands builds to buildah and writes down how it was called. */
const faas = (folder: string, store?: ImageStore) => {
  const bin = join(folder, '.bin')
  mkdirSync(bin, { recursive: true })
  const build = store ? `exec buildah ${[...store.options, 'build', ...buildOptions].join(' ')} "$@"` : ''
  writeFileSync(join(bin, 'docker'), `#!/bin/sh\necho "$*" >>"${folder}/calls.txt"\nshift\n${build}\n`, { mode: 0o755 })
  const env = { ...process.env, PATH: `${bin}:${process.env['PATH']}`, HOME: folder }
  return async (...args: readonly string[]) => await runProgram(faasCli ?? '', args, { cwd: folder, env })
}

/** A folder where a user has taken the template and made the function `hello`. */
const project = async (t: Test): Promise<string> => {
  const [folder, template] = [join(t.testdir({ work: {} }), 'work'), await repository(t)]
  const run = faas(folder)
  t.match(await run('template', 'pull', template), { code: 0, output: /Wrote 1 template\(s\) : \[lua-ts\]/ })
  t.match(await run('new', '--list'), { code: 0, output: /^- lua-ts$/m })
  t.match(await run('new', 'hello', '--lang', 'lua-ts'), { code: 0, output: /Notes:\nYour handler is handler\.lua[^]*faas-cli build --filter NAME/ })
  return folder
}

/** As users leave their folders: links, hidden files, foreign packages, files for their owner only. */
const clutter = (folder: string): void => {
  mkdirSync(join(folder, 'hello', 'node_modules', 'left-pad'), { recursive: true })
  writeFileSync(join(folder, 'hello', 'node_modules', 'left-pad', 'index.js'), '')
  writeFileSync(join(folder, 'shared.lua'), 'return "linked"')
  symlinkSync('../shared.lua', join(folder, 'hello', 'shared.lua'))
  writeFileSync(join(folder, 'hello', '.hidden.lua'), 'return "hidden"')
  const handler = 'local words = { require "shared", dofile(".hidden.lua") }\nreturn function() return table.concat(words, " ") end'
  writeFileSync(join(folder, 'hello', 'handler.lua'), handler)
  chmodSync(join(folder, 'hello', 'handler.lua'), 0o600)
}

if (faasCli === undefined) t.pass(missing, { skip: true })
else {
  t.setTimeout(600_000)

  t.test('faas-cli makes a function of the template and a build context of it', async (t) => {
    const folder = await project(t)
    t.equal(statSync(join(folder, 'hello')).mode & 0o777, 0o700)
    t.ok(existsSync(join(folder, 'hello', '.luarc.json')))
    const run = faas(folder)
    t.match(await run('build', '--shrinkwrap'), { code: 0, output: /hello shrink-wrapped to build\/hello/ })
    for (const file of ['Dockerfile', '.dockerignore', '.npmrc', 'index.ts', 'function/handler.lua']) t.ok(existsSync(join(folder, 'build', 'hello', file)), file)
    t.match(await run('build', '--build-option', 'dev'), { code: 0 })
    t.match(readFileSync(join(folder, 'calls.txt'), 'utf8'), /^build --build-arg ADDITIONAL_PACKAGE=gcc git make --tag hello:latest \.$/m)
    t.match(await run('build', '--build-option', 'none'), { code: 1, output: /build option unavailable for lua-ts/ })
    t.match(await run('local-run', 'hello', '--print'), { code: 0, output: /docker run .*-e=fprocess=node index\.js hello:latest/ })
    const generated = parse((await run('generate')).stdout) as { spec: object }
    t.same(generated.spec, { name: 'hello', image: 'hello:latest' }, 'without fprocess: the image has its own')
  })

  t.test('faas-cli finds the template in a store', async (t) => {
    const entries = JSON.parse(readFileSync(new URL('../../deploy/templates.json', import.meta.url), 'utf8')) as object[]
    const [folder, template] = [join(t.testdir({ work: {} }), 'work'), await repository(t)]
    const store = createServer((_, response) => response.end(JSON.stringify(entries.map((entry) => ({ ...entry, repo: template })))))
    await new Promise<void>((resolve) => void store.listen(0, '127.0.0.1', resolve))
    t.teardown(() => store.close())
    const run = faas(folder)
    const url = `http://127.0.0.1:${(store.address() as AddressInfo).port}/templates.json`
    t.match(await run('template', 'store', 'list', '--url', url), { code: 0, output: /^lua-ts .*Lua kept warm/m })
    t.match(await run('template', 'store', 'pull', 'lua-ts', '--url', url), { code: 0 })
    t.ok(existsSync(join(folder, 'template', 'lua-ts', 'Dockerfile')))
  })

  t.test('faas-cli builds an image that runs', async (t) => {
    if (!hasImageTools(t)) return
    const [folder, store] = [await project(t), await imageStore(t)]
    const run = faas(folder, store)
    writeFileSync(join(folder, 'hello', 'handler.lua'), 'return function( end')
    t.match(await run('build'), { code: 1, output: /expected near 'end'[^]*handler\.lua:1\b/ }, 'no image of a syntax error')
    writeFileSync(join(folder, 'hello', 'handler.lua'), 'return function() return "changed" end')
    t.match(await run('build'), { code: 1, output: /# 0 passed, 3 failed/ }, 'no image of a failing test')

    clutter(folder)
    const built = await run('build', '--build-arg', 'TEST_ENABLED=false')
    t.equal(built.code, 0, built.code === 0 ? 'builds' : built.output)
    const running = container(await store.open('hello:latest'), { env: { port: '0', metrics_port: '0' } })
    t.teardown(running.stop)
    const line = await running.line('stderr', / Listening on port: \d+$/, 20_000)
    t.ok(line, running.stderr)
    t.equal(await (await fetch(`http://127.0.0.1:${/\d+$/.exec(line ?? '')?.[0]}/`)).text(), 'linked hidden')
  })
}
