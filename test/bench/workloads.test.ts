import t from 'tap'
import { workloads } from '../../bench/workloads.ts'

const right = {
  hello: Buffer.from('Hello, World!'),
  echo: workloads.find(({ name }) => name === 'echo')!.body!,
}

t.test('accepts() takes the right answer alone', async (t) => {
  for (const name of ['hello', 'echo'] as const) {
    const workload = workloads.find((one) => one.name === name)!
    t.ok(workload.accepts({ status: 200, body: right[name] }), name)
    t.notOk(workload.accepts({ status: 500, body: right[name] }), name)
    t.notOk(workload.accepts({ status: 200, body: right[name].subarray(1) }), name)
  }
})

t.test('accepts() looks at the values of JSON, not at the order of its keys', async (t) => {
  const json = workloads.find(({ name }) => name === 'json')!
  const { items } = JSON.parse(json.body!.toString()) as { items: { sku: string; count: number; cents: number }[] }
  const lines = items.map(({ sku, count, cents }) => ({ cents: cents * count, sku }))
  const total = lines.reduce((sum, { cents }) => sum + cents, 0)
  const answer = (value: unknown) => ({ status: 200, body: Buffer.from(JSON.stringify(value)) })
  t.ok(json.accepts(answer({ total, lines, name: 'Ada' })))
  t.notOk(json.accepts(answer({ total: total + 1, lines, name: 'Ada' })))
  t.notOk(json.accepts({ status: 200, body: Buffer.from('Hello') }))
})
