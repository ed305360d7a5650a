import type { CallOrder } from '../ui/feed-types.ts'
import type { UiCall } from './ui-call.ts'

const isText = (value: unknown): value is string => typeof value === 'string'
const isHeader = (value: unknown): boolean => Array.isArray(value) && value.length === 2 && value.every(isText)

/** Reads what the page orders (`CallOrder` as JSON), or says what is wrong with it. */
export const readCallOrder = (bytes: Buffer): UiCall | string => {
  let order: Partial<Record<keyof CallOrder, unknown>> | null
  try {
    order = JSON.parse(bytes.toString()) as Partial<Record<keyof CallOrder, unknown>> | null
  } catch {
    return 'The order is not JSON'
  }
  const { name, method, target, headers, body } = order ?? {}
  if (!isText(name) || !/^[-\w.]+$/.test(name)) return 'Missing "name" of a function'
  if (!isText(method) || !isText(target) || !isText(body)) return 'Missing "method", "target" or "body"'
  if (!Array.isArray(headers) || !headers.every(isHeader)) return '"headers" must be pairs of name and value'
  return { name, method, target, headers: headers as [string, string][], body: Buffer.from(body, 'base64') }
}
