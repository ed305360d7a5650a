import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { answerSecrets } from '../../../src/gateway/system-secrets.ts'
import { readBody } from '../../../src/gateway/read-body.ts'
import { listening } from '../fixtures/listening.ts'

t.test('answerSecrets() lists, adds, changes and removes', async t => {
  const dir = join(t.testdir({}), '.secrets')
  const port = await listening(t, async (req, res) => {
    const text = String(await readBody(req, 1_000))
    answerSecrets(req, res, text === '' ? undefined : JSON.parse(text), dir, 'dev')
  })
  const ask = (method: string, body?: object) => fetch(`http://127.0.0.1:${port}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  const key = join(dir, 'key')
  t.same(await (await ask('GET')).json(), [])
  t.equal((await ask('POST', { name: 'key', value: 's3cret' })).status, 202)
  t.equal(readFileSync(key, 'utf8'), 's3cret')
  t.equal(statSync(key).mode & 0o777, 0o600)
  t.equal((await ask('POST', { name: 'key', value: 'x' })).status, 409)
  t.equal((await ask('PUT', { name: 'key', rawValue: btoa('\u0000\u00ff') })).status, 202)
  t.same(readFileSync(key), Buffer.from([0, 255]))
  t.same(await (await ask('GET')).json(), [{ name: 'key', namespace: 'dev' }])
  t.equal((await ask('PUT', { name: 'none', value: 'x' })).status, 404)
  t.equal((await ask('POST', { name: '../x', value: 'x' })).status, 400)
  t.equal((await ask('POST', { name: 'other' })).status, 400)
  t.equal((await ask('DELETE', { name: 'key' })).status, 202)
  t.equal((await ask('DELETE', { name: 'key' })).status, 404)
})
