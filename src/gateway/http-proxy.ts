import type { Agent, ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import util from 'node:util'

/** What the package http-proxy 1.18 is told for one request: the options in use here. */
interface TargetOptions {
  readonly target: { readonly protocol: 'http:'; readonly host: string; readonly port: number }
  /** Leaves the path to the caller, who knows the raw one. */
  readonly ignorePath: true
  /** Keeps `req.url` as it is instead of taking it apart with the deprecated `url.parse`. */
  readonly toProxy: true
}

/** For a request. */
export interface ProxyOptions extends TargetOptions {
  readonly agent: Agent
  /** Leaves the response to the caller, who can tell a whole body from a cut one. */
  readonly selfHandleResponse: true
  /** What the request's body is taken from: told, in place of a stream, to send it before anything has left. */
  readonly buffer: { pipe(proxyReq: ClientRequest): void }
}

/** For a request that asks for another protocol. */
export type SocketOptions = TargetOptions

/** The part of http-proxy's server that is in use here; the options for sockets may carry fields of the caller's own. */
export interface HttpProxy<Options extends SocketOptions> {
  web(req: IncomingMessage, res: ServerResponse, options: ProxyOptions, onError: (error: Error) => void): void
  /** Connects the sockets once the target has agreed. */
  ws(req: IncomingMessage, socket: Socket, head: Buffer, options: Options, onError: (error: Error) => void): void
  /** Emitted for `ws()` before the head is sent. */
  on(event: 'proxyReqWs', listener: (proxyReq: ClientRequest, req: IncomingMessage, socket: Socket, options: Options) => void): void
}

interface HttpProxyModule {
  createProxyServer<Options extends SocketOptions>(): HttpProxy<Options>
}

const requireHttpProxy = (): HttpProxyModule => {
  // The package copies objects with `util._extend`, whose first use prints a deprecation warning. It keeps the
  // function it finds while it is loaded, so it is given the successor then, and nobody else's warnings are touched.
  const deprecated: unknown = Reflect.get(util, '_extend')
  Reflect.set(util, '_extend', Object.assign)
  try {
    return createRequire(import.meta.url)('http-proxy') as HttpProxyModule
  } finally {
    Reflect.set(util, '_extend', deprecated)
  }
}

/** A proxy that opens no port of its own and is quiet about its own deprecated calls. */
export const httpProxy = <Options extends SocketOptions = SocketOptions>(): HttpProxy<Options> => requireHttpProxy().createProxyServer<Options>()
