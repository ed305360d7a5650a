import { execFileSync } from 'node:child_process'
import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'

import t from 'tap'

import { nonblocking } from '../../template/lua-ts/host/nonblocking.ts'

const linux = process.platform === 'linux'

t.test('nonblocking() opens a pipe that never blocks', { skip: !linux && 'needs /proc' }, async (t) => {
  const path = join(t.testdir(), 'pipe')
  execFileSync('mkfifo', [path])
  const blocking = openSync(path, constants.O_RDWR)
  const opened = nonblocking(blocking)
  t.teardown(() => {
    closeSync(opened)
    closeSync(blocking)
  })
  t.not(opened, blocking)
  const chunk = Buffer.alloc(65536)
  t.throws(
    () => {
      for (let i = 0; i < 1000; i++) writeSync(opened, chunk)
    },
    { code: 'EAGAIN' },
    'a full pipe is an error, not a wait',
  )
})

t.test('nonblocking() gives the same descriptor when it is no pipe', async (t) => {
  const file = openSync(join(t.testdir({ log: '' }), 'log'), 'a')
  t.teardown(() => closeSync(file))
  t.equal(nonblocking(file), file)
})

t.test('nonblocking() gives the same descriptor when it is closed', async (t) => {
  const file = openSync(join(t.testdir({ log: '' }), 'log'), 'a')
  closeSync(file)
  t.equal(nonblocking(file), file)
})
