import { createServer } from 'node:net'
import type { Server } from 'node:net'

/** Listens on a port until it is closed; port 0 takes any free one. */
export const holdPort = async (port = 0): Promise<{ port: number; release: () => Promise<void> }> => {
  const server = createServer()
  await listening(server, port)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error(`Cannot tell the port of "${String(address)}"`)
  return {
    port: address.port,
    release: async () => {
      await new Promise((resolve) => void server.close(resolve))
    },
  }
}

/**
 * A port that nobody listens on, for programs that can't choose one themselves. It lies below those that systems give
 * to whoever asks for any, so that it stays free until the program takes it.
 */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = 10_240 + Math.floor(Math.random() * 20_000)
    if (await isFree(port)) return port
  }
}

/** True when nobody listens on `port`. */
export const isFree = async (port: number): Promise<boolean> => {
  try {
    const { release } = await holdPort(port)
    await release()
    return true
  } catch {
    return false
  }
}

const listening = async (server: Server, port: number): Promise<void> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, resolve)
  })
}
