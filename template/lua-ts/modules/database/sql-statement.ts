import type { Dialect, Statement } from './driver.ts'

/** SQL that can't be sent as it is. */
export class StatementError extends Error {
  override name = 'StatementError'
}

/**
 * What is no place for a placeholder: quoted text and names, comments. Each alternative matches one whole piece, and a
 * piece without an end runs to the end of the text, so that the server says what is wrong with it.
 */
const pieces: Readonly<Record<Dialect, RegExp>> = {
  sqlite: /'(?:[^']|'')*'?|"(?:[^"]|"")*"?|`[^`]*`?|\[[^\]]*\]?|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y,
  postgres: /\b[eE]'(?:[^'\\]|''|\\[\s\S])*'?|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|--[^\n]*|\$([A-Za-z_]\w*)?\$[\s\S]*?(?:\$\1\$|$)/y,
  mysql: /'(?:[^'\\]|''|\\[\s\S])*'?|"(?:[^"\\]|""|\\[\s\S])*"?|`[^`]*`?|--(?=\s|$)[^\n]*|#[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y,
}

/** Words that say what a statement does. */
const word = /[A-Za-z_][\w$]*/y
const numbered = /[?$](\d+)/y
const verbsAfterWith = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'REPLACE', 'MERGE', 'VALUES', 'TABLE'])

/** How many statements are kept, so that one that comes again costs a look-up. */
const keptStatements = 1000

/** Reads the SQL of one dialect; what it read it keeps. */
export const statements = (dialect: Dialect): ((sql: string) => Statement) => {
  const known = new Map<string, Statement>()
  return (sql) => {
    let statement = known.get(sql)
    if (statement) return statement
    statement = readStatement(dialect, sql)
    if (known.size >= keptStatements) known.clear()
    known.set(sql, statement)
    return statement
  }
}

/**
 * Puts a database's own placeholders in place of `?`, `?1` and `$1`; `??` is a question mark that is none. Quoted text
 * and comments stay as they are.
 * @throws StatementError for SQL with both kinds of placeholders, or with several statements
 */
export const readStatement = (dialect: Dialect, sql: string): Statement => new Reader(dialect, sql).read()

class Reader {
  readonly #dialect: Dialect
  readonly #sql: string
  #at = 0
  #out = ''
  #copied = 0
  #depth = 0
  #verb = ''
  #words = 0
  /** True in `CREATE TRIGGER`, whose body is statements, each with its semicolon. */
  #trigger = false
  #ended = false
  #sequential = 0
  #highest = 0
  readonly #order: number[] = []

  constructor(dialect: Dialect, sql: string) {
    this.#dialect = dialect
    this.#sql = sql
  }

  read(): Statement {
    while (this.#at < this.#sql.length) this.#step()
    this.#out += this.#sql.slice(this.#copied)
    if (this.#verb === '') throw new StatementError('no statement: the SQL is empty')
    if (this.#sequential > 0 && this.#highest > 0) throw new StatementError('placeholders of both kinds: write either ? or numbered ones such as ?1')
    // MySQL knows no numbered placeholders, so there a parameter is sent once for each.
    const order = this.#dialect === 'mysql' && this.#highest > 0 ? this.#order : undefined
    return { sql: this.#out, order, parameters: this.#highest || this.#sequential, verb: this.#verb }
  }

  #step(): void {
    if (this.#skipBlock()) return
    const char = this.#sql[this.#at]!
    const found = this.#match(pieces[this.#dialect])
    if (found !== undefined) {
      // A quoted name or a literal is part of a statement, a comment is not.
      if (!/^(?:--|#|\/\*)/.test(found)) this.#inStatement()
      this.#at += found.length
      return
    }
    if (char === '?' || char === '$') return this.#placeholder(char)
    if (char === '(') this.#depth++
    else if (char === ')') this.#depth--
    else if (char === ';') this.#end()
    const name = this.#match(word)
    if (name !== undefined) this.#word(name.toUpperCase())
    else if (!/[\s;]/.test(char)) this.#inStatement()
    this.#at += name?.length ?? 1
  }

  /** PostgreSQL's block comments nest, which no regular expression can follow. */
  #skipBlock(): boolean {
    if (this.#dialect !== 'postgres' || !this.#sql.startsWith('/*', this.#at)) return false
    let depth = 0
    do {
      if (this.#sql.startsWith('/*', this.#at)) depth++
      else if (this.#sql.startsWith('*/', this.#at)) depth--
      else {
        this.#at++
        continue
      }
      this.#at += 2
    } while (depth > 0 && this.#at < this.#sql.length)
    return true
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    return pattern.exec(this.#sql)?.[0]
  }

  #word(name: string): void {
    this.#inStatement()
    if (this.#verb === '') this.#verb = name
    else if (this.#verb === 'CREATE' && name === 'TRIGGER' && this.#words < 3) this.#trigger = true
    else if (this.#verb === 'WITH' && this.#depth === 0 && verbsAfterWith.has(name)) this.#verb = name
    this.#words++
  }

  #end(): void {
    if (this.#dialect === 'sqlite' && this.#verb !== '' && !this.#trigger) this.#ended = true
  }

  /** node:sqlite would leave out what follows the first statement without a word; the servers refuse it themselves. */
  #inStatement(): void {
    if (this.#ended) throw new StatementError('several statements in one call: make a call for each')
  }

  #placeholder(char: string): void {
    this.#inStatement()
    const length = char === '?' && this.#sql[this.#at + 1] === '?' ? 2 : (this.#match(numbered)?.length ?? 1)
    if (char === '$' && length === 1) {
      this.#at++
      return
    }
    this.#out += this.#sql.slice(this.#copied, this.#at)
    if (this.#sql[this.#at + 1] === '?' && length === 2) this.#out += '?'
    else this.#out += this.#own(length === 1 ? undefined : Number(this.#sql.slice(this.#at + 1, this.#at + length)))
    this.#at += length
    this.#copied = this.#at
  }

  #own(number: number | undefined): string {
    if (number === 0) throw new StatementError('placeholder ?0: numbers begin with 1')
    if (number === undefined) this.#sequential++
    else this.#highest = Math.max(this.#highest, number)
    const position = number ?? this.#sequential
    this.#order.push(position - 1)
    if (this.#dialect === 'mysql') return '?'
    return `${this.#dialect === 'sqlite' ? '?' : '$'}${position}`
  }
}
