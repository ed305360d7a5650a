import t from 'tap'
import { isFloatType, postgresTypes } from '../../../template/lua-ts/modules/database/postgres-types.ts'

t.test('postgresTypes reads values without loss', async (t) => {
  const read = (type: number, text: string) => postgresTypes.getTypeParser(type)(text)
  t.same([read(23, '-7'), read(20, '123456789012345'), read(20, '9007199254740993')], [-7, 123456789012345, 9007199254740993n])
  t.same([read(16, 't'), read(16, 'f'), read(701, 'Infinity'), read(701, '0.1')], [true, false, Infinity, 0.1])
  t.same([read(1700, '1.50'), read(114, '{"a":1}')], ['1.50', '{"a":1}'])
  t.same(read(17, '\\x00ff'), Buffer.from([0, 255]))
  t.same([isFloatType(701), isFloatType(20)], [true, false])
})
