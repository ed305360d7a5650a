import type { AddressInfo, Server } from 'node:net'
import { ConfigError } from '../host/errors.ts'

const advice: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens on it',
  EACCES: 'permission denied',
}

/**
 * Listens on `port` of all interfaces, 0 for any free one, and resolves to the real one.
 * @throws ConfigError that names `setting` when the port can't be had
 */
export const listen = (server: Server, port: number, setting: string): Promise<number> => {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const fail = (cause: NodeJS.ErrnoException) => {
    const why = advice[cause.code ?? ''] ?? cause.message
    reject(new ConfigError(`Cannot listen on ${setting}=${port}: ${why}; set "${setting}" to a free port`, { cause }))
  }
  server.once('error', fail)
  server.listen(port, () => {
    server.off('error', fail)
    resolve((server.address() as AddressInfo).port)
  })
  return promise
}
