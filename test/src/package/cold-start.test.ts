import { fileURLToPath } from 'node:url'
import t from 'tap'
import { coldStart } from '../../../src/package/cold-start.ts'

const index = fileURLToPath(new URL('../../../template/lua-ts/index.ts', import.meta.url))
const bootstrap = (text: string) => [{ path: 'bootstrap', content: Buffer.from(`#!/bin/sh\n${text}\n`), mode: 0o755 }]

t.test('coldStart() measures until the first event is asked for, and answered', async (t) => {
  const { askedMs, answeredMs } = await coldStart(bootstrap(`exec ${process.execPath} ${index}`), {})
  t.ok(askedMs > 5 && askedMs < answeredMs && answeredMs < 10_000, `${askedMs} ms, ${answeredMs} ms`)
})

t.test('coldStart() rejects when nothing starts', async (t) => {
  await t.rejects(coldStart(bootstrap('exit 3'), {}), { message: 'bootstrap ended with 3' })
  await t.rejects(coldStart(bootstrap(`lua_slice=soon exec ${process.execPath} ${index}`), {}), { message: /lua_slice|bootstrap ended with 1/ })
})
