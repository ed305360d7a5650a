// The few declarations of Express that bench/peers/express.ts uses.
declare module 'express' {
  import type { IncomingMessage, Server, ServerResponse } from 'node:http'

  export interface Request extends IncomingMessage {
    readonly method: string
    readonly body: unknown
    readonly query: Readonly<Record<string, unknown>>
    readonly path: string
  }

  export interface Response extends ServerResponse {
    set(headers: Readonly<Record<string, string>>): this
    status(code: number): this
    send(body: unknown): this
  }

  type Middleware = (req: Request, res: Response, next: () => void) => void | Promise<void>

  interface Application {
    disable(setting: string): void
    use(middleware: Middleware): void
    all(path: string, listener: Middleware): void
    listen(port: number, host: string): Server
  }

  interface Express {
    (): Application
    json(options: { readonly limit: string }): Middleware
    raw(options: { readonly type: string; readonly limit: string }): Middleware
    text(options: { readonly type: string }): Middleware
    urlencoded(options: { readonly extended: boolean }): Middleware
  }

  const express: Express
  export default express
}
