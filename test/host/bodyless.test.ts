import t from 'tap'
import { isBodyless } from '../../template/lua-ts/host/bodyless.ts'

t.test('isBodyless() holds for 204 and 304 only', async (t) => {
  t.same([200, 204, 205, 304].filter(isBodyless), [204, 304])
})
