import { testName } from './tap-report.ts'
import type { TestReport, TestResult } from './test-result.ts'

export interface TextReportOptions {
  readonly write: (text: string) => void
  readonly colors: boolean
}

const codes = { ok: '32', failed: '31', pending: '33', faint: '2', bold: '1' } as const
const signs = { ok: '✓', failed: '✗', pending: '-' } as const

/** What takes longer is named with its time. */
const slowMs = 100

type Paint = (code: keyof typeof codes, text: string) => string

const indented = (text: string, by: string): string => text.split('\n').map((line) => `${by}${line}`.trimEnd()).join('\n')

/** All that is known of a failure. */
const failureText = (result: TestResult, number: number, paint: Paint): string => {
  const parts = [`\n${number}) ${paint('bold', testName(result))}\n`]
  if (result.at !== undefined) parts.push(`   ${paint('faint', result.at)}\n`)
  if (result.message !== undefined) parts.push(`${indented(result.message, '   ')}\n`)
  for (const name of ['expected', 'unexpected', 'found', 'diff', 'traceback', 'log'] as const) {
    const text = result[name]
    // A traceback of one call is the place that stands above it.
    if (text === undefined || (name === 'traceback' && !text.includes('\n'))) continue
    const label = `${name}:`
    parts.push(text.includes('\n') ? `   ${paint('faint', label)}\n${indented(text, '     ')}\n` : `   ${paint('faint', label.padEnd(10))} ${text}\n`)
  }
  return parts.join('')
}

/** A test's line, below the names of its blocks. */
const resultLine = ({ status, path, message, ms }: TestResult, paint: Paint): string => {
  const reason = status === 'pending' && message !== undefined ? ` (${message})` : ''
  const time = ms >= slowMs ? ` (${Math.round(ms)} ms)` : ''
  return `${'  '.repeat(Math.max(1, path.length))}${paint(status, signs[status])} ${path.at(-1) ?? 'cannot run'}${paint('faint', reason + time)}\n`
}

/** Reports for people: a line for each test below its blocks' names, then what failed, in full. */
export const textReport = ({ write, colors }: TextReportOptions): TestReport => {
  const paint: Paint = (code, text) => (colors && text !== '' ? `\u001b[${codes[code]}m${text}\u001b[0m` : text)
  const counts = { ok: 0, failed: 0, pending: 0 }
  const failures: TestResult[] = []
  const startedMs = performance.now()
  let shown: readonly string[] = []

  /** Writes the names of the blocks that the last test wasn't in. */
  const heading = (names: readonly string[]): void => {
    const first = names.findIndex((name, i) => name !== shown[i])
    for (let i = first < 0 ? names.length : first; i < names.length; i++) write(`${'  '.repeat(i)}${i === 0 ? paint('bold', names[i]!) : names[i]}\n`)
    shown = names
  }
  return {
    add(result) {
      counts[result.status]++
      if (result.status === 'failed') failures.push(result)
      heading([result.file, ...result.path].slice(0, Math.max(1, result.path.length)))
      write(resultLine(result, paint))
    },
    end() {
      failures.forEach((failure, i) => write(failureText(failure, i + 1, paint)))
      const parts = [paint('ok', `${counts.ok} passed`), ...(counts.failed > 0 ? [paint('failed', `${counts.failed} failed`)] : []), ...(counts.pending > 0 ? [paint('pending', `${counts.pending} pending`)] : [])]
      write(`\n${parts.join(', ')} in ${((performance.now() - startedMs) / 1000).toFixed(1)} s\n`)
    },
  }
}
