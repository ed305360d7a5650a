import t from 'tap'
import { headerOf } from '../../template/lua-ts/host/header.ts'

t.test('headerOf() finds a name in any case, the first of several', async (t) => {
  const headers = ['Host', 'a', 'X-TIMEOUT', '2s', 'x-timeout', '3s']
  t.equal(headerOf(headers, 'x-timeout'), '2s')
  t.equal(headerOf(headers, 'host'), 'a')
})

t.test('headerOf() gives undefined when the name is not there, even as a value', async (t) => {
  t.equal(headerOf(['host', 'accept'], 'accept'), undefined)
  t.equal(headerOf([], 'accept'), undefined)
})
