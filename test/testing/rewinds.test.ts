import t from 'tap'
import { Rewinds } from '../../template/lua-ts/testing/rewinds.ts'

const box = (value: string) => {
  const state = {
    value,
    remember() {
      const kept = state.value
      return () => void (state.value = kept)
    },
    clear: () => void (state.value = 'cleared'),
  }
  return state
}

t.test('Rewinds brings back what was at the latest mark, one mark after the other', async (t) => {
  const rewinds = new Rewinds()
  const a = box('first')
  rewinds.add(a)
  rewinds.mark()
  a.value = 'second'
  rewinds.mark()
  a.value = 'third'
  rewinds.rewind()
  t.equal(a.value, 'second')
  a.value = 'fourth'
  rewinds.rewind()
  t.equal(a.value, 'first')
})

t.test('Rewinds clears what came after the mark', async (t) => {
  const rewinds = new Rewinds()
  rewinds.mark()
  const late = box('late')
  rewinds.add(late)
  rewinds.rewind()
  t.equal(late.value, 'cleared')
})
