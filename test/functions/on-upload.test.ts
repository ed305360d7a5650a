import { readFileSync } from 'node:fs'
import t from 'tap'
import { eventText } from '../events/load-event.ts'
import { testDatabases } from '../support/databases.ts'
import { handlerOf } from '../support/host-process.ts'
import { engines, functionOf } from '../support/lua-function.ts'

const handler = readFileSync(handlerOf('on-upload'), 'utf8')

const post = (body: string) => ({ method: 'POST', headers: ['Content-Type', 'application/json'], body })

const removed = JSON.stringify({
  EventName: 's3:ObjectRemoved:Delete',
  Key: 'pictures/cats/one.png',
  Records: [{ eventSource: 'minio:s3', eventName: 's3:ObjectRemoved:Delete', eventTime: '2026-11-23T12:05:00.000Z', s3: { bucket: { name: 'pictures' }, object: { key: 'cats%2Fone.png', sequencer: '2' } } }],
})

t.test('on-upload', async (t) => {
  for (const { name, url } of await testDatabases(t)) {
    for (const engine of engines) {
      await t.test(`keeps a list of a bucket's files on ${name} and ${engine}`, async (t) => {
        const f = await functionOf(t, handler, { engine, environment: { database_url: url } })
        const list = async () => JSON.parse((await f.request()).body.toString()) as { name: string }[]
        t.same(await list(), [], 'which is empty at first')
        t.equal((await f.request({ method: 'HEAD' })).status, 204, 'MinIO\'s probe is answered')
        t.equal((await f.request(post(eventText('minio')))).status, 204)
        t.equal((await f.request(post(eventText('minio')))).status, 204, 'an event may come twice')
        t.match(await list(), [{ bucket: 'pictures', name: 'cats/one.png', size: Number, uploaded_at: /^2\d{3}-/ }])
        await f.request({ message: eventText('s3') })
        t.same((await list()).map((file) => file.name).sort(), ['cats/one two+three.png', 'cats/one.png'], 'as an invocation without a request too')
        t.equal((await f.request(post(removed))).status, 204)
        t.same((await list()).map((file) => file.name), ['cats/one two+three.png'], 'without what was removed')
        t.equal((await f.request(post('hello'))).status, 400)
        t.match(await f.request(post(eventText('sqs'))), { status: 400 }, 'other events are refused')
        t.same(f.lines, [])
        await functionOf(t, `local db = require "database" return { init = function() db.execute("DROP TABLE uploads") end, handler = print }`, { engine, environment: { database_url: url } })
      })
    }
  }
})
