import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

/** Answers with a file of the page; false when there is none of this name. */
export type UiFiles = (req: IncomingMessage, res: ServerResponse, name: string) => boolean

interface PageFile {
  readonly type: string
  readonly bytes: Buffer
  readonly packed: Buffer
  readonly etag: string
}

const folder = fileURLToPath(new URL('../ui/', import.meta.url))
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Headers of the page itself: nothing from elsewhere, no inline script, no markup made of text, in nobody's frame. */
const pageHeaders = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
}

const chartFiles = (): ReadonlyMap<string, string> => {
  const dir = dirname(createRequire(import.meta.url).resolve('uplot'))
  return new Map([['uplot.js', join(dir, 'uPlot.iife.min.js')], ['uplot.css', join(dir, 'uPlot.min.css')]])
}

const findPaths = (): ReadonlyMap<string, string> => {
  const own = readdirSync(folder).filter(name => types[extname(name)] !== undefined)
  return new Map([...own.map(name => [name, join(folder, name)] as const), ...chartFiles()])
}

const readPageFile = (path: string): PageFile => {
  const bytes = readFileSync(path)
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
  return { type: types[extname(path)] ?? 'application/octet-stream', bytes, packed: gzipSync(bytes, { level: 9 }), etag }
}

/** The page's files, each read when it is first asked for; `''` is the page itself. */
export const uiFiles = (): UiFiles => {
  let paths: ReadonlyMap<string, string> | undefined
  const files = new Map<string, PageFile>()
  return (req, res, name) => {
    paths ??= findPaths()
    const path = paths.get(name || 'index.html')
    if (path === undefined) return false
    const file = files.get(path) ?? readPageFile(path)
    files.set(path, file)
    const headers = { ...(extname(path) === '.html' ? pageHeaders : {}), 'Cache-Control': 'no-cache', ETag: file.etag, Vary: 'Accept-Encoding' }
    if (req.headers['if-none-match'] === file.etag) {
      res.writeHead(304, headers).end()
      return true
    }
    const packs = /\bgzip\b/.test(String(req.headers['accept-encoding'] ?? ''))
    const body = packs ? file.packed : file.bytes
    res.writeHead(200, { ...headers, 'Content-Type': file.type, 'Content-Length': body.length, ...(packs ? { 'Content-Encoding': 'gzip' } : {}) })
    res.end(req.method === 'HEAD' ? undefined : body)
    return true
  }
}
