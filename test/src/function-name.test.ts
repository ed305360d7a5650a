import t from 'tap'
import { isServiceName } from '../../src/function-name.ts'

t.test('isServiceName() takes what Kubernetes does', async t => {
  for (const name of ['a', 'hello', 'a-1', 'a'.repeat(63)]) t.ok(isServiceName(name), name)
  for (const name of ['', '1a', '-a', 'a-', 'A', 'a.b', 'a_b', 'a'.repeat(64)]) t.notOk(isServiceName(name), name)
})
