import { join } from 'node:path'
import t from 'tap'
import { readStackFunction } from '../../../src/stack/stack-function.ts'

t.test('readStackFunction() completes paths and lets later environment files win', async t => {
  const dir = t.testdir({ fn: { 'handler.lua': '' }, 'a.yml': 'environment: { x: a, y: a }\n', 'b.yml': 'environment: { y: b }\n' })
  const complaints: string[] = []
  const fn = readStackFunction(
    'fn',
    { lang: 'lua-ts', handler: './fn', environment: { x: 'inline', z: 'inline' }, environment_file: ['a.yml', 'b.yml'] },
    { dir, place: 'here', complain: (place, what) => complaints.push(`${place}: ${what}`) },
  )
  t.same(complaints, [])
  t.equal(fn.handlerDir, join(dir, 'fn'))
  t.same(fn.environment, { x: 'a', z: 'inline', y: 'b' })
})

t.test('readStackFunction() complains where it stands', async t => {
  const dir = t.testdir({ fn: { 'handler.lua': '' } })
  const places: string[] = []
  const entry = { lang: ['lua-ts'], handler: 'fn', labels: 'x', annotations: { a: {} }, namespace: [], secrets: 'key' }
  readStackFunction('fn', entry, { dir, place: 'here', complain: place => places.push(place) })
  t.same(new Set(places), new Set(['here.lang', 'here.secrets', 'here.labels', 'here.annotations.a', 'here.namespace']))
})

t.test('readStackFunction() complains about a schedule that is none', async t => {
  const dir = t.testdir({ fn: { 'handler.lua': '' } })
  const complaints: string[] = []
  const entry = { lang: 'lua-ts', handler: 'fn', annotations: { topic: 'cron-function', schedule: '* * * * *; often' } }
  readStackFunction('fn', entry, { dir, place: 'here', complain: (place, what) => complaints.push(`${place}: ${what}`) })
  t.equal(complaints.length, 1)
  t.match(complaints[0], /^here\.annotations\.schedule: Bad schedule "often" \(/)
})
