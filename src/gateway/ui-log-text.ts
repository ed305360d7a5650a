const date = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /

/** A line of a host without the date before it. */
export const undated = (line: string): string => line.replace(date, '')

const message = (line: string, callId: string): string | undefined => {
  try {
    const { call_id: id, message: text } = JSON.parse(line) as { call_id?: unknown; message?: unknown }
    return id === callId && typeof text === 'string' ? text : undefined
  } catch {
    return undefined
  }
}

/** What a line of a host's log (`lua_log_format` text or json) says of one call, or undefined when it is about another. */
export const textOfCall = (line: string, callId: string): string | undefined => {
  if (!line.includes(callId)) return undefined
  if (line.startsWith('{')) return message(line, callId)
  const mark = `[${callId}] `
  const at = line.indexOf(mark)
  return at === -1 ? undefined : line.slice(at + mark.length)
}
