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
