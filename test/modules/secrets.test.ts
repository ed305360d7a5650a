import { join } from 'node:path'
import t from 'tap'
import { readSecret } from '../../template/lua-ts/modules/secrets.ts'
import { engines } from '../support/lua-function.ts'
import { luaResults } from './lua-results.ts'

t.test('readSecret() leaves off one line end and nothing else', async (t) => {
  const secretsDir = t.testdir({ a: 'key\n', b: 'key\r\n', c: ' key\n\n', d: 'key', e: '\n', f: '', g: 'a\r' })
  const read = (name: string) => {
    const secret = readSecret(name, { secretsDir }, {})
    return 'value' in secret ? Buffer.from(secret.value).toString() : secret.problem
  }
  t.same(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(read), ['key', 'key', ' key\n', 'key', '', '', 'a\r'])
})

t.test('readSecret() refuses names that could leave the folder', async (t) => {
  const secretsDir = join(t.testdir({ secrets: { a: 'in' }, outside: 'out' }), 'secrets')
  for (const name of ['../outside', '..', '.', '', 'a/b', '/etc/passwd', 'a\0', '.hidden', 'a\\b', 'x'.repeat(300)]) {
    t.throws(() => readSecret(name, { secretsDir }, {}), { name: 'RangeError' }, name)
  }
})

t.test('readSecret() takes an environment variable only where there is no folder', async (t) => {
  const folder = t.testdir({ secrets: { taken: {} } })
  const environment = { API_KEY: 'from outside' }
  t.match(readSecret('api-key', { secretsDir: join(folder, 'secrets') }, environment), { problem: /^no secret "api-key": there is no file .*name it under secrets in stack.yml$/ })
  t.same(readSecret('api-key', { secretsDir: join(folder, 'none') }, environment), { value: Buffer.from('from outside') })
  t.match(readSecret('other', { secretsDir: join(folder, 'none') }, environment), { problem: /no environment variable OTHER$/ })
  t.match(readSecret('taken', { secretsDir: join(folder, 'secrets') }, environment), { problem: /EISDIR$/ })
})

for (const engine of engines) {
  t.test(`secrets.get() returns the secret, or nil and why, with ${engine}`, async (t) => {
    const secretsDir = t.testdir({ 'api-key': 's3cret\n', 'key.bin': '\0\xff' })
    const [key, length, nothing, problem, refused] = (await luaResults(t, `
local secrets = require "secrets"
local found, problem = secrets.get("none")
return { secrets.get("api-key"), #secrets.get("key.bin"), tostring(found), problem, fail(secrets.get, "../api-key") }`,
      { engine, settings: { secretsDir } })) as [string, number, string, string, string]
    t.same([key, length, nothing], ['s3cret', 3, 'nil'])
    t.match(problem, /^no secret "none"/)
    t.match(refused, /^bad argument #1 to 'get' \(name of a secret expected: .*, got "\.\.\/api-key"\)$/)
  })
}
