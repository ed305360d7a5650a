import { Agent, request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { Log } from '../host/log.ts'

/** A registration with Lambda's Extensions API. */
export interface LambdaExtension {
  /** Cuts the connection. */
  close(): void
}

const root = '/2020-01-01/extension'

// What it is called must be unlike all other extensions of the function.
const name = 'lua-ts-shutdown'

/**
 * Registers the process as an internal extension that asks for no events: only where an extension is registered does
 * Lambda send SIGTERM, and leave 500 ms, before it ends a process. Where that fails, the log says so.
 * Facts: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html
 * @param api host and port of the Runtime API
 */
export const lambdaExtension = async (api: string, log: Pick<Log, 'host'>): Promise<LambdaExtension> => {
  const agent = new Agent()
  const url = `http://${api}${root}`
  try {
    const id = await register(`${url}/register`, agent)
    // The end of the init phase waits for this call; with no events to tell of it is never answered.
    request(`${url}/event/next`, { agent, headers: { 'Lambda-Extension-Identifier': id } }, (response) => response.resume())
      .on('error', () => {})
      .end()
  } catch (error) {
    log.host(`Cannot register with the Extensions API, so "shutdown" won't run: ${(error as Error).message}`, undefined, 'warn')
  }
  return { close: () => agent.destroy() }
}

const register = async (url: string, agent: Agent): Promise<string> => {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  request(url, { agent, method: 'POST', headers: { 'Lambda-Extension-Name': name, 'Content-Type': 'application/json' } }, resolve)
    .on('error', reject)
    .end('{"events":[]}')
  const response = await promise
  response.resume()
  const id = response.headers['lambda-extension-identifier']
  if (response.statusCode !== 200 || typeof id !== 'string') throw new Error(`it answered ${response.statusCode}`)
  return id
}
