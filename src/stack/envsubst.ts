/** A `${…}` that can't be replaced. */
export class SubstitutionError extends Error {
  override name = 'SubstitutionError'
}

type Environment = Readonly<Record<string, string | undefined>>

interface Cursor {
  readonly text: string
  at: number
}

// What github.com/drone/envsubst, which faas-cli uses, takes for a name: "-" is part of it.
const namePattern = /[\p{L}\p{Nd}_-]+/uy
// It gives all of them one meaning: the word stands in when the variable is empty or not set.
const defaultOperators = /:[-=?+]|=/y

const refuse = ({ text }: Cursor, start: number, fix: string): SubstitutionError => {
  const line = text.slice(0, start).split('\n').length
  const shown = /^\$\{[^}\n]*\}?/.exec(text.slice(start))?.[0] ?? '${'
  return new SubstitutionError(`Cannot substitute "${shown}" in line ${line}: ${fix}`)
}

const match = (cursor: Cursor, pattern: RegExp): string => {
  pattern.lastIndex = cursor.at
  const found = pattern.exec(cursor.text)?.[0] ?? ''
  cursor.at += found.length
  return found
}

/** The word after a default operator, up to its "}"; variables in it are replaced. */
const defaultWord = (cursor: Cursor, start: number, env: Environment): string => {
  let word = ''
  while (cursor.at < cursor.text.length) {
    if (cursor.text[cursor.at] === '}') return word
    if (cursor.text.startsWith('${', cursor.at)) word += variable(cursor, env)
    else word += cursor.text[cursor.at++]
  }
  throw refuse(cursor, start, 'close it with "}"')
}

const variable = (cursor: Cursor, env: Environment): string => {
  const start = cursor.at
  cursor.at += 2
  const name = match(cursor, namePattern)
  const operator = match(cursor, defaultOperators)
  const word = operator === '' ? '' : defaultWord(cursor, start, env)
  if (name === '' || cursor.text[cursor.at] !== '}') {
    throw refuse(cursor, start, 'write ${NAME} or ${NAME:-default}, or $${ for a literal ${')
  }
  cursor.at++
  // faas-cli would look for a variable of that whole name and deploy an empty value.
  if (operator === '' && name.includes('-')) throw refuse(cursor, start, 'for a default write ${NAME:-default}')
  return env[name] || word
}

/**
 * Replaces variables in `text` as faas-cli does in stack.yml: `${NAME}` (empty when not set),
 * `${NAME:-default}` (also `=`, `:=`, `:?`, `:+`, all with that meaning), `$$` for `$`, `\\` for `\`
 * and `\/` for `/`. `$NAME` without braces stays. Throws a `SubstitutionError` that names the line.
 */
export const envsubst = (text: string, env: Environment): string => {
  const cursor = { text, at: 0 }
  let result = ''
  while (cursor.at < text.length) {
    const plain = match(cursor, /[^$\\]+/y)
    const pair = text.slice(cursor.at, cursor.at + 2)
    if (pair === '${') {
      result += plain + variable(cursor, env)
    } else {
      const escaped = pair === '$$' || pair === '\\\\' || pair === '\\/'
      result += plain + (escaped ? pair[1] : pair.slice(0, 1))
      cursor.at += escaped ? 2 : Math.min(1, pair.length)
    }
  }
  return result
}
