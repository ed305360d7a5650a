import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import type { Certificates } from '../../support/certificates.ts'

export interface RedisServer {
  readonly url: string
  /** Only with certificates. */
  readonly tlsUrl: string
  stop(): Promise<void>
  start(): Promise<void>
}

/** True where Debian's redis-server is installed. */
export const hasRedis = (): boolean => spawnSync('redis-server', ['--version']).status === 0

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.once('data', (bytes) => {
      resolve(bytes.toString().startsWith('+PONG'))
      socket.destroy()
    })
    socket.once('error', () => resolve(false))
  })

const tlsArguments = ({ ca, cert, key }: Certificates, port: number): string[] =>
  ['--tls-port', String(port), '--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', ca, '--tls-auth-clients', 'no']

/** A server of its own on a free port, ended when the test ends. With certificates it has an encrypted port as well. */
export const redisServer = async (t: { teardown(fn: () => unknown): void; testdir(): string }, certificates?: Certificates): Promise<RedisServer> => {
  const port = await freePort()
  const tlsPort = await freePort()
  const tls = certificates ? tlsArguments(certificates, tlsPort) : []
  const dir = t.testdir()
  let child: ChildProcess | undefined
  const start = async () => {
    child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', dir, ...tls], { stdio: 'ignore' })
    const endMs = performance.now() + 20_000
    while (!(await answers(port))) {
      if (performance.now() > endMs) throw new Error('redis-server does not answer')
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  const stop = async () => {
    const ending = child
    child = undefined
    if (!ending || ending.exitCode !== null) return
    const ended = new Promise((resolve) => ending.once('exit', resolve))
    ending.kill('SIGKILL')
    await ended
  }
  await start()
  t.teardown(stop)
  return { url: `redis://127.0.0.1:${port}`, tlsUrl: `rediss://127.0.0.1:${tlsPort}`, start, stop }
}
