import type { Agent, ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import util from 'node:util'

/** What the package http-proxy 1.18 is told for one request: the options in use here. */
export interface ProxyOptions {
  readonly target: { readonly protocol: 'http:'; readonly host: string; readonly port: number }
  readonly agent: Agent
  /** Headers that are added or replaced. */
  readonly headers: Readonly<Record<string, string | string[]>>
  /** Makes `Host` the target's. */
  readonly changeOrigin: true
  /** Keeps `req.url` as it is instead of taking it apart with the deprecated `url.parse`. */
  readonly toProxy: true
  /** Leaves the response to the caller, who can tell a whole body from a cut one. */
  readonly selfHandleResponse: true
}

type ProxyRequestListener<Options> = (proxyReq: ClientRequest, req: IncomingMessage, res: ServerResponse, options: Options) => void

/** The part of http-proxy's server that is in use here; `Options` may carry fields of the caller's own. */
export interface HttpProxy<Options extends ProxyOptions> {
  web(req: IncomingMessage, res: ServerResponse, options: Options, onError: (error: Error) => void): void
  /** Emitted when the request has its connection and before its head is sent. */
  on(event: 'proxyReq', listener: ProxyRequestListener<Options>): void
}

interface HttpProxyModule {
  createProxyServer<Options extends ProxyOptions>(): HttpProxy<Options>
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
export const httpProxy = <Options extends ProxyOptions>(): HttpProxy<Options> => requireHttpProxy().createProxyServer<Options>()
