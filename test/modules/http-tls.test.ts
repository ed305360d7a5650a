import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import type { Test } from 'tap'
import { certificates } from '../support/certificates.ts'
import type { Certificates } from '../support/certificates.ts'
import { engines, functionOf } from '../support/lua-function.ts'

/** An HTTPS server with a certificate; returns its port. */
const secureServer = async (t: Test, { cert, key }: Certificates): Promise<number> => {
  const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (_, res) => res.end('safe'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

for (const engine of engines) {
  /** What a call gives: the body, or the error's code and message. */
  const asked = async (t: Test, url: string, options: string, ca?: string): Promise<unknown> => {
    const f = await functionOf(t, `
local http = require "http"
local ca = io.open("ca.pem"):read("a")
return function()
  local ok, answer = pcall(http.fetch, "${url}", ${options})
  if ok then return { "body", answer.body } end
  return type(answer) == "table" and { answer.code, answer.message } or { "error", answer }
end`, { engine, files: { 'ca.pem': ca === undefined ? '' : readFileSync(ca, 'utf8') } })
    return JSON.parse((await f.request()).body.toString())
  }

  t.test(`http.fetch() checks certificates with ${engine}`, async (t) => {
    const files = certificates(t)
    const port = await secureServer(t, files)
    const url = `https://127.0.0.1:${port}/`
    t.same(await asked(t, url, '{ ca = ca }', files.ca), ['body', 'safe'], 'against an authority of one\'s own')
    t.same(await asked(t, `https://localhost:${port}/`, '{ ca = ca }', files.ca), ['body', 'safe'], 'by name too')
    t.match(await asked(t, url, '{}'), ['tls', /certificate|signed/], 'the public authorities don\'t know it')
    t.match(await asked(t, url, '{ ca = ca }', files.otherCa), ['tls', /certificate|signed/], 'another authority did not sign it')
    t.same(await asked(t, url, '{ verify = false }'), ['body', 'safe'], 'unless it is told not to')
    t.match(await asked(t, url, '{ ca = "no PEM" }'), ['tls', /no PEM|certificate|signed/i], 'what is no certificate trusts nobody')
    t.match(await asked(t, url, '{ ca = true }'), ['error', /bad option 'ca' for http\.fetch \(string expected, got boolean\)/])

    const elsewhere = certificates(t, 'DNS:elsewhere.example')
    const other = `https://127.0.0.1:${await secureServer(t, elsewhere)}/`
    t.match(await asked(t, other, '{ ca = ca }', elsewhere.ca), ['tls', /does not match certificate's altnames/], 'nor a certificate of another host')
  })
}
