import t from 'tap'
import { connectors } from '../../../src/connectors/connector-message.ts'

const message = (as: string, topic: string, body = 'hi', key?: string) => {
  const connector = connectors[as]
  if (connector === undefined) throw new Error(`No connector ${as}`)
  return connector({ topic, body: Buffer.from(body), key, timeMs: 0 })
}

t.test('connectors send headers and body of what they imitate', async t => {
  const uuid = /^[-0-9a-f]{36}$/
  const expected: readonly (readonly [as: string, headers: object, body: string])[] = [
    ['sdk', { 'X-Topic': 'orders', 'X-Connector': 'connector-sdk' }, 'hi'],
    ['cron', { 'X-Topic': 'cron-function', 'X-Connector': 'cron-connector' }, ''],
    ['kafka', { 'Content-Type': 'text/plain', 'X-Topic': 'orders', 'X-Kafka-Partition': '0', 'X-Kafka-Offset': '0', 'X-Kafka-Key': 'b/k', 'X-Connector': 'connector-sdk' }, 'hi'],
    ['nats', { 'X-Topic': 'orders', 'X-Connector': 'connector-sdk' }, 'hi'],
    ['mqtt', { 'Content-Type': 'application/json', 'X-Topic': 'orders' }, 'hi'],
    ['sqs', { 'Content-Type': 'text/plain', 'X-SQS-Message-ID': uuid, 'X-SQS-Queue-URL': /\/orders$/ }, 'hi'],
    ['sns', { 'X-Topic': 'arn:aws:sns:us-east-1:000000000000:orders', 'X-Connector': 'connector-sdk openfaasltd/sns-connector', 'X-Sns-Message-Id': uuid }, 'hi'],
    ['cloudevents', { 'ce-id': uuid, 'ce-source': '/lua-ts', 'ce-type': 'orders', 'ce-specversion': '1.0', 'ce-time': '1970-01-01T00:00:00.000Z' }, 'hi'],
  ]
  for (const [as, headers, body] of expected) {
    const sent = message(as, 'orders', 'hi', 'b/k')
    t.match(sent.headers, headers, as)
    t.equal(sent.body.toString(), body, as)
  }
  t.equal(message('kafka', 'orders').headers['X-Kafka-Key'], undefined)
})

t.test('connectors wrap rows and objects in their JSON', async t => {
  const row = message('postgres', 'users:update', '{"id":7}')
  t.match(row.headers, { 'X-Topic': 'users:update', 'X-Event-Action': 'update', 'X-Event-Table': 'users' })
  t.match(JSON.parse(row.body.toString()), { schema: 'public', table: 'users', action: 'update', data: { id: 7 }, dataOld: null })
  const object = message('minio', 'uploads', 'bytes', 'photos/a b.jpg')
  t.equal(object.probe, true)
  t.match(JSON.parse(object.body.toString()), { EventName: 's3:ObjectCreated:Put', Key: 'photos/a b.jpg', Records: [{ s3: { bucket: { name: 'photos' }, object: { key: 'a%20b.jpg', size: 5 } } }] })
  t.match(JSON.parse(message('s3', 'uploads', '', 'photos/a').body.toString()), { Records: [{ eventSource: 'aws:s3', s3: { bucket: { name: 'photos' } } }] })
})
