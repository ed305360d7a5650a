import { existsSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ConfigError } from '../../template/lua-ts/host/errors.ts'
import { lifecycle } from '../../template/lua-ts/host/lifecycle.ts'

const recorded = (tmpDir: string, suppressLock = false) => {
  const lines: string[] = []
  const life = lifecycle({ tmpDir, suppressLock, log: { host: (text) => void lines.push(text) } })
  return { life, lines, lockFile: join(tmpDir, '.lock') }
}

t.test('lifecycle() writes an empty lock file only when ready, in a folder it makes', async (t) => {
  const { life, lines, lockFile } = recorded(join(t.testdir(), 'made', 'here'))
  t.match(life, { phase: 'starting', serving: false, closing: false })
  t.notOk(life.healthy())
  t.notOk(existsSync(lockFile))
  life.ready()
  t.match(life, { phase: 'ready', serving: true, closing: false })
  t.ok(life.healthy())
  t.equal(statSync(lockFile).size, 0)
  t.equal(statSync(lockFile).mode & 0o007, 0, 'others have no access')
  t.same(lines, [`Writing lock-file to: ${lockFile}`])
})

t.test('lifecycle() is healthy no more when the lock file was removed by hand', async (t) => {
  const { life, lockFile } = recorded(t.testdir())
  life.ready()
  rmSync(lockFile)
  t.notOk(life.healthy())
  t.ok(life.serving)
  life.drain()
  t.equal(life.phase, 'draining', 'and drains all the same')
})

t.test('lifecycle() removes the lock file when it drains, and serves on until it stops', async (t) => {
  const { life, lines, lockFile } = recorded(t.testdir())
  life.ready()
  life.drain()
  t.notOk(existsSync(lockFile))
  t.equal(lines[1], `Removing lock-file : ${lockFile}`)
  t.notOk(life.healthy())
  t.match(life, { phase: 'draining', serving: true, closing: false })
  life.close()
  t.match(life, { phase: 'closing', serving: true, closing: true })
  life.stop()
  t.match(life, { phase: 'stopped', serving: false, closing: true })
})

t.test('lifecycle() is healthy without a lock file when suppress_lock is set', async (t) => {
  const { life, lines, lockFile } = recorded(t.testdir(), true)
  life.ready()
  t.notOk(existsSync(lockFile))
  t.ok(life.healthy())
  life.drain()
  t.notOk(life.healthy())
  t.same(lines, [])
})

t.test('lifecycle() fails with the folder and the way out when the lock file can’t be written', async (t) => {
  const dir = t.testdir({ file: 'not a folder' })
  const { life } = recorded(join(dir, 'file'))
  t.throws(
    () => life.ready(),
    new ConfigError(`Cannot write lock file "${join(dir, 'file', '.lock')}": set TMPDIR to a folder that can be written`),
  )
  t.equal(life.phase, 'starting')
})

t.test('lifecycle() serves before it is wanted, once serve() was called', async (t) => {
  const { life, lockFile } = recorded(t.testdir())
  life.serve()
  t.match(life, { phase: 'serving', serving: true, closing: false })
  t.notOk(life.healthy())
  t.notOk(existsSync(lockFile))
})

t.test('lifecycle() reads a lock file that another process owns, but neither writes nor removes it', async (t) => {
  const owner = recorded(t.testdir())
  const lines: string[] = []
  const log = { host: (text: string) => void lines.push(text) }
  const life = lifecycle({ tmpDir: join(owner.lockFile, '..'), suppressLock: false, log, ownsLock: false })
  life.ready()
  t.notOk(life.healthy(), 'it is not there')
  owner.life.ready()
  t.ok(life.healthy())
  life.drain()
  t.ok(existsSync(owner.lockFile))
  t.same(lines, [])
})
