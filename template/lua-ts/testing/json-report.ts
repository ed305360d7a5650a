import type { TestReport } from './test-result.ts'

/** Reports each test as a line of JSON. */
export const jsonReport = (write: (text: string) => void): TestReport => ({
  add: (result) => write(`${JSON.stringify(result)}\n`),
  end: () => {},
})
