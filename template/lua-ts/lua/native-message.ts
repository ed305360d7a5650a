/** What Lua says of an error: Lua's own words for what JavaScript calls otherwise. */
export const nativeMessage = (error: Error): string => {
  if (error instanceof RangeError && error.message.includes('call stack')) return 'stack overflow'
  if (error instanceof RangeError && /alloc|length|size/i.test(error.message)) return 'not enough memory'
  return error.message
}
