import { join } from 'node:path'
import t from 'tap'
import { targetName, testTargets } from '../../../src/tests/test-targets.ts'

const files = {
  'stack.yml': 'functions:\n  one: { lang: lua-ts, handler: ./functions/one, environment: { a: b } }\n',
  functions: {
    one: { 'handler.lua': '', lib: { 'x_test.lua': '' } },
    two: { 'handler.lua': '' },
    notes: { 'readme.md': '' },
  },
  lib: { 'alone_test.lua': '' },
}

t.test('testTargets() finds functions by name, folder and file', async (t) => {
  const cwd = t.testdir(files)
  const of = (...names: string[]) => testTargets({ file: undefined, names, cwd, env: {} }).map((target) => [targetName(target), target.folder.slice(cwd.length + 1), target.files, target.fn?.environment])
  const one = ['one', 'functions/one', [], { a: 'b' }]
  const two = ['two', 'functions/two', [], undefined]
  t.same(of(), [one])
  t.same(of('one'), [one])
  t.same(of('functions'), [one, two])
  t.same(of('./functions/two/'), [two])
  t.same(of('functions/one/lib/x_test.lua'), [['one', 'functions/one', ['lib/x_test.lua'], { a: 'b' }]])
  t.same(of('lib/alone_test.lua'), [['lib', 'lib', ['alone_test.lua'], undefined]])
  t.same(of('lib'), [['lib', 'lib', [], undefined]])
  t.throws(() => of('three'), { name: 'CommandError', message: 'No function, folder or file "three": the stack file has one' })
})

t.test('testTargets() is this folder where there is no stack file', async (t) => {
  const cwd = t.testdir({ 'a_test.lua': '' })
  t.match(testTargets({ file: undefined, names: [], cwd, env: {} }), [{ folder: cwd, files: [], fn: undefined }])
  t.throws(() => testTargets({ file: 'my.yml', names: [], cwd, env: {} }), { name: 'CommandError' })
})

t.test('testTargets() runs a folder\'s tests even where the stack file is wrong', async (t) => {
  const cwd = t.testdir({ ...files, 'stack.yml': 'functions: []' })
  t.match(testTargets({ file: undefined, names: ['functions/one'], cwd, env: {} }), [{ folder: join(cwd, 'functions/one'), fn: undefined }])
})
