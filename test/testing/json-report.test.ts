import t from 'tap'
import { jsonReport } from '../../template/lua-ts/testing/json-report.ts'

t.test('jsonReport() writes a line for each result', async (t) => {
  const lines: string[] = []
  const report = jsonReport((text) => void lines.push(text))
  const result = { status: 'ok', file: 'a_test.lua', path: ['two\nlines'], ms: 1 } as const
  report.add(result)
  report.end()
  t.equal(lines.length, 1)
  t.match(lines[0], /^[^\n]+\n$/)
  t.same(JSON.parse(lines[0]!), result)
})
