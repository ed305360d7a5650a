import { Agent, request, type RequestOptions } from 'node:http'

/** One request of a series, and the status that it must be answered with. */
export interface Probe {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  /** The status it must get; undefined to go away before there is an answer. */
  readonly status: number | undefined
}

/** After how long a client that goes away does so. */
const leaveMs = 5

const sendOne = (options: RequestOptions, { path, method, body, headers: more, status }: Probe): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const typed = body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }
  const headers = { ...typed, ...more }
  const req = request({ ...options, path, method, headers }, (res) => {
    res.on('end', () => {
      if (status === undefined) reject(new Error(`Wrong answer: "${method} ${path}" got one, before its client went away`))
      else if (res.statusCode === status) resolve()
      else reject(new Error(`Wrong answer: "${method} ${path}" got status ${res.statusCode}, not ${status}`))
    })
    res.on('error', reject)
    res.resume()
  })
  req.on('error', status === undefined ? () => resolve() : reject)
  req.end(body)
  if (status === undefined) req.once('finish', () => setTimeout(() => req.destroy(), leaveMs))
  return promise
}

/** Sends exactly `count` requests, the probes in turn, over so many connections. @throws Error for a wrong status */
export const sendMany = async (port: number, probes: readonly Probe[], count: number, connections: number): Promise<void> => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  let sent = 0
  const work = async () => {
    while (sent < count) {
      const probe = probes[sent++ % probes.length] as Probe
      await sendOne({ host: '127.0.0.1', port, agent }, probe)
    }
  }
  try {
    await Promise.all(Array.from({ length: connections }, work))
  } finally {
    agent.destroy()
  }
}
