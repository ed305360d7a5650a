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

const indented = (text: string, by: string): string => text.split('\n').map((line) => `${by}${line}`.trimEnd()).join('\n')

/** Reports for people: a line for each test below its blocks' names, then what failed, in full. */
export const textReport = ({ write, colors }: TextReportOptions): TestReport => {
  const paint = (code: keyof typeof codes, text: string) => (colors ? `\u001b[${codes[code]}m${text}\u001b[0m` : text)
  const counts = { ok: 0, failed: 0, pending: 0 }
  const failures: TestResult[] = []
  const startedMs = performance.now()
  let shown: readonly string[] = []

  /** Writes the names of the blocks that the last test wasn't in. */
  const heading = (names: readonly string[]) => {
    const same = names.findIndex((name, i) => name !== shown[i])
    for (let i = same < 0 ? names.length : same; i < names.length; i++) write(`${'  '.repeat(i)}${i === 0 ? paint('bold', names[i]!) : names[i]}\n`)
    shown = names
  }
  const detail = (result: TestResult, number: number) => {
    write(`\n${number}) ${paint('bold', testName(result))}\n`)
    if (result.at !== undefined) write(`   ${paint('faint', result.at)}\n`)
    if (result.message !== undefined) write(`${indented(result.message, '   ')}\n`)
    for (const name of ['expected', 'unexpected', 'found', 'diff', 'traceback', 'log'] as const) {
      const text = result[name]
      // A traceback of one call is the place that stands above it.
      if (text === undefined || (name === 'traceback' && !text.includes('\n'))) continue
      const label = `${name}:`
      write(text.includes('\n') ? `   ${paint('faint', label)}\n${indented(text, '     ')}\n` : `   ${paint('faint', label.padEnd(10))} ${text}\n`)
    }
  }
  return {
    add(result) {
      counts[result.status]++
      if (result.status === 'failed') failures.push(result)
      const names = [result.file, ...result.path]
      heading(names.slice(0, Math.max(1, result.path.length)))
      const reason = result.status === 'pending' && result.message !== undefined ? ` (${result.message})` : ''
      const time = result.ms >= slowMs ? ` (${Math.round(result.ms)} ms)` : ''
      const name = result.path.at(-1) ?? 'cannot run'
      write(`${'  '.repeat(Math.max(1, result.path.length))}${paint(result.status, signs[result.status])} ${name}${paint('faint', reason + time)}\n`)
    },
    end() {
      failures.forEach((failure, i) => detail(failure, i + 1))
      const parts = [paint('ok', `${counts.ok} passed`), ...(counts.failed > 0 ? [paint('failed', `${counts.failed} failed`)] : []), ...(counts.pending > 0 ? [paint('pending', `${counts.pending} pending`)] : [])]
      write(`\n${parts.join(', ')} in ${((performance.now() - startedMs) / 1000).toFixed(1)} s\n`)
    },
  }
}
