import { labelsAt, latin1ListAt, listAt } from '../../template/lua-ts/modules/list-arguments.ts'
import { testEngine } from '../support/engine-test.ts'
import { givenArguments } from '../support/given-arguments.ts'
import { engines } from '../support/lua-function.ts'

for (const engine of engines) {
  testEngine(engine, 'listAt() reads strings and numbers', (t, lua) => {
    const list = (args: string) => givenArguments(lua, args, (thread) => listAt(lua, thread, 1, 'f'))
    t.same(list('{ "a", 2, "ü" }'), ['a', '2', 'ü'])
    t.same(list('{}'), [])
    t.throws(() => list('"a"'), { message: "bad argument #1 to 'f' (list expected, got string)" })
    t.throws(() => list('{ true }'), { message: "bad argument #1 to 'f' (list of strings or numbers expected, got one with a boolean)" })
  })

  testEngine(engine, 'latin1ListAt() reads bytes', (t, lua) => {
    t.same(givenArguments(lua, '{ "a\\255", 2 }', (thread) => latin1ListAt(lua, thread, 1)), ['a\u00ff', '2'])
  })

  testEngine(engine, 'labelsAt() wants exactly the labels of the metric', (t, lua) => {
    const labels = (args: string) => givenArguments(lua, args, (thread) => labelsAt(lua, thread, 1, { name: 'm', labels: ['kind', 'code'] }))
    t.same(labels('{ kind = "web", code = 200 }'), { kind: 'web', code: '200' })
    t.throws(() => labels('7'), { message: 'metric "m" has the labels {kind, code}, got number' })
    t.throws(() => labels('{ kind = "web" }'), { message: /got no "code"$/ })
    t.throws(() => labels('{ kind = 1, code = 2, more = 3 }'), { message: /got "more"$/ })
    t.throws(() => labels('{ kind = 1, code = 2, [1] = 3 }'), { message: /got "number"$/ })
  })
}
