import t from 'tap'
import { startEngine } from '../../template/lua-ts/lua/engines.ts'
import { Handles } from '../../template/lua-ts/lua/handles.ts'
import { engines } from '../support/lua-function.ts'

for (const engine of engines) {
  t.test(`Handles finds the thing of a table on ${engine}, and of no other value`, async (t) => {
    const lua = await startEngine(engine)
    const { main } = lua
    const handles = new Handles<string>(lua)
    lua.pushTable(main)
    const metatable = lua.ref(main)
    const id = handles.add('thing')
    handles.push(main, id, metatable)
    lua.pushTable(main)
    lua.pushText(main, 'text')
    t.equal(handles.get(handles.idAt(main, 1)!), 'thing')
    t.equal(handles.idAt(main, 2), undefined)
    t.equal(handles.idAt(main, -1), undefined)
    t.equal(handles.idAt(main, 9), undefined)
    t.ok(lua.getMetatable(main, 1))
    t.equal(handles.size, 1)
    handles.delete(id)
    t.equal(handles.get(handles.idAt(main, 1)!), undefined, 'a table whose thing is gone')
    t.equal(handles.size, 0)
    lua.close()
  })
}
