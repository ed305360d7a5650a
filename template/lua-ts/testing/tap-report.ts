import type { TestReport, TestResult } from './test-result.ts'

/** Names of a test as one line. */
export const testName = ({ file, path }: TestResult): string => [file, ...(path.length > 0 ? [path.join(' › ')] : [])].join(': ')

const escaped = (text: string): string => text.replaceAll(/[\\#]/g, '\\$&').replaceAll(/\s*\n\s*/g, ' ')

const fields = ['message', 'at', 'expected', 'unexpected', 'found', 'diff', 'traceback', 'log'] as const

const block = (name: string, text: string): string =>
  text.includes('\n') || /^[\s"'{[\]}>|*&!%#`@,?:-]|:(?: |$)|\s$| #|^$/.test(text)
    ? `  ${name}: |-\n${text.split('\n').map((line) => `    ${line}`.trimEnd()).join('\n')}\n`
    : `  ${name}: ${text}\n`

const diagnostics = (result: TestResult): string => {
  const blocks = fields.flatMap((name) => (result[name] === undefined ? [] : [block(name, result[name])]))
  return `  ---\n${blocks.join('')}  ...\n`
}

/** Reports in the Test Anything Protocol, version 14. */
export const tapReport = (write: (text: string) => void): TestReport => {
  const counts = { ok: 0, failed: 0, pending: 0 }
  let number = 0
  write('TAP version 14\n')
  return {
    add(result) {
      counts[result.status]++
      number++
      const skip = result.status === 'pending' ? ` # SKIP ${escaped(result.message ?? 'pending')}` : ` # time=${result.ms.toFixed(1)}ms`
      write(`${result.status === 'failed' ? 'not ok' : 'ok'} ${number} - ${escaped(testName(result))}${skip}\n`)
      if (result.status === 'failed') write(diagnostics(result))
    },
    end: () => write(`1..${number}\n# ${counts.ok} passed, ${counts.failed} failed${counts.pending > 0 ? `, ${counts.pending} pending` : ''}\n`),
  }
}
