import type { Asked, KeptValue } from '../../template/lua-ts/host/recording.ts'

const maxLength = 160

const shownKey = (key: KeptValue): string => (typeof key === 'string' && /^[A-Za-z_]\w*$/.test(key) ? key : `[${shownValue(key)}]`)

/** A value about as Lua code writes it. */
const shownValue = (value: KeptValue): string => {
  if (value === null) return 'nil'
  if (typeof value === 'string') return JSON.stringify(Buffer.from(value, 'latin1').toString())
  if (typeof value !== 'object') return String(value)
  if ('named' in value) return `<${value.named}>`
  if ('handle' in value) return `<${value.kind}>`
  const fields = value.fields.map(([key, field]) => `${shownKey(key)} = ${shownValue(field)}`)
  return `{${[...value.list.map(shownValue), ...fields].join(', ')}}`
}

/** A question about as Lua code asks it, for messages: `database.query("SELECT 1")`. */
export const shownQuestion = ({ name, given = [] }: Pick<Asked, 'name' | 'given'>): string => {
  const text = given.map(shownValue).join(', ')
  return `${name}(${text.length > maxLength ? `${text.slice(0, maxLength)}…` : text})`
}
