import { readFileSync } from 'node:fs'
import type { DatabaseTarget } from './database-url.ts'

/** What Node.js's TLS needs to know, or false for a connection in plain text. */
export const tlsOptions = ({ tls, tlsCa, host }: DatabaseTarget): false | { rejectUnauthorized: boolean; servername?: string; ca?: string } => {
  if (tls === 'off') return false
  const named = /^[\d.]+$|:/.test(host) ? {} : { servername: host }
  return { rejectUnauthorized: tls === 'verified', ...named, ...(tlsCa === '' ? {} : { ca: readFileSync(tlsCa, 'utf8') }) }
}
