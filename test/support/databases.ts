import { join } from 'node:path'
import type { Test } from 'tap'
import { databaseServer } from './database-server.ts'
import type { DatabaseServer } from './database-server.ts'

/** A database that tests run on. */
export interface TestDatabase {
  readonly name: 'sqlite' | DatabaseServer['name']
  readonly url: string
  /** Undefined for SQLite. */
  readonly server: DatabaseServer | undefined
}

/** An SQLite file, a PostgreSQL and a MariaDB of the test's own; one that is not installed is left out visibly. */
export const testDatabases = async (t: Test): Promise<readonly TestDatabase[]> => {
  const servers = await Promise.all([databaseServer(t, 'postgres'), databaseServer(t, 'mysql')])
  const sqlite: TestDatabase = { name: 'sqlite', url: `sqlite:${join(t.testdir({}), 'data.db')}`, server: undefined }
  return [sqlite, ...servers.flatMap((server) => (server ? [{ name: server.name, url: server.url, server }] : []))]
}
