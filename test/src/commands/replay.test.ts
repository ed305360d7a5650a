import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { replayHelp } from '../../../src/commands/replay.ts'
import { recordedCalls } from '../../support/recordings.ts'
import { commandRun } from '../fixtures/command-run.ts'

const handler = 'local kv = require "kv" return function(event) return { statusCode = 201, body = (event.headers.authorization or "none") .. kv.incr("n") } end'

/** A folder with a stack file, a function and a recording of one of its calls. */
const recordedFolder = async (t: Test, now = handler, name = 'test'): Promise<{ dir: string; file: string; text: string }> => {
  const [text = ''] = (await recordedCalls(t, handler, [{ method: 'POST', headers: ['Authorization', 'Bearer x'] }])).texts
  const dir = t.testdir({
    'stack.yml': `functions:\n  ${name}: { lang: lua-ts, handler: ./fn }\n`,
    fn: { 'handler.lua': now },
    kept: { 'call.ndjson': text },
  })
  return { dir, file: 'kept/call.ndjson', text }
}

const replay = async (t: Test, dir: string, ...args: readonly string[]) => {
  const run = commandRun(t, ['replay', ...args], dir)
  return { status: await run.status, stdout: run.stdout.text(), stderr: run.stderr.text() }
}

t.test('replayCommand() prints the answer and that it is the same', async (t) => {
  const { dir, file } = await recordedFolder(t, handler)
  const { status, stdout, stderr } = await replay(t, dir, file, '--header', 'authorization: Bearer x')
  t.equal(status, 0, stderr)
  t.match(stdout, /^HTTP 201 Created\nContent-Type: text\/plain; charset=utf-8\nContent-Length: 9\n\nBearer x1\n\nThe same answer as on \d{4}-\d\d-\d\dT[\d:.]+Z\n$/)
})

t.test('replayCommand() tells what differs, and which values were kept back', async (t) => {
  const { dir, file } = await recordedFolder(t)
  const { status, stdout, stderr } = await replay(t, dir, file)
  t.equal(status, 3)
  t.match(stdout, /\n\*\*\*1\n\nAnother answer than on .*:\n {2}body: from byte 1 on "Bearer x1" before, "\*\*\*1" now\n$/)
  t.equal(stderr, 'Not in the recording: the value of Authorization; give it with --header if the function looks at it\n')
})

t.test('replayCommand() tells what the recording has no answer for', async (t) => {
  const { dir, file } = await recordedFolder(t, handler.replace('"n"', '"m"'))
  const { status, stdout, stderr } = await replay(t, dir, file)
  t.equal(status, 4)
  t.equal(stdout, '')
  t.match(stderr, 'handler.lua:1 asks for kv.incr("m"), where the recorded call asked for kv.incr("n") (handler.lua:1)\n')
  t.equal((await replay(t, dir, file, '--live', '--header', 'Authorization: Bearer x')).status, 0, 'unless the real one is asked')
})

t.test('replayCommand() prints JSON', async (t) => {
  const { dir, file } = await recordedFolder(t)
  const about = { function: 'test', recorded_engine: 'fengari', recorded_at: String }
  const same = await replay(t, dir, file, '--json', '--header', 'Authorization: Bearer x')
  t.equal(same.status, 0)
  t.match(JSON.parse(same.stdout), { ...about, engine: 'fengari', same: true, status: 201, body: 'Bearer x1', cut: false, differences: [] })
  const missing = await recordedFolder(t, handler.replace('"n"', '"m"'))
  t.match(JSON.parse((await replay(t, missing.dir, missing.file, '--json')).stdout), { ...about, same: false, missed: /^handler.lua:1 asks for/ })
  const binary = await recordedFolder(t, 'return function() return "\\255" end')
  t.match(JSON.parse((await replay(t, binary.dir, binary.file, '--json')).stdout), { body_base64: '/w==', same: false })
})

t.test('replayCommand() finds the function under another name', async (t) => {
  const { dir, file } = await recordedFolder(t, handler, 'other')
  const { status, stderr } = await replay(t, dir, file)
  t.equal(status, 1)
  t.match(stderr, /"test"/)
  t.equal((await replay(t, dir, file, '--name', 'other', '--header', 'Authorization: Bearer x')).status, 0)
})

t.test('replayCommand() says why a file can\'t be run', async (t) => {
  const { dir, text } = await recordedFolder(t)
  t.equal((await replay(t, dir, 'none')).stderr, 'lua-ts replay:\n  Cannot read "none" (ENOENT): name a file that lua_record has made\n')
  t.equal((await replay(t, dir, 'stack.yml')).status, 1)
  t.match((await replay(t, dir, 'stack.yml')).stderr, 'stack.yml: Line 1 is not JSON')
  const cut = t.testdir({ 'stack.yml': 'functions: {}', 'cut.ndjson': text.replace('"engine"', '"truncated":true,"engine"') })
  t.match(await replay(t, cut, 'cut.ndjson'), { status: 1, stderr: /larger than lua_record_max_bytes/ })
  const nameless = t.testdir({ 'stack.yml': 'functions: {}', 'call.ndjson': text.replace('"function":"test"', '"function":""') })
  t.match(await replay(t, nameless, 'call.ndjson'), { status: 1, stderr: /name it with --name/ })
  const broken = await recordedFolder(t, 'return {')
  t.match(await replay(t, broken.dir, broken.file), { status: 1, stderr: /^lua-ts replay:\n {2}Cannot load .*handler.lua/ })
  t.same(readdirSync(join(dir, 'kept')), ['call.ndjson'], 'nothing is recorded')
})

t.test('replayCommand() refuses wrong usage', async (t) => {
  const dir = t.testdir({})
  t.match(await replay(t, dir), { status: 2, stderr: 'Name one file: see "lua-ts replay --help"\n' })
  t.match(await replay(t, dir, 'a', 'b'), { status: 2 })
  t.match(await replay(t, dir, 'a', '--header', 'nonsense'), { status: 2, stderr: '--header "nonsense": write "Name: value": see' })
  t.match(await replay(t, dir, '--help'), { status: 0, stdout: replayHelp })
})
