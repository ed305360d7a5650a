import t from 'tap'

import { nearest } from '../../template/lua-ts/host/nearest.ts'

t.test('nearest() gives the name that is spelled most like the one asked for', async (t) => {
  const names = ['lua_engine', 'lua_slice', 'lua_grace']
  t.equal(nearest('lua_slise', names), 'lua_slice')
  t.equal(nearest('lua_engin', names), 'lua_engine')
  t.equal(nearest('lua_graces', names), 'lua_grace')
  t.equal(nearest('lua_slice', names), 'lua_slice')
})

t.test('nearest() gives the first when several are as near', async (t) => {
  t.equal(nearest('ac', ['ab', 'ad']), 'ab')
})

t.test('nearest() gives nothing when there are no names', async (t) => {
  t.equal(nearest('x', []), undefined)
})
