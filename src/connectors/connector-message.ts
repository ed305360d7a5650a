import { randomUUID } from 'node:crypto'
import { cronHeaders } from './cron-connector.ts'

/** An event to deliver. */
export interface EmittedEvent {
  readonly topic: string
  readonly body: Buffer
  /** Kafka's message key, or `BUCKET/KEY` of an object. */
  readonly key: string | undefined
  /** Unix time in ms. */
  readonly timeMs: number
}

/** What a connector POSTs for an event. */
export interface ConnectorMessage {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** Whether it asks first with HEAD whether anybody is there. */
  readonly probe?: boolean
}

const sdk = 'connector-sdk'
const isoTime = ({ timeMs }: EmittedEvent): string => new Date(timeMs).toISOString()

/** Amazon's event of a new object, which MinIO sends as well. */
const objectEvent = (event: EmittedEvent, source: string) => {
  const [, bucket = 'bucket', object = 'key'] = /^([^/]+)\/(.+)$/s.exec(event.key ?? '') ?? []
  const s3 = { s3SchemaVersion: '1.0', configurationId: 'Config', bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` }, object: { key: encodeURIComponent(object), size: event.body.length } }
  const record = { eventVersion: '2.0', eventSource: source, awsRegion: 'us-east-1', eventTime: isoTime(event), eventName: 'ObjectCreated:Put', s3 }
  return { key: `${bucket}/${object}`, Records: [record] }
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))

const jsonOrText = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString()) as unknown
  } catch {
    return body.toString()
  }
}

const sqs = ({ topic }: EmittedEvent, body: Buffer): ConnectorMessage => ({
  headers: { 'Content-Type': 'text/plain', 'X-SQS-Message-ID': randomUUID(), 'X-SQS-Queue-URL': `https://sqs.us-east-1.amazonaws.com/000000000000/${topic}` },
  body,
})

const sns = ({ topic, body }: EmittedEvent): ConnectorMessage => {
  const arn = topic.startsWith('arn:') ? topic : `arn:aws:sns:us-east-1:000000000000:${topic}`
  return { headers: { 'X-Topic': arn, 'X-Connector': `${sdk} openfaasltd/sns-connector`, 'X-Sns-Message-Id': randomUUID(), 'X-Sns-Subject': '', 'X-Sns-Arn': arn }, body }
}

const postgres = (event: EmittedEvent): ConnectorMessage => {
  const [table = '', action = 'insert'] = event.topic.split(':')
  const id = randomUUID()
  const data = event.body.length === 0 ? {} : jsonOrText(event.body)
  return {
    headers: {
      'Content-Type': 'application/json', 'X-Topic': `${table}:${action}`, 'X-Event-Action': action, 'X-Event-Table': table,
      'X-Event-Id': id, 'X-Message-Id': id, 'X-Connector': `${sdk} openfaasltd/postgres-connector`,
    },
    body: json({ id, schema: 'public', table, action, data, dataOld: null, commitTime: isoTime(event) }),
  }
}

const minio = (event: EmittedEvent): ConnectorMessage => {
  const { key, Records } = objectEvent(event, 'minio:s3')
  return { headers: { 'Content-Type': 'application/json' }, body: json({ EventName: 's3:ObjectCreated:Put', Key: key, Records }), probe: true }
}

/** The connectors that can be imitated, by the name that `--as` takes. */
export const connectors: Readonly<Record<string, (event: EmittedEvent) => ConnectorMessage>> = {
  sdk: ({ topic, body }) => ({ headers: { 'X-Topic': topic, 'X-Connector': sdk }, body }),
  cron: () => ({ headers: cronHeaders, body: Buffer.alloc(0) }),
  kafka: ({ topic, body, key }) => ({
    headers: { 'Content-Type': 'text/plain', 'X-Topic': topic, 'X-Kafka-Partition': '0', 'X-Kafka-Offset': '0', ...(key === undefined ? {} : { 'X-Kafka-Key': key }), 'X-Connector': sdk },
    body,
  }),
  nats: ({ topic, body }) => ({ headers: { 'X-Topic': topic, 'X-Connector': sdk }, body }),
  mqtt: ({ topic, body }) => ({ headers: { 'Content-Type': 'application/json', 'X-Topic': topic, 'X-Connector': sdk }, body }),
  minio,
  s3: event => sqs(event, json({ Records: objectEvent(event, 'aws:s3').Records })),
  sqs: event => sqs(event, event.body),
  sns,
  postgres,
  cloudevents: event => ({
    headers: { 'Content-Type': 'application/json', 'ce-id': randomUUID(), 'ce-source': '/lua-ts', 'ce-type': event.topic, 'ce-specversion': '1.0', 'ce-time': isoTime(event) },
    body: event.body,
  }),
}
