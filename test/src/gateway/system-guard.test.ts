import type { IncomingMessage } from 'node:http'
import t from 'tap'
import { systemGuard } from '../../../src/gateway/system-guard.ts'

const statusFor = (credentials: string | undefined, headers: Record<string, string>): number | undefined =>
  systemGuard(credentials)({ headers } as unknown as IncomingMessage)?.status

t.test('systemGuard() asks for the password when there is one', async t => {
  const basic = (text: string) => ({ host: 'gateway:8080', authorization: `Basic ${btoa(text)}` })
  t.equal(statusFor('ada:secret', basic('ada:secret')), undefined)
  t.equal(statusFor('ada:secret', basic('ada:other')), 401)
  t.equal(statusFor('ada:secret', { host: 'x', authorization: 'Bearer ' }), 401)
  t.equal(statusFor('ada:secret', {}), 401)
})

t.test('systemGuard() refuses web pages from elsewhere', async t => {
  for (const host of ['127.0.0.1:8080', 'localhost:8080', '[::1]:8080', '10.0.0.7']) t.equal(statusFor(undefined, { host }), undefined, host)
  t.equal(statusFor(undefined, { host: 'evil.example:8080' }), 403)
  t.equal(statusFor(undefined, { host: 'localhost:8080', origin: 'https://evil.example' }), 403)
  t.equal(statusFor(undefined, { host: 'localhost:8080', origin: 'http://localhost:8080' }), undefined)
})
