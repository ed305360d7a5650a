import type { Dialect } from './driver.ts'

/** Where a database is and how it is used. */
export interface DatabaseTarget {
  readonly dialect: Dialect
  /** SQLite: the file, or `:memory:`. */
  readonly file: string
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
  /** Most connections of this process. */
  readonly poolSize: number
  readonly connectTimeoutMs: number
  /** How long a connection may be unused before it is closed. */
  readonly idleTimeoutMs: number
  /** Whether the connection is encrypted, and whether the server's certificate is checked. */
  readonly tls: 'off' | 'unverified' | 'verified'
  /** Path of a file with the authorities that may have signed the server's certificate, in PEM. */
  readonly tlsCa: string
  /** What SQL's NULL is in Lua. */
  readonly null: 'nil' | 'json'
}

const schemes: Readonly<Record<string, Dialect>> = {
  sqlite: 'sqlite',
  postgres: 'postgres',
  postgresql: 'postgres',
  mysql: 'mysql',
  mariadb: 'mysql',
}

const ports: Readonly<Record<Dialect, number>> = { sqlite: 0, postgres: 5432, mysql: 3306 }

const optionNames = ['pool_size', 'connect_timeout', 'idle_timeout', 'tls', 'tls_ca', 'sslmode', 'null'] as const

const tlsModes: Readonly<Record<string, DatabaseTarget['tls']>> = {
  off: 'off',
  unverified: 'unverified',
  verified: 'verified',
  // libpq's names for the same.
  disable: 'off',
  require: 'unverified',
  'verify-ca': 'verified',
  'verify-full': 'verified',
}

const forms = 'sqlite:FILE, sqlite::memory:, postgres://USER:PASSWORD@HOST:PORT/DATABASE or mysql://USER:PASSWORD@HOST:PORT/DATABASE'

/** True for a text that is a URL of a database, not a name. */
export const isDatabaseUrl = (text: string): boolean => /^[a-z][a-z0-9+]*:/i.test(text)

/**
 * Reads the URL of a database.
 * @throws RangeError that says what is wrong with it; it never quotes the password
 */
export const parseDatabaseUrl = (text: string): DatabaseTarget => {
  const scheme = /^([a-z][a-z0-9+]*):/i.exec(text)?.[1]?.toLowerCase() ?? ''
  const dialect = schemes[scheme]
  if (!dialect) throw new RangeError(`Expected ${forms}`)
  const [address = '', query = ''] = splitOnce(text.slice(scheme.length + 1), '?')
  const options = readOptions(new URLSearchParams(query))
  if (dialect === 'sqlite') return { dialect, file: sqliteFile(address), host: '', port: 0, user: '', password: '', database: '', ...options }
  return { dialect, file: '', ...server(dialect, address), ...options }
}

/** What messages call the database: its address, without user and password. */
export const targetName = ({ dialect, file, host, port, database }: DatabaseTarget): string =>
  dialect === 'sqlite' ? `SQLite ${file}` : `${dialect}://${host}:${port}/${database}`

const splitOnce = (text: string, separator: string): readonly string[] => {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

const sqliteFile = (address: string): string => {
  const file = address.startsWith('//') ? address.slice(2) : address
  if (file === '') throw new RangeError('Expected a file after "sqlite:", as in sqlite:/tmp/data.db, or sqlite::memory:')
  return file
}

const server = (dialect: Dialect, address: string): Pick<DatabaseTarget, 'host' | 'port' | 'user' | 'password' | 'database'> => {
  let url: URL
  try {
    // URL knows no rules for other schemes' ports and hosts than http's.
    url = new URL(`http:${address}`)
  } catch {
    throw new RangeError(`Expected ${forms}; characters such as "@", "/" and "#" in a password are written %40, %2F, %23`)
  }
  const database = decodeURIComponent(url.pathname.slice(1))
  if (!address.startsWith('//') || url.hostname === '') throw new RangeError(`Expected a host, as in ${dialect}://HOST/DATABASE`)
  if (database === '') throw new RangeError(`Expected the name of a database, as in ${dialect}://HOST/DATABASE`)
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    // http's own port is left out of a URL, so it is looked for in the text.
    port: Number(url.port || (/:80(\/|$)/.test(address) ? 80 : ports[dialect])),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database,
  }
}

type Options = Pick<DatabaseTarget, 'poolSize' | 'connectTimeoutMs' | 'idleTimeoutMs' | 'tls' | 'tlsCa' | 'null'>

const readOptions = (query: URLSearchParams): Options => {
  for (const name of query.keys()) {
    if (!(optionNames as readonly string[]).includes(name)) {
      throw new RangeError(`Unknown option "${name}"; there are ${optionNames.join(', ')}`)
    }
  }
  const tlsName = query.get('tls') ?? query.get('sslmode') ?? (query.has('tls_ca') ? 'verified' : 'off')
  const tls = tlsModes[tlsName]
  if (!tls) throw new RangeError(`Cannot use tls=${tlsName}: expected off, unverified or verified`)
  const empty = query.get('null') ?? 'nil'
  if (empty !== 'nil' && empty !== 'json') throw new RangeError(`Cannot use null=${empty}: expected nil or json`)
  return {
    poolSize: wholeNumber(query, 'pool_size', 10),
    connectTimeoutMs: wholeNumber(query, 'connect_timeout', 5) * 1000,
    idleTimeoutMs: wholeNumber(query, 'idle_timeout', 30) * 1000,
    tls,
    tlsCa: query.get('tls_ca') ?? '',
    null: empty,
  }
}

const wholeNumber = (query: URLSearchParams, name: (typeof optionNames)[number], fallback: number): number => {
  const text = query.get(name)
  if (text === null) return fallback
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new RangeError(`Cannot use ${name}=${text}: expected a whole number from 1`)
  return Number(text)
}
