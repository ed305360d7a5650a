import type { ServerResponse } from 'node:http'
import type { FunctionLog, LogLine } from '../functions/function-log.ts'

// A reader that is this far behind will not catch up.
const maxUnreadBytes = 8 * 1024 * 1024

/** `/system/logs`: the lines of a function as NDJSON, those to come too with `follow=true` (or `1`). */
export const answerLogs = (res: ServerResponse, query: URLSearchParams, log: FunctionLog, namespace: string): void => {
  const name = query.get('name') ?? ''
  const instance = query.get('instance') ?? ''
  const sinceMs = Date.parse(query.get('since') ?? '')
  const tail = Number(query.get('tail') ?? -1)
  const wanted = (line: LogLine): boolean =>
    line.name === name && (instance === '' || line.instance === instance) && !(line.timeMs < sinceMs)
  const text = (line: LogLine): string =>
    `${JSON.stringify({ name: line.name, namespace, instance: line.instance, timestamp: new Date(line.timeMs).toISOString(), text: line.text })}\n`

  const lines = log.lines(name).filter(wanted)
  res.writeHead(200, { 'Content-Type': 'application/x-ndjson' })
  res.write((tail > 0 ? lines.slice(-tail) : lines).map(text).join(''))
  if (!/^(true|1)$/.test(query.get('follow') ?? '')) return void res.end()
  res.flushHeaders()
  const stop = log.follow(line => {
    if (!wanted(line)) return
    if (res.writableLength > maxUnreadBytes) res.destroy()
    else res.write(text(line))
  })
  res.once('close', stop)
}
