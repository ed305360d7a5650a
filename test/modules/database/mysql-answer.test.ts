import { EventEmitter } from 'node:events'
import t from 'tap'
import { mysqlAnswer } from '../../../template/lua-ts/modules/database/mysql-answer.ts'
import type { Row } from '../../../template/lua-ts/modules/database/driver.ts'

const fields = [{ name: 'id', columnType: 8 }, { name: 'name', columnType: 253 }]

t.test('mysqlAnswer() gathers the rows of the first result', async (t) => {
  const command = new EventEmitter()
  const answer = mysqlAnswer(command, undefined)
  command.emit('fields', fields, 0)
  command.emit('result', ['9007199254740993', 'a'], 0)
  command.emit('result', [2, 'b'], 0)
  command.emit('fields', [{ name: 'other', columnType: 253 }], 1)
  command.emit('result', ['no'], 1)
  command.emit('fields', undefined)
  command.emit('result', { affectedRows: 0, insertId: 0 })
  command.emit('end')
  const { columns, rows, count } = await answer
  t.same([columns.map(({ name }) => name), rows, count], [['id', 'name'], [[9007199254740993n, 'a'], [2, 'b']], 2])
})

t.test('mysqlAnswer() hands over what comes before the end', async (t) => {
  const command = new EventEmitter()
  const pieces: (readonly Row[])[] = []
  const answer = mysqlAnswer(command, (columns, rows) => {
    t.same(columns.map(({ name }) => name), ['id', 'name'])
    pieces.push(rows as readonly Row[])
  })
  command.emit('fields', fields, 0)
  for (let i = 1; i <= 300; i++) command.emit('result', [i, `n${i}`], 0)
  t.ok(pieces.length > 1, 'before it has ended')
  command.emit('end')
  const { rows, count } = (await answer) as { rows: readonly Row[]; count: number }
  t.ok(rows.length > 0)
  t.same([...pieces.flat(), ...rows].map(([id]) => id), Array.from({ length: 300 }, (_, i) => i + 1))
  t.equal(count, 300)
})

t.test('mysqlAnswer() tells what a statement without rows changed, or why it failed', async (t) => {
  const command = new EventEmitter()
  const answer = mysqlAnswer(command, undefined)
  command.emit('fields', undefined)
  command.emit('result', { affectedRows: 2, insertId: 7 })
  command.emit('end')
  t.match(await answer, { columns: [], rows: [], affectedRows: 2, insertId: 7 })
  const failing = new EventEmitter()
  const failed = mysqlAnswer(failing, undefined)
  failing.emit('error', new Error('lost'))
  failing.emit('end')
  await t.rejects(failed, { message: 'lost' })
})
