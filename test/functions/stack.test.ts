import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { parse } from 'yaml'
import { envsubst } from '../../src/stack/envsubst.ts'
import { readStack } from '../../src/stack/stack.ts'
import { readSettings } from '../../template/lua-ts/host/settings.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

t.test('stack.yml names every example function', async (t) => {
  const functions = readStack({ file: undefined, names: [], cwd: root, env: {} })
  t.same(functions.map(({ name }) => name).sort(), readdirSync(`${root}/functions`).sort())
  for (const { name, handlerDir, environment } of functions) {
    t.equal(handlerDir, fileURLToPath(new URL(`../../functions/${name}`, import.meta.url)))
    t.doesNotThrow(() => readSettings(environment), name)
  }
})

t.test('stack.yml is what faas-cli reads', async (t) => {
  const stack = parse(envsubst(readFileSync(`${root}/stack.yml`, 'utf8'), { OPENFAAS_PREFIX: 'docker.io/me' })) as {
    version: unknown
    provider: unknown
    functions: Record<string, Record<string, unknown>>
  }
  t.match(stack, { version: 1, provider: { name: 'openfaas', gateway: 'http://127.0.0.1:8080' } })
  for (const [name, entry] of Object.entries(stack.functions)) {
    t.match(name, /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/)
    t.match(entry, { lang: 'lua-ts', handler: `./functions/${name}`, image: `docker.io/me/${name}:latest` })
  }
})
