import t from 'tap'
import { readInvokeOptions } from '../../../src/commands/invoke-options.ts'

t.test('readInvokeOptions() reads a request', async t => {
  t.same(readInvokeOptions(['hello']), { file: undefined, name: 'hello', call: { request: { method: 'POST', path: '/', query: '', headers: [] } }, platform: 'openfaas', json: false, help: false })
  const { call } = readInvokeOptions(['hello', '-m', 'get', '--path', '/a/b?x=1', '-q', 'y=\u00fc&z', '-q', 'e=', '-H', 'X-A:1', '-H', 'X-A:  two words '])
  t.same(call, { request: { method: 'GET', path: '/a/b', query: 'x=1&y=%C3%BC%26z&e=', headers: ['X-A', '1', 'X-A', 'two words'] } })
})

t.test('readInvokeOptions() reads the name of an event\'s file', async t => {
  t.match(readInvokeOptions(['hello', '-e', '-', '-p', 'lambda', '--json', '-f', 's.yml']), { call: { event: '-' }, platform: 'lambda', json: true, file: 's.yml' })
})
