import { PassThrough } from 'node:stream'
import t from 'tap'
import type { Test } from 'tap'
import { TestProcess } from '../../../src/tests/test-process.ts'

const program = (text: string) => `for (const path of ['a', 'b']) console.log(JSON.stringify({ status: 'ok', file: 'x', path: [path], ms: 0 }));${text}`

const start = (t: Test, text: string, signal = new AbortController().signal) => {
  const folder = t.testdir({ 'index.js': program(text) })
  return new TestProcess({ node: process.execPath, index: `${folder}/index.js`, folder, args: [], environment: { PATH: '' }, stderr: new PassThrough(), signal })
}

t.test('TestProcess hands over results, before and after it is watched', async (t) => {
  const run = start(t, '')
  t.equal(await run.ended, undefined)
  const paths: string[] = []
  run.watch(({ path }) => void paths.push(...path))
  t.same(paths, ['a', 'b'])
})

t.test('TestProcess says why its tests ended early', async (t) => {
  t.match(await start(t, 'process.exit(1)').ended, 'The tests ended early (exit status 1)')
  t.match(await start(t, 'process.kill(process.pid, "SIGKILL")').ended, 'The tests ended early (SIGKILL)')
  t.equal(await start(t, 'console.log(\'{"status":"failed","file":"x","path":[],"ms":0}\');process.exit(1)').ended, undefined, 'a failed test is no such end')
})

t.test('TestProcess ends when it is told', async (t) => {
  const end = new AbortController()
  const run = start(t, 'setInterval(() => {}, 1000)', end.signal)
  await new Promise<void>((resolve) => run.watch(() => resolve()))
  end.abort()
  t.equal(await run.ended, undefined)
})
