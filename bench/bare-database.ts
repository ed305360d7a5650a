import { DatabaseSync } from 'node:sqlite'
import mysql from 'mysql2'
import pg from 'pg'
import Cursor from 'pg-cursor'
import { parseDatabaseUrl } from '../template/lua-ts/modules/database/database-url.ts'

/** Rows that a PostgreSQL cursor gives at a time, as in the module. */
const rowsPerPiece = 500

/** A driver as a program in Node.js would use it: rows are objects. */
export interface BareDatabase {
  /** Reads all rows at once. */
  query(sql: string, values?: readonly unknown[]): unknown
  /** Reads rows one after the other. */
  stream(sql: string): Promise<void>
  close(): Promise<void>
}

/** The driver that the module uses for this URL, with a pool of as many connections. */
export const bareDatabase = (url: string): BareDatabase => {
  const { dialect, file, poolSize } = parseDatabaseUrl(url)
  if (dialect === 'sqlite') return bareSqlite(file)
  return dialect === 'postgres' ? barePostgres(url, poolSize) : bareMysql(url, poolSize)
}

const bareSqlite = (file: string): BareDatabase => {
  const database = new DatabaseSync(file)
  const statements = new Map<string, ReturnType<typeof database.prepare>>()
  const prepared = (sql: string) => {
    const statement = statements.get(sql) ?? database.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  return {
    query: (sql, values = []) => prepared(sql).all(...(values as number[])),
    stream: async (sql) => {
      for (const row of prepared(sql).iterate()) void row
    },
    close: async () => database.close(),
  }
}

const barePostgres = (url: string, max: number): BareDatabase => {
  const pool = new pg.Pool({ connectionString: url, max })
  return {
    query: (text, values = []) => pool.query({ text, values: [...values], queryMode: 'extended' } as pg.QueryConfig),
    stream: async (sql) => {
      const client = await pool.connect()
      const cursor = client.query(new Cursor(sql))
      while ((await cursor.read(rowsPerPiece)).length > 0) { /* the next piece */ }
      client.release()
    },
    close: () => pool.end(),
  }
}

const bareMysql = (url: string, connectionLimit: number): BareDatabase => {
  const pool = mysql.createPool({ uri: url, connectionLimit })
  return {
    query: (sql, values = []) => new Promise((resolve, reject) => {
      pool.execute(sql, [...values] as number[], (error, rows) => (error ? reject(error) : resolve(rows)))
    }),
    stream: (sql) => new Promise((resolve, reject) => {
      const rows = pool.query(sql).stream({ highWaterMark: 1000 })
      rows.on('data', () => {}).on('end', resolve).on('error', reject)
    }),
    close: () => new Promise((resolve) => { pool.end(() => resolve()) }),
  }
}
