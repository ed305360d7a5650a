import { dirname } from 'node:path'
import { runTestFile } from './test-file.ts'
import type { TestFileOptions } from './test-file.ts'
import { testFiles } from './test-files.ts'
import type { TestReport, TestResult } from './test-result.ts'

export interface FunctionTestsOptions extends Omit<TestFileOptions, 'report'> {
  /** Files to run, by their paths in the function's folder; all of its tests when there are none. */
  readonly files: readonly string[]
  readonly report: TestReport
}

/** How many tests ended how. */
export type TestCounts = Readonly<Record<TestResult['status'], number>>

/**
 * Runs the tests of a function, each file in a fresh state, and resolves to how they ended. A file without a test has
 * failed.
 */
export const functionTests = async ({ files, report, ...options }: FunctionTestsOptions): Promise<TestCounts> => {
  const counts = { ok: 0, failed: 0, pending: 0 }
  const add = (result: TestResult) => {
    counts[result.status]++
    report.add(result)
  }
  for (const file of files.length > 0 ? files : testFiles(dirname(options.settings.luaHandler))) {
    await runTestFile(file, { ...options, report: add })
  }
  return counts
}
