import t from 'tap'
import { reasonOf, systemError } from '../../template/lua-ts/lua/file-system.ts'
import { engines, functionOf } from '../support/lua-function.ts'

t.test('reasonOf() speaks as C does', async (t) => {
  t.equal(reasonOf(systemError('ENOENT', 2)), 'No such file or directory')
  t.equal(reasonOf(Object.assign(new Error('ELOOP: too many'), { code: 'ELOOP' })), 'ELOOP: too many')
})

for (const engine of engines) {
  t.test(`installFileSystem() on ${engine} moves and removes from the function's folder`, async (t) => {
    const f = await functionOf(t, `
      return function()
        assert(os.rename("a.txt", "b.txt"))
        local text = io.open("b.txt"):read("a")
        assert(os.remove("b.txt"))
        return text .. " " .. tostring(select(2, os.remove("b.txt")))
      end`, { engine, files: { 'a.txt': 'moved' } })
    t.equal((await f.request()).body.toString(), 'moved b.txt: No such file or directory')
  })
}
