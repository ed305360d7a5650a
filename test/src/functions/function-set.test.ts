import t from 'tap'
import { functionHost } from '../../../src/functions/function-host.ts'
import { functionSet } from '../../../src/functions/function-set.ts'
import { stackFunction, standInProcesses } from '../fixtures/stand-in-program.ts'
import { until } from '../fixtures/until.ts'

t.test('functionSet() apply() starts what is new, ends what is gone and reloads what differs', async t => {
  const processes = standInProcesses()
  const said: string[] = []
  const started: string[] = []
  const set = functionSet({
    say: text => said.push(text),
    start: (fn, onTrial) => {
      started.push(fn.name)
      return functionHost({ name: fn.name, processes, env: fn.environment, cwd: fn.handlerDir, print: () => {}, say: () => {}, onTrial })
    },
  })
  t.teardown(() => set.kill())
  set.apply([stackFunction('a'), stackFunction('b', { namespace: 'dev' })])
  await until(() => set.all().every(pool => pool.available() === 1))
  t.equal(set.find('a.any')?.name, 'a')
  t.equal(set.find('b.dev')?.name, 'b')
  t.equal(set.find('b.any'), undefined)
  t.equal(set.find('a.'), undefined)

  const changed = stackFunction('b', { environment: { colour: 'blue' } })
  set.apply([changed, stackFunction('c')])
  t.same(set.all().map(({ name }) => name), ['b', 'c'])
  t.equal(set.find('a'), undefined)
  await until(() => said.length === 1)
  t.match(said[0], /^b reloaded in \d+ ms$/)
  t.equal(set.find('b')?.fn, changed)
  t.same(started, ['a', 'b', 'c', 'b'])

  set.apply([stackFunction('b', { environment: { stand_in: 'broken' } }), stackFunction('c')])
  await until(() => said.length === 2)
  t.equal(said[1], 'b could not be reloaded; the one before serves on')
  t.equal(set.find('b')?.fn, changed)
  await set.stop()
  t.equal(set.find('b')?.available(), 0)
})
