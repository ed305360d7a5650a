import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { Test } from 'tap'

const script = fileURLToPath(new URL('../../.ci/run', import.meta.url))

/** Runs .ci/run where every package is installed and `npm test` leaves `tap` and ends with `status`. */
const ciRun = (t: Test, tap: string, status = 0, install = 0, again?: string) => {
  const folder = t.testdir({ '.ci': {}, bin: {}, 'tap.txt': tap, ...(again !== undefined && { 'again.txt': again }) })
  copyFileSync(script, join(folder, '.ci', 'run'))
  const program = (name: string, text: string) => writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  program('dpkg-query', 'echo "install ok installed"')
  program('npm', `case "$1" in ci) echo "$*" >ci.txt; exit ${install};; test) if [ -e "$TAP_SAVE" ]; then cat again.txt; grep -q 'fail:' again.txt; exit $((1 - $?)); fi; [ ! -e again.txt ] || echo test/a.test.ts >"$TAP_SAVE"; cat tap.txt; exit ${status};; esac`)
  mkdirSync(join(folder, 'elsewhere'))
  const run = spawnSync('bash', [join(folder, '.ci', 'run')], {
    cwd: join(folder, 'elsewhere'),
    env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH']}` },
    encoding: 'utf8',
  })
  return { status: run.status, last: run.stdout.trimEnd().split('\n').at(-1), installed: existsSync(join(folder, 'ci.txt')), stdout: run.stdout }
}

t.test('.ci/run ends with what node-tap counted', async (t) => {
  t.match(ciRun(t, 'TAP version 14\nok 1 - a\n# { total: 40, pass: 40 }\n# time=1ms\n'), { status: 0, last: '40 passed, 0 failed, 0 skipped', installed: true })
})

t.test('.ci/run fails when an assertion failed', async (t) => {
  t.match(ciRun(t, '# { total: 9, pass: 5, fail: 1, todo: 2, skip: 1 }\n', 1), { status: 1, last: '5 passed, 1 failed, 3 skipped' })
  t.match(ciRun(t, '# { total: 9, pass: 8, fail: 1 }\n', 0), { status: 1, last: '8 passed, 1 failed, 0 skipped' })
})

t.test('.ci/run fails when lint, types or the test runner fail', async (t) => {
  t.match(ciRun(t, '', 2), { status: 1, last: '0 passed, 1 failed, 0 skipped' })
  t.match(ciRun(t, '# { total: 3, pass: 3 }\n', 1), { status: 1, last: '3 passed, 1 failed, 0 skipped' })
})

t.test('.ci/run shows what failed', async (t) => {
  const tap = '# Subtest: test/a.test.ts\n    not ok 1 - should be equal\n      ---\n      diff: 1 is not 2\n      ...\nnot ok 1 - test/a.test.ts\n# { total: 1, fail: 1 }\n'
  t.match(ciRun(t, tap, 1).stdout, /^not ok 1 - test\/a.test.ts\n {4}not ok 1 - should be equal\n[^]*diff: 1 is not 2/)
  t.match(ciRun(t, 'src/a.ts(1,1): error TS2304: Cannot find name\n', 2).stdout, /error TS2304/)
})

t.test('.ci/run gives files that failed a second chance, and no third', async (t) => {
  const failed = 'not ok 1 - test/a.test.ts\n# { total: 9, pass: 8, fail: 1 }\n'
  t.match(ciRun(t, failed, 1, 0, 'ok 1 - test/a.test.ts\n# { total: 2, pass: 2 }\n'), { status: 0, last: '8 passed, 0 failed, 0 skipped', stdout: /Once more, one at a time: test\/a.test.ts/ })
})

t.test('.ci/run fails when a file fails twice', async (t) => {
  const failed = 'not ok 1 - test/a.test.ts\n# { total: 9, pass: 8, fail: 1 }\n'
  t.match(ciRun(t, failed, 1, 0, failed), { status: 1, last: '8 passed, 1 failed, 0 skipped' })
})

t.test('.ci/run fails when no test ran', async (t) => {
  t.match(ciRun(t, ''), { status: 1, last: '0 passed, 0 failed, 0 skipped' })
})

t.test('.ci/run fails when packages cannot be installed', async (t) => {
  t.match(ciRun(t, '# { total: 3, pass: 3 }\n', 0, 1), { status: 1, last: '0 passed, 1 failed, 0 skipped' })
})
