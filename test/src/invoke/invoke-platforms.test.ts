import { openSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import t from 'tap'
import { readEventFile } from '../../../src/invoke/event-file.ts'
import { invokePlatforms } from '../../../src/invoke/invoke-platforms.ts'
import { engines } from '../../support/lua-function.ts'

const output = openSync('/dev/null', 'w')
const handler = `return { handler = function(event, context)
  if event.fail then error("no luck") end
  return { n = event.n, platform = context.platform, greeting = os.getenv("greeting") }
end, shutdown = function() end }`

for (const [platform, invoke] of Object.entries(invokePlatforms)) {
  for (const lua_engine of engines) {
    t.test(`invokePlatforms.${platform}() runs an event on ${lua_engine}`, async (t) => {
      const folder = t.testdir({ 'handler.lua': handler })
      const environment = { lua_handler: join(folder, 'handler.lua'), lua_engine, OPENFAAS_NAME: 'hello', TMPDIR: folder, greeting: 'Hi' }
      const run = async (text: string) => invoke({ event: await readEventFile('-', '/', Readable.from([Buffer.from(text)])), environment, output })
      const { failed, body } = await run('{"n":7}')
      t.equal(failed, false)
      t.same(JSON.parse(body.toString()), { n: 7, platform, greeting: 'Hi' })
      const wrong = await run('{"fail":true}')
      t.match(wrong, platform === 'openfaas' ? { failed: false, status: 500 } : { failed: true, status: undefined })
    })
  }
}

t.test('invokePlatforms reject or fail for what can\'t be loaded', async (t) => {
  const folder = t.testdir({ 'handler.lua': 'return {' })
  const environment = { lua_handler: join(folder, 'handler.lua'), OPENFAAS_NAME: 'hello', TMPDIR: folder }
  const event = await readEventFile('-', '/', Readable.from([Buffer.from('{}')]))
  await t.rejects(invokePlatforms.openfaas({ event, environment, output }), { name: 'LoadError' })
  await t.rejects(invokePlatforms.lambda({ event, environment, output }), { name: 'LoadError' })
  t.match(await invokePlatforms.openwhisk({ event, environment, output }), { failed: true })
})
