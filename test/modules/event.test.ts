import t from 'tap'
import { eventText } from '../events/load-event.ts'
import { engines, functionOf } from '../support/lua-function.ts'

const binary = ['ce-id', '1', 'ce-source', '/s', 'ce-type', 'made', 'ce-specversion', '1.0', 'ce-note', 'Euro%20%E2%82%AC', 'Content-Type', 'application/json']

for (const engine of engines) {
  const functionFor = (t: { after(fn: () => void): unknown }, body: string) =>
    functionOf(t, `local events, json = require "event", require "json"
return function(event, context)
${body}
end`, { engine })

  const recordsOf = async (t: { after(fn: () => void): unknown }, request: object) => {
    const f = await functionFor(t, `
local out = {}
for record in events.records(event) do
  record.raw = record.raw and true
  out[#out + 1] = record
end
return { body = { source = events.source(event) or "none", records = setmetatable(out, json.array_mt) } }`)
    const answer = await f.request({ method: 'POST', ...request })
    return answer.status === 200 ? JSON.parse(answer.body.toString()) : `${answer.status} ${answer.body.toString()}`
  }

  t.test(`event.records() gives the records of S3, MinIO, SNS, SQS, Kinesis and DynamoDB with ${engine}`, async (t) => {
    const sent = async (name: string) => recordsOf(t, { headers: ['Content-Type', 'application/json'], body: eventText(name) })
    t.match(await sent('s3'), { source: 's3', records: [{ source: 's3', name: 'ObjectCreated:Put', bucket: 'pictures', key: 'cats/one two+three.png', size: 5368709120, raw: true }] })
    t.match(await sent('minio'), { source: 's3', records: [{ bucket: 'pictures', name: 'ObjectCreated:Put', key: 'cats/one.png' }] })
    t.match(await sent('sns'), { source: 'sns', records: [{ id: 'n-1', topic: 'arn:aws:sns:eu-central-1:123456789012:news', data: 'Hello ☃', time: '2026-11-23T12:00:00.000Z' }] })
    t.match(await sent('sqs'), { source: 'sqs', records: [{ id: 'm-1', data: '{"order":1}', receive_count: 1, attributes: { kind: 'order' } }, { id: 'm-2', data: 'not JSON' }] })
    t.match(await sent('kinesis'), { source: 'kinesis', records: [{ id: '49590338271490256608559692538361571095921575989136588898', data: 'Hello', partition_key: 'p1' }] })
    const change = await sent('dynamodb')
    t.match(change, { source: 'dynamodb', records: [{ id: '111', name: 'MODIFY', data: { names: ['a', 'b'], ok: false } }] })
    t.match(JSON.stringify(change.records[0].keys), /^\{"id":("9007199254740993"|9007199254740992)\}$/, 'no digit is lost in Lua')
  })

  t.test(`event.records() knows connectors by their headers with ${engine}`, async (t) => {
    t.match(await recordsOf(t, { headers: ['X-Topic', 'cron-function', 'X-Connector', 'cron-connector'] }), { source: 'cron', records: [{ topic: 'cron-function' }] })
    t.match(await recordsOf(t, { headers: ['X-Connector', 'connector-sdk', 'X-Topic', 'orders'], body: 'hello' }), { source: 'connector', records: [{ topic: 'orders', data: 'hello' }] })
    t.match(await recordsOf(t, { headers: ['X-Topic', 'orders', 'X-Kafka-Partition', '2', 'X-Kafka-Offset', '40', 'X-Kafka-Key', 'a2V5', 'X-Kafka-Key-Enc', 'b64', 'X-Kafka-Trace', 'x'], body: 'v' }), {
      source: 'kafka', records: [{ topic: 'orders', partition: 2, offset: 40, key: 'key', data: 'v', id: 'orders/2/40', attributes: { trace: 'x' } }],
    })
    t.match(await recordsOf(t, { headers: ['X-Connector', 'connector-sdk openfaasltd/postgres-connector', 'X-Topic', 'users:update', 'X-Event-Id', 'e1'], body: '{"id":"x","schema":"public","table":"users","action":"update","data":{"id":1},"dataOld":null,"commitTime":"2026-11-23T12:00:00Z"}' }), {
      source: 'postgres', records: [{ id: 'e1', topic: 'users:update', table: 'users', action: 'update', data: { id: 1 }, old: undefined, time: '2026-11-23T12:00:00Z' }],
    })
    t.match(await recordsOf(t, { headers: ['X-SQS-Message-ID', 'm', 'X-SQS-Queue-URL', 'https://q'], body: 'b' }), { source: 'sqs', records: [{ id: 'm', topic: 'https://q', data: 'b' }] })
    t.match(await recordsOf(t, { headers: ['X-Sns-Message-Id', 'm', 'X-Sns-Arn', 'arn', 'X-Sns-Subject', 's', 'X-Sns-Attr-Kind', 'k'], body: 'b' }), { source: 'sns', records: [{ id: 'm', topic: 'arn', subject: 's', attributes: { kind: 'k' } }] })
    t.match(await recordsOf(t, { headers: ['X-Amz-Sns-Message-Type', 'SubscriptionConfirmation'], body: '{"Type":"SubscriptionConfirmation","MessageId":"m","TopicArn":"arn","Message":"x","SubscribeURL":"https://c"}' }), { records: [{ kind: 'SubscriptionConfirmation', confirm_url: 'https://c' }] })
    t.match(await recordsOf(t, { headers: ['X-Rabbitmq-Routing-Key', 'r', 'X-Topic', 'q'], body: 'b' }), { source: 'rabbitmq', records: [{ routing_key: 'r', topic: 'q', data: 'b' }] })
    t.match(await recordsOf(t, { headers: ['X-Pubsub-Msg-Id', '5', 'X-Pubsub-Attr-A', '1'], body: 'b' }), { source: 'pubsub', records: [{ id: '5', attributes: { a: '1' } }] })
  })

  t.test(`event.records() takes events that are no requests with ${engine}`, async (t) => {
    const f = await functionFor(t, 'for record in events.records(event) do print(events.source(event), record.id, record.topic, record.name or record.type) end')
    for (const name of ['s3', 'sqs', 'eventbridge-schedule', 'cloudevents']) await f.request({ message: eventText(name) })
    t.same(f.lines.map((line) => line.replace(/^.*?: /, '').split('\t').slice(0, 3).join(' ')), [
      's3 0055AED6DCD90281E5 pictures', 'sqs m-1 arn:aws:sqs:eu-central-1:123456789012:orders', 'sqs m-2 arn:aws:sqs:eu-central-1:123456789012:orders',
      'eventbridge 53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa aws.events', 'cloudevents A234-1234-1234 nil',
    ])
  })

  t.test(`event.records() answers a probe with nothing and a plain request with 400 with ${engine}`, async (t) => {
    t.same(await recordsOf(t, { method: 'HEAD' }), { source: 'none', records: [] })
    t.equal(await recordsOf(t, { body: 'x' }), '400 The request is from no source of events that is known\n')
    t.match(await recordsOf(t, { headers: ['Content-Type', 'application/cloudevents+json'], body: '{' }), /^400 The event is not JSON: /)
    t.equal(await recordsOf(t, { headers: ['Content-Type', 'application/cloudevents+json'], body: '{"id":"1"}' }), '400 The event is no CloudEvent: it has no source\n')
  })

  t.test(`event.cloud() reads binary and structured CloudEvents with ${engine}`, async (t) => {
    const f = await functionFor(t, 'local found, problem = events.cloud(event) return { body = { found = found or json.null, problem = problem } }')
    const cloud = async (request: object) => JSON.parse((await f.request({ method: 'POST', ...request })).body.toString())
    t.same(await cloud({ headers: binary, body: '{"a":[]}' }), { found: { id: '1', source: '/s', type: 'made', specversion: '1.0', note: 'Euro €', datacontenttype: 'application/json', data: { a: {} } } })
    t.match(await cloud({ headers: binary.with(-1, 'text/plain'), body: '{}' }), { found: { data: '{}' } })
    t.match(await cloud({ headers: ['Content-Type', 'application/cloudevents+json'], body: eventText('cloudevents') }), { found: { id: 'A234-1234-1234', data: { order: 1 } } })
    t.match(await cloud({ headers: ['Content-Type', 'application/cloudevents+json'], body: '{"id":"1","source":"s","type":"t","specversion":"1.0","data_base64":"AGE="}' }), { found: { data: '\0a', data_base64: undefined } })
    t.match(await cloud({ headers: binary.toSpliced(0, 2) }), { found: null, problem: 'The event is no CloudEvent: it has no id' })
    t.match(await cloud({}), { found: null, problem: 'The event is no CloudEvent' })
    t.match(await recordsOf(t, { headers: ['Content-Type', 'application/cloudevents-batch+json'], body: `[${eventText('cloudevents')},${eventText('cloudevents')}]` }), { records: { length: 2 } })
  })

  t.test(`event.cloud_reply() writes what event.cloud() reads with ${engine}`, async (t) => {
    const f = await functionFor(t, `
local reply = events.cloud_reply({ id = "7", source = "/me", type = "did", note = "a €\\"", data = event.query.bytes and "\\0\\255" or { n = 1 } }, event.query.mode)
reply.headers["X"] = nil
return reply`)
    const headersOf = (lines: string[]) => Object.fromEntries(lines.flatMap((name, i) => (i % 2 === 0 ? [[name.toLowerCase(), lines[i + 1]!]] : [])))
    const plain = await f.request()
    t.match(headersOf(plain.headers), { 'ce-id': '7', 'ce-source': '/me', 'ce-type': 'did', 'ce-specversion': '1.0', 'ce-note': 'a%20%E2%82%AC%22', 'content-type': 'application/json' })
    t.equal(plain.body.toString(), '{"n":1}')
    const structured = await f.request({ query: 'mode=structured' })
    t.match(headersOf(structured.headers)['content-type'], /^application\/cloudevents\+json/)
    t.match(JSON.parse(structured.body.toString()), { id: '7', data: { n: 1 }, note: 'a €"', specversion: '1.0' })
    t.match(JSON.parse((await f.request({ query: 'mode=structured&bytes=1' })).body.toString()), { data_base64: 'AP8=', data: undefined })
    const g = await functionFor(t, 'return { select(2, pcall(events.cloud_reply, { source = "a" })), select(2, pcall(events.cloud_reply, { source = "a", type = "b", Bad = 1 })), select(2, pcall(events.cloud_reply, {}, "x")) }')
    for (const message of JSON.parse((await g.request()).body.toString())) t.match(message, /bad argument #[12] to 'cloud_reply'/)
  })

  t.test(`event.batch() names the records that failed with ${engine}`, async (t) => {
    const f = await functionFor(t, 'return events.batch(event, function(record) json.decode(record.data) end)')
    const failuresOf = async (message: string) => {
      const answer = await f.request({ message })
      return answer.body.toString()
    }
    t.equal(await failuresOf(eventText('sqs')), '{"batchItemFailures":[{"itemIdentifier":"m-2"}]}')
    t.match(f.lines[0], /^host\[call-1\]: Record "m-2" failed: .*Expected/)
    t.equal(await failuresOf(eventText('sqs').replace('not JSON', '1')), '{"batchItemFailures":[]}')
    t.equal(await failuresOf(eventText('kinesis')), '{"batchItemFailures":[{"itemIdentifier":"49590338271490256608559692538361571095921575989136588898"}]}')
    const records = ['a', 'b', 'c'].map((id, i) => ({ messageId: id, body: i === 1 ? 'x' : '1', eventSource: 'aws:sqs', eventSourceARN: 'arn:q.fifo', attributes: {} }))
    t.equal(await failuresOf(JSON.stringify({ Records: records })), '{"batchItemFailures":[{"itemIdentifier":"b"},{"itemIdentifier":"c"}]}', 'order is kept')
  })
}
