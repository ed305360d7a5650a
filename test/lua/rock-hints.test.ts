import t from 'tap'
import { hintFor, insteadOf } from '../../template/lua-ts/lua/rock-hints.ts'

t.test('hintFor() says what to use in place of modules that many expect', async (t) => {
  t.equal(hintFor('lpeg'), '\n\tuse the pure-Lua rock "lulpeg"')
  t.match(hintFor('lfs'), /^\n\tfiles are opened with io.open/)
  t.equal(hintFor('my.module'), '')
  for (const name of ['constructor', '__proto__', 'toString', '']) t.equal(hintFor(name), '', name)
})

t.test('insteadOf() has advice for every C library', async (t) => {
  t.equal(insteadOf('lpeg'), 'use the pure-Lua rock "lulpeg"')
  for (const name of ['some_rock', 'constructor', '__proto__', '']) t.equal(insteadOf(name), 'use a rock that is written in Lua', name)
})
