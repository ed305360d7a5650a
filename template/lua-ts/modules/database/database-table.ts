import type { Environment, Settings } from '../../host/settings.ts'
import { LuaError } from '../../lua/engine.ts'
import type { TestingHost } from '../module-host.ts'
import { readSecret } from '../secrets.ts'
import { Database } from './database.ts'
import { isDatabaseUrl, parseDatabaseUrl } from './database-url.ts'
import type { DatabaseTarget } from './database-url.ts'
import type { Dialect, Driver } from './driver.ts'
import type { MaybeLater } from './maybe-later.ts'
import { sqliteDriver } from './sqlite-session.ts'

/** What a function without a `database_url` gets. */
const embedded = 'sqlite::memory:'

/** Makes a driver; those of servers are read in when they are first wanted. */
const drivers: Readonly<Record<Dialect, (target: DatabaseTarget, testing: TestingHost | undefined) => MaybeLater<Driver>>> = {
  sqlite: sqliteDriver,
  postgres: async (target) => (await import('./postgres-session.ts')).postgresDriver(target),
  mysql: async (target) => (await import('./mysql-session.ts')).mysqlDriver(target),
}

export interface DatabaseTableOptions {
  readonly settings: Pick<Settings, 'secretsDir'>
  readonly environment: Environment
  /** Told once when there is no setting and data is kept in memory only. */
  readonly warn: (text: string) => void
  readonly testing?: TestingHost
}

/** The databases of a function, each opened once. */
export class DatabaseTable {
  readonly #options: DatabaseTableOptions
  readonly #open = new Map<string, MaybeLater<Database>>()

  constructor(options: DatabaseTableOptions) {
    this.#options = options
  }

  /** The database of `database_url`, of `database_url_NAME`, or of a URL. @throws LuaError */
  find(nameOrUrl = ''): MaybeLater<Database> {
    const url = isDatabaseUrl(nameOrUrl) ? nameOrUrl : this.#urlOf(nameOrUrl)
    const known = this.#open.get(url)
    if (known) return known
    const target = parsed(url, isDatabaseUrl(nameOrUrl) ? 'the URL given to connect' : sources(nameOrUrl).join(' or '))
    const driver = drivers[target.dialect](target, this.#options.testing)
    const database = driver instanceof Promise ? driver.then((loaded) => this.#keep(url, target, loaded)) : new Database(target, driver)
    this.#open.set(url, database)
    return database
  }

  /** Closes its connections, now or when they come back; the next `find` opens it anew. */
  close(database: Database): void {
    for (const [url, open] of this.#open) if (open === database) this.#open.delete(url)
    database.close()
  }

  #keep(url: string, target: DatabaseTarget, driver: Driver): Database {
    const database = new Database(target, driver)
    this.#open.set(url, database)
    return database
  }

  #urlOf(name: string): string {
    const { settings, environment, warn, testing } = this.#options
    const [variable, secretName] = sources(name)
    const set = Object.hasOwn(environment, variable) ? environment[variable] : undefined
    if (set) return set
    const secret = readSecret(secretName, settings, environment)
    if ('value' in secret) return Buffer.from(secret.value).toString().trim()
    if (name !== '') throw new LuaError(`Cannot connect to database "${name}": neither ${variable} nor the secret ${secretName} is there; or give a URL, as in sqlite:/tmp/data.db`)
    if (!testing && !this.#open.has(embedded)) warn('No database_url: using SQLite in memory, which is empty at every start; set database_url or the secret database-url')
    return embedded
  }
}

const sources = (name: string): readonly [variable: string, secret: string] => {
  if (!/^\w{0,64}$/.test(name)) throw new LuaError(`Cannot connect to database ${JSON.stringify(name)}: expected a name of letters, digits and "_", or a URL such as sqlite:/tmp/data.db`)
  if (name === '') return ['database_url', 'database-url']
  return [`database_url_${name}`, `database-url-${name.replaceAll('_', '-')}`]
}

const parsed = (url: string, from: string): DatabaseTarget => {
  try {
    return parseDatabaseUrl(url)
  } catch (cause) {
    throw new LuaError(`Cannot use ${from}: ${(cause as Error).message}`, { cause })
  }
}

