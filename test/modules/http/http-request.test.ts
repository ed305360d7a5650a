import t from 'tap'
import { withDefaults, withoutHeaders } from '../../../template/lua-ts/modules/http/http-request.ts'

t.test('withDefaults() adds the headers that are not there', async (t) => {
  t.same(withDefaults(['accept', 'a'], ['Accept', '*/*', 'User-Agent', 'u']), ['accept', 'a', 'User-Agent', 'u'])
})

t.test('withoutHeaders() leaves out names in any case, and no values', async (t) => {
  t.same(withoutHeaders(['Cookie', 'a', 'X', 'cookie', 'COOKIE', 'b'], ['cookie']), ['X', 'cookie'])
})
