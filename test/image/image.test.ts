import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { templateFolder } from '../template/dockerfile.ts'
import { addedFiles } from './added-files.ts'
import { container } from './container.ts'
import { baseTag, buildContext, builtImage, imageStore } from './image-store.ts'
import { hasImageTools } from './image-tools.ts'
import { addRockServer } from './rock-server.ts'

const hello = join(templateFolder, 'function')
const shop = fileURLToPath(new URL('functions/shop', import.meta.url))

if (hasImageTools(t)) {
  t.setTimeout(600_000)
  const store = await imageStore(t)
  const image = await builtImage(t, store, hello)
  const base = await store.open(baseTag)

  t.test('the image adds little to its base', async (t) => {
    const added = await addedFiles(image.root, base.root)
    const mebibytes = added.reduce((sum, { bytes }) => sum + bytes, 0) / 2 ** 20
    t.comment(`The image adds ${mebibytes.toFixed(1)} MiB in ${added.length} files to its base`)
    t.ok(mebibytes < 15)
    const paths = added.map(({ path }) => path)
    t.same(paths.filter((path) => /\.(map|ts|md|rockspec)$|(^|\/)\.lua-ts/.test(path)), [])
    const expected = /^(home\/app\/|var\/log\/|etc\/(hosts|(passwd|group|g?shadow|sub[ug]id)-?)$)/
    t.same(paths.filter((path) => !expected.test(path)), [])
    t.same(paths.filter((path) => path.includes('/node_modules/')).sort(), [
      'home/app/node_modules/@redis/client.js',
      'home/app/node_modules/mysql2.js',
      'home/app/node_modules/pg-cursor.js',
      'home/app/node_modules/pg.js',
      'home/app/node_modules/prom-client.js',
    ])
  })

  t.test('the image has nothing to build with', async (t) => {
    const programs = ['npm', 'npx', 'corepack', 'yarn', 'gcc', 'cc', 'make', 'git', 'luarocks', 'lua5.3', 'esbuild']
    const there = (program: string) => ['usr/local/bin', 'usr/bin', 'bin'].some((folder) => existsSync(join(image.root, folder, program)))
    t.ok(there('node'))
    t.same(programs.filter(there), [])
    t.notOk(existsSync(join(image.root, 'usr/local/lib/node_modules')))
  })

  t.test('the image says how to run it', async (t) => {
    t.match(image.config, { User: 'app', Cmd: ['node', '--min-semi-space-size=8', 'index.js'], WorkingDir: '/home/app', Labels: { 'org.opencontainers.image.title': 'lua-ts function' } })
    t.same(Object.keys(image.config.ExposedPorts ?? {}), ['8080/tcp', '8081/tcp'])
    t.match(image.config.Healthcheck?.Test.join(' '), '[ -e /tmp/.lock ]')
    t.ok(image.config.Env.includes('fprocess=node index.js'), 'for a deployment that sets none')
    t.equal(statSync(join(image.root, 'home/app/function')).mode & 0o777, 0o755)
  })

  t.test('the image is built only if the tests of the function pass', async (t) => {
    const build = async (tag: string, handler: string, buildArgs = {}) => {
      const context = buildContext(t, hello)
      writeFileSync(join(context, 'function', 'handler.lua'), handler)
      return await store.build(context, tag, buildArgs)
    }
    const changed = 'return function() return "changed" end'
    const failed = await build('failing', changed)
    t.not(failed.code, 0)
    t.match(failed.output, /not ok \d+ - .*greets[^]*handler_test\.lua:9\b[^]*# 0 passed, 3 failed/)
    t.equal((await build('untested', changed, { TEST_ENABLED: 'false' })).code, 0)
    const broken = await build('broken', 'return function( end')
    t.not(broken.code, 0)
    t.match(broken.output, /expected near 'end'/)
    t.match(broken.output, /\bhandler\.lua:1\b/)
  })

  t.test('the image has the rocks and the databases of the function', async (t) => {
    await addRockServer(t, store)
    const made = await builtImage(t, store, shop, { ADDITIONAL_PACKAGE: 'make' })
    t.ok(existsSync(join(made.root, 'home/app/function/lua_modules/share/lua/5.3/shout.lua')))
    t.notOk(existsSync(join(made.root, 'usr/bin/make')))
    const running = container(made, { env: { port: '0', metrics_port: '0', database_url: 'sqlite:/tmp/shop.db' } })
    t.teardown(running.stop)
    const line = await running.line('stderr', / Listening on port: \d+$/, 20_000)
    t.ok(line, running.stderr)
    const url = `http://127.0.0.1:${/\d+$/.exec(line ?? '')?.[0]}/?name=ada`
    t.equal(await (await fetch(url)).text(), 'ADA 1')
    t.equal(await (await fetch(url)).text(), 'ADA 2')
  })
}
