import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { engines } from '../support/lua-function.ts'

const program = fileURLToPath(new URL('../../bench/memory.ts', import.meta.url))

// A few thousand calls are too few to judge the memory by, but what is registered must not grow at all.
for (const engine of engines) {
  t.test(`Calls that succeed, fail, time out or lose their client leave nothing registered on ${engine}`, async (t) => {
    const { stdout } = await promisify(execFile)(process.execPath, [program, '--requests', '1000', '--engine', engine]).catch((error) => error)
    t.match(stdout, /^met: no more entries after 200 requests; there were -?\d+$/m)
    t.match(stdout, /^met: no more threads after 200 requests; there were -?\d+$/m)
    t.match(stdout, /^met: no more functions after 200 requests; there were -?\d+$/m)
  })
}
