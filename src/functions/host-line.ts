/** What a host tells about itself on stderr while it starts. */
export type HostNews = { readonly port: number } | { readonly metricsPort: number } | 'ready'

// Anchored, so that what a function prints (`DATE stderr: …`) is never taken for the host's own word.
const textLine = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d (.*)$/s

const hostText = (line: string): string | undefined => {
  if (!line.startsWith('{')) return textLine.exec(line)?.[1]
  try {
    const { source, message } = JSON.parse(line) as { source?: unknown; message?: unknown }
    return source === 'host' && typeof message === 'string' ? message : undefined
  } catch {
    return undefined
  }
}

/** The news in one line of a host (`lua_log_format` text or json), or undefined for any other line. */
export const readHostLine = (line: Buffer): HostNews | undefined => {
  if (line.length > 1024) return undefined
  const text = hostText(line.toString('latin1').trimEnd())
  if (text === undefined) return undefined
  if (text.startsWith('Writing lock-file to: ')) return 'ready'
  const [, metrics, port] = /^(Metrics l|L)istening on port: (\d+)$/.exec(text) ?? []
  if (port === undefined) return undefined
  return metrics === 'L' ? { port: Number(port) } : { metricsPort: Number(port) }
}

// What every host says each time, of no news to somebody at a terminal.
const routine = /^(?:Timeouts: read: |SIGTERM: no new connections in |Removing lock-file : |No new connections allowed, draining: |Exiting\. Active connections: )/

/** Whether a line is one that every host prints whenever it starts or ends. */
export const isRoutineLine = (line: Buffer): boolean => line.length < 256 && routine.test(hostText(line.toString('latin1').trimEnd()) ?? '')
