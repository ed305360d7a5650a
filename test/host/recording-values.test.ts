import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import type { KeptValue } from '../../template/lua-ts/host/recording.ts'
import { decodeBytes, decodeValue, encodeBytes, encodeValue } from '../../template/lua-ts/host/recording-values.ts'

const latin1 = fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('latin1'))
const { value } = fc.letrec<{ value: KeptValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.double(),
    latin1,
    fc.constant({ named: 'json.null' }),
    fc.record({ kind: fc.constant('transfer'), handle: fc.nat() }, { noNullPrototype: true }),
    fc.record({
      kind: fc.constantFrom(undefined, 'array'),
      list: fc.array(tie('value'), { maxLength: 3 }),
      fields: fc.uniqueArray(fc.tuple(fc.oneof(latin1, fc.constant('__proto__'), fc.bigInt({ min: 10n, max: 99n })), tie('value')), { maxLength: 3, selector: ([key]) => String(key) }),
    }, { noNullPrototype: true }),
  ),
}))

/** With the fields of tables in one order: JSON has those with other keys than text last. */
const sorted = (kept: KeptValue): unknown => {
  if (kept === null || typeof kept !== 'object' || !('list' in kept)) return Object.is(kept, -0) ? '-0' : kept
  const fields = kept.fields.map(([key, field]) => [String(key), typeof key, sorted(field)] as const)
  return { kind: kept.kind, list: kept.list.map(sorted), fields: fields.sort(([a], [b]) => (a < b ? -1 : 1)) }
}

t.test('encodeValue() is undone by decodeValue() for every value', async (t) => {
  const undone = (kept: KeptValue) => isDeepStrictEqual(sorted(decodeValue(JSON.parse(JSON.stringify(encodeValue(kept))))), sorted(kept))
  t.doesNotThrow(() => fc.assert(fc.property(value, undone), { numRuns: 500 }))
})

t.test('encodeValue() writes what people can read', async (t) => {
  const table = (list: KeptValue[], fields: [KeptValue, KeptValue][] = [], kind?: string): KeptValue => ({ kind, list, fields })
  t.same(encodeValue(table([1n, 'two', true])), [1, 'two', true])
  t.same(encodeValue(table([], [['id', 7n], ['price', 2.5]])), { fields: { id: 7, price: 2.5 } })
  t.same(encodeValue(table([table([], [['a', 1n]])], [['affected_rows', 0n]], 'array')), { kind: 'array', list: [{ fields: { a: 1 } }], fields: { affected_rows: 0 } })
  t.same(encodeValue(2), { float: '2' })
  t.same(encodeValue(2n ** 62n), { integer: '4611686018427387904' })
})

t.test('encodeBytes() writes text as text and other bytes in base64', async (t) => {
  const text = Buffer.from('Grüße').toString('latin1')
  t.equal(encodeBytes(text), 'Grüße')
  t.same(encodeBytes('\xff\x00'), { base64: '/wA=' })
  t.equal(decodeBytes('Grüße'), text)
  t.equal(decodeBytes({ base64: '/wA=' }), '\xff\x00')
})

t.test('decodeValue() refuses what no recording has', async (t) => {
  t.throws(() => decodeBytes(7), TypeError)
  t.throws(() => decodeValue(undefined), TypeError)
  t.throws(() => decodeValue({ list: 7 }), TypeError)
})
