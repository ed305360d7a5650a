import { Agent, request } from 'node:http'
import type { IncomingMessage } from 'node:http'

// The least that a custom runtime on Node.js does: ask for an event, and answer it with a constant.

const [host, port] = process.env['AWS_LAMBDA_RUNTIME_API']!.split(':')
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
const root = '/2018-06-01/runtime/invocation'
const answer = Buffer.from('{"hello":"Ada"}')

const ask = (method: string, path: string, body?: Buffer): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const headers = body ? { 'Content-Type': 'application/json', 'Content-Length': body.length } : {}
    const outgoing = request({ host, port, agent, method, path, headers }, (response) => {
      response.resume()
      response.once('end', () => resolve(response))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })

for (;;) {
  const { headers } = await ask('GET', `${root}/next`)
  await ask('POST', `${root}/${String(headers['lambda-runtime-aws-request-id'])}/response`, answer)
}
