import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parse } from 'yaml'
import { readSettings } from '../../template/lua-ts/host/settings.ts'
import { hostProcess } from '../support/host-process.ts'
import { environmentOf, readDockerfile, stageOf, templateFolder } from './dockerfile.ts'
import { imageFolder } from './image-folder.ts'

const dockerfile = readDockerfile()
const [host, fn, native, behind] = ['host', 'function', 'native', 'of-watchdog'].map((name) => stageOf(dockerfile, name)) as
  [ReturnType<typeof stageOf>, ReturnType<typeof stageOf>, ReturnType<typeof stageOf>, ReturnType<typeof stageOf>]

t.test('the Dockerfile builds with old and new builders', async (t) => {
  t.notMatch(dockerfile.text, /^#\s*syntax/m, 'it asks for no other frontend, which would have to be fetched')
  t.notMatch(dockerfile.text, /<<-?['"]?\w/, 'it has no heredoc')
  t.notMatch(dockerfile.text, /--(chmod|link|mount|parents)\b/)
  t.match(native.from, /^--platform=\$\{TARGETPLATFORM:-linux\/amd64\} node:\d+-bookworm-slim$/)
  for (const { from, name } of dockerfile.stages) {
    t.ok(from.startsWith('--platform=${') || ['native', '${WATCHDOG:-native}'].includes(from), `${name || 'the last stage'} has a platform or comes from a stage that has`)
  }
})

t.test('the Dockerfile installs packages before it copies sources', async (t) => {
  const steps = host.instructions.map(({ name, text }) => `${name} ${text}`)
  t.ok(steps.indexOf('RUN npm ci --no-audit --no-fund') < steps.findIndex((step) => step.startsWith('COPY index.ts')))
  t.match(steps[1], /^COPY package\.json package-lock\.json \.npmrc/)
  t.equal(steps.at(-1), 'RUN npm run build && npm run compile')
})

t.test('the Dockerfile copies every folder of the host', async (t) => {
  const copied = host.all('COPY').flatMap((text) => text.split(' ').slice(0, -1)).map((name) => name.replace(/\/$/, ''))
  const notForHost = ['Dockerfile', '.dockerignore', 'template.yml', 'function', 'node_modules', 'dist', 'meta.json']
  t.same(copied.sort(), readdirSync(templateFolder).filter((name) => !notForHost.includes(name)).sort())
})

t.test('the last stage is the one that WATCHDOG names', async (t) => {
  t.same(dockerfile.args, ['WATCHDOG=native'])
  t.equal(dockerfile.stages.at(-1)!.from, '${WATCHDOG:-native}')
  t.equal(behind.from, 'native')
  t.ok(dockerfile.stages.some(({ from, name }) => name === 'watchdog' && /ghcr\.io\/openfaas\/of-watchdog:\d+\.\d+\.\d+$/.test(from)))
})

t.test('the function runs as a user who can only read', async (t) => {
  const run = native.all('RUN').join('\n')
  t.same(native.all('USER'), ['app'])
  t.match(run, /useradd --system .* app/)
  t.match(run, 'chmod 1777 /tmp')
  t.match(run, /rm -rf .*\/usr\/local\/bin\/npm/)
  t.notMatch(run, /apt-get|npm (ci|i|install)/)
  t.match(native.all('COPY'), ['--chown=app:app --from=host /build/dist/ ./', '--chown=app:app --from=function /home/app/function/ ./function/'])
  t.match(fn.all('RUN').join('\n'), 'chmod -R a+rX function')
  const user = native.instructions.findIndex(({ name }) => name === 'USER')
  t.notOk(native.instructions.slice(user).some(({ name }) => name === 'RUN' || name === 'COPY'))
})

t.test('the image says when it is healthy', async (t) => {
  t.same(native.all('HEALTHCHECK'), ['--interval=3s CMD [ -e /tmp/.lock ] || exit 1'])
  t.same(native.all('CMD'), ['["node", "--min-semi-space-size=8", "index.js"]'])
  t.same(behind.all('CMD'), ['["fwatchdog"]'])
  t.match(native.all('LABEL').join(' '), /org\.opencontainers\.image\.title=.*org\.opencontainers\.image\.licenses="MIT"/)
})

t.test('the image and template.yml start the same program', async (t) => {
  const template = parse(readFileSync(join(templateFolder, 'template.yml'), 'utf8')) as Record<string, unknown>
  t.match(template, { language: 'lua-ts', fprocess: 'node index.js', handler_folder: 'function', welcome_message: /faas-cli up/ })
  t.same(Object.keys(template).sort(), ['build_options', 'fprocess', 'handler_folder', 'language', 'welcome_message'])
  t.match(template['build_options'], [{ name: 'dev', packages: /gcc/ }])
  t.equal(environmentOf(dockerfile, 'native')['fprocess'], template['fprocess'])
})

t.test('the settings of the image are valid and end within 30 s', async (t) => {
  const settings = readSettings(environmentOf(dockerfile, 'native'))
  t.match(settings, { execTimeoutMs: 10_000, readTimeoutMs: 15_000, writeTimeoutMs: 15_000, healthcheckIntervalMs: 5_000 })
  t.ok(settings.healthcheckIntervalMs + settings.writeTimeoutMs < 30_000, 'Kubernetes ends a Pod 30 s after SIGTERM')
})

t.test('the host starts behind of-watchdog, with the environment of both', async (t) => {
  const environment = { ...environmentOf(dockerfile, 'native'), ...environmentOf(dockerfile, 'of-watchdog') }
  t.equal(environment['upstream_url'], 'http://127.0.0.1:3000')
  // of-watchdog splits at single spaces and knows no quotes.
  const [program, ...words] = environment['function_process']!.split(' ')
  t.equal(program, 'env')
  t.same(words.slice(-3), ['node', '--min-semi-space-size=8', 'index.js'])
  t.ok(words.includes('port=3000'))
  const given = Object.fromEntries(words.filter((word) => /^\w+=/.test(word)).map((word) => word.split('=') as [string, string]))
  const unset = words.filter((_, n) => words[n - 1] === '-u')
  t.same(unset, ['jwt_auth', 'max_inflight'], 'of-watchdog checks tokens and refuses what is too much, so the host is not asked to')
  const home = imageFolder(t, join(templateFolder, 'function'))
  const started = await hostProcess(t, {
    index: join(home, 'index.js'),
    settings: { ...environment, ...given, lua_handler: './function/handler.lua', port: '0', healthcheck_interval: '0' },
  })
  t.equal(await (await fetch(started.url)).text(), 'Hello, World!')
  t.notOk(started.stderr.includes('lock-file'), 'the lock file is the watchdog\'s')
})

/**
 * Runs the RUN instruction of stage "function" that `pattern` matches, as Docker does. Debian's packages are those of
 * this machine: what `apt-get` is asked for goes to apt.txt, and its lists stay.
 */
const runs = (folder: string, pattern: RegExp, environment: Record<string, string>) => {
  const command = fn.all('RUN').find((text) => pattern.test(text))
  if (command === undefined) throw new Error(`No RUN of stage "function" matches ${String(pattern)}`)
  const bin = join(folder, 'bin')
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(bin, 'apt-get'), `#!/bin/sh\necho "$*" >>"${folder}/apt.txt"\n`, { mode: 0o755 })
  writeFileSync(join(bin, 'rm'), '#!/bin/sh\ncase "$*" in *"/var/lib/apt"*) ;; *) exec /bin/rm "$@" ;; esac\n', { mode: 0o755 })
  const env = { PATH: `${bin}:${process.env['PATH']}`, HOME: folder, LUA_VERSION: '5.3', ...environment }
  return spawnSync('/bin/sh', ['-c', command], { cwd: folder, env, encoding: 'utf8' })
}

t.test('the build runs the tests of the function', async (t) => {
  const home = imageFolder(t, join(templateFolder, 'function'))
  t.match(runs(home, /--test/, { TEST_ENABLED: 'true' }), { status: 0, stdout: /# 3 passed, 0 failed/ })
  writeFileSync(join(home, 'function', 'handler.lua'), 'return function() return "changed" end')
  t.match(runs(home, /--test/, { TEST_ENABLED: 'true' }), { status: 1, stdout: /not ok/ })
  t.match(runs(home, /--test/, { TEST_ENABLED: 'false' }), { status: 0, stdout: '' })
})

t.test('the build lets every user read the function', async (t) => {
  const folder = t.testdir({ function: { 'handler.lua': '', lib: { 'a.lua': '' } } })
  for (const path of ['function/handler.lua', 'function/lib/a.lua']) chmodSync(join(folder, path), 0o600)
  for (const path of ['function/lib', 'function']) chmodSync(join(folder, path), 0o700)
  t.equal(runs(folder, /chmod/, {}).status, 0)
  for (const [path, mode] of [['function', 0o755], ['function/lib', 0o755], ['function/handler.lua', 0o644], ['function/lib/a.lua', 0o644]] as const) {
    t.equal(statSync(join(folder, path)).mode & 0o777, mode, path)
  }
})

const rockspec = (name: string, dependency: string, build: string) =>
  `package = "${name}"\nversion = "1.0-1"\nsource = { url = "." }\ndependencies = { ${dependency} }\nbuild = ${build}\n`

const hasLuarocks = spawnSync('luarocks', ['--version']).status === 0
const missing = !hasLuarocks && process.env['CI'] !== 'true' && 'needs luarocks, from Debian'

t.test('the build installs the rocks of a rockspec', { skip: missing }, async (t) => {
  const folder = t.testdir({
    home: { 'template.yml': '', 'hello-1.0-1.rockspec': rockspec('hello', '"lua >= 5.1", "shout ~> 1"', '{ type = "none" }') },
    rock: { 'shout.lua': 'return string.upper', 'shout-1.0-1.rockspec': rockspec('shout', '', '{ type = "builtin", modules = { shout = "shout.lua" } }') },
    rocks: {},
    'config.lua': '',
  })
  const [home, rock, server] = ['home', 'rock', 'rocks'].map((name) => join(folder, name)) as [string, string, string]
  const luarocks = (cwd: string, program: string, ...args: string[]) => {
    const { status, stderr } = spawnSync(program, ['--lua-version=5.3', ...args], { cwd, encoding: 'utf8' })
    t.equal(status, 0, `${program} ${args[0]} ${stderr}`)
  }
  luarocks(rock, 'luarocks', 'make', '--tree', join(folder, 'tree'), 'shout-1.0-1.rockspec')
  luarocks(server, 'luarocks', '--tree', join(folder, 'tree'), 'pack', 'shout')
  luarocks(server, 'luarocks-admin', 'make-manifest', server)
  writeFileSync(join(folder, 'config.lua'), `rocks_servers = { "${server}" }`)
  const { status, stdout, stderr } = runs(home, /luarocks/, { LUAROCKS_CONFIG: join(folder, 'config.lua'), ADDITIONAL_PACKAGE: 'gcc make' })
  t.equal(status, 0, `${stdout}${stderr}`)
  t.match(readFileSync(join(home, 'apt.txt'), 'utf8'), /install .* luarocks lua5\.3 liblua5\.3-dev .* gcc make$/m)
  const handler = 'local shout = require "shout"\nreturn function() return shout("hello") end'
  writeFileSync(join(home, 'function', 'handler.lua'), handler)
  const started = await hostProcess(t, { settings: { lua_handler: join(home, 'function', 'handler.lua') } })
  t.equal(await (await fetch(started.url)).text(), 'HELLO', 'the host finds the rock')
})

t.test('the build asks for no package when there is no rockspec', async (t) => {
  const folder = t.testdir({ 'template.yml': '' })
  t.match(runs(folder, /luarocks/, {}), { status: 0 })
  t.notOk(existsSync(join(folder, 'apt.txt')))
  t.ok(existsSync(join(folder, 'function')))
  t.equal(runs(folder, /luarocks/, { ADDITIONAL_PACKAGE: 'git' }).status, 0)
  t.match(readFileSync(join(folder, 'apt.txt'), 'utf8'), / git$/m, 'but does for ADDITIONAL_PACKAGE')
})
