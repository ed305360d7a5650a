import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { answerJson } from './answer-json.ts'
import { answerText } from './answer-text.ts'

/** A secret as faas-cli sends it; `rawValue` is base64. */
interface SecretBody {
  readonly name?: unknown
  readonly value?: unknown
  readonly rawValue?: unknown
}

const list = (dir: string): string[] =>
  existsSync(dir) ? readdirSync(dir, { withFileTypes: true }).filter(entry => entry.isFile()).map(({ name }) => name).sort() : []

const bytesOf = ({ value, rawValue }: SecretBody): Buffer | undefined => {
  if (typeof rawValue === 'string' && rawValue !== '') return Buffer.from(rawValue, 'base64')
  return typeof value === 'string' ? Buffer.from(value) : undefined
}

const write = (path: string, dir: string, bytes: Buffer): void => {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  writeFileSync(path, bytes, { mode: 0o600 })
}

/** `/system/secrets`: GET lists the names in `dir`, POST adds one, PUT changes one, DELETE removes one. */
export const answerSecrets = (req: IncomingMessage, res: ServerResponse, body: unknown, dir: string, namespace: string): void => {
  if (req.method === 'GET') return answerJson(res, 200, list(dir).map(name => ({ name, namespace })))
  const secret = (typeof body === 'object' && body !== null ? body : {}) as SecretBody
  const { name } = secret
  if (typeof name !== 'string' || !/^[-.\w]+$/.test(name) || name === '.' || name === '..') {
    return answerText(res, 400, `Bad name "${String(name)}": use letters, digits, "-", "_" and "."\n`)
  }
  const path = join(dir, name)
  const exists = existsSync(path)
  if (req.method === 'POST' && exists) return answerText(res, 409, `Secret "${name}" exists: change it with PUT\n`)
  if (req.method !== 'POST' && !exists) return answerText(res, 404, `No secret "${name}"\n`)
  if (req.method === 'DELETE') rmSync(path)
  else {
    const bytes = bytesOf(secret)
    if (bytes === undefined) return answerText(res, 400, 'Missing "value"\n')
    write(path, dir, bytes)
  }
  res.writeHead(202, { 'Content-Length': 0 }).end()
}
