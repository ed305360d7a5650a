import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import t from 'tap'
import { handlerOf, hostProcess } from '../support/host-process.ts'

t.test('echo-stream', async (t) => {
  const { url } = await hostProcess(t, { settings: { lua_handler: handlerOf('echo-stream') } })

  t.test('sends each piece back before the next one has come', async (t) => {
    const req = request(url, { method: 'POST', headers: { 'Content-Type': 'text/plain' } })
    const answered = new Promise<IncomingMessage>((resolve, reject) => req.on('response', resolve).on('error', reject))
    req.write('first ')
    const res = await answered
    const pieces = res.setEncoding('latin1')[Symbol.asyncIterator]() as AsyncIterator<string>
    t.equal((await pieces.next()).value, 'FIRST ')
    req.write('second')
    t.equal((await pieces.next()).value, 'SECOND')
    req.end()
    t.equal((await pieces.next()).done, true)
    t.equal(res.headers['content-type'], 'text/plain')
  })

  t.test('gives every byte back with mode=identity', async (t) => {
    const body = randomBytes(3_000_000)
    const req = request(`${url}/?mode=identity`, { method: 'POST' })
    const answered = new Promise<IncomingMessage>((resolve, reject) => req.on('response', resolve).on('error', reject))
    req.end(body)
    const res = await answered
    t.equal(res.headers['content-type'], 'application/octet-stream')
    t.ok((await buffer(res)).equals(body), 'the bytes are those that were sent')
  })

  t.test('answers an empty body with an empty one', async (t) => {
    const response = await fetch(url, { method: 'POST' })
    t.equal(response.status, 204)
    t.equal(await response.text(), '')
  })

  t.test('refuses a mode that it does not know', async (t) => {
    const response = await fetch(`${url}/?mode=lower`, { method: 'POST', body: 'x' })
    t.equal(response.status, 400)
    t.equal(await response.text(), 'mode must be upper or identity')
  })
})
