import t from 'tap'
import { maskText, RecordingMask } from '../../template/lua-ts/host/recording-mask.ts'

const maskWith = (secrets: Readonly<Record<string, string>>, headersToo = true): RecordingMask => {
  const mask = new RecordingMask(headersToo)
  for (const [name, value] of Object.entries(secrets)) mask.add(name, Buffer.from(value))
  return mask
}

t.test('RecordingMask text() has names in place of secrets, and unmasked() puts them back', async (t) => {
  const mask = maskWith({ 'api-key': 'hunter22', other: 'p@ss word' })
  t.equal(mask.text('key=hunter22&hunter22'), 'key=${secret:api-key}&${secret:api-key}')
  t.equal(mask.unmasked('key=${secret:api-key}'), 'key=hunter22')
  t.equal(mask.text('a=p%40ss%20word'), `a=${maskText}`, 'as it stands in a URL')
  t.equal(mask.unmasked('${secret:unknown}'), '${secret:unknown}')
  t.equal(maskWith({ short: 'abc' }).text('abc'), 'abc', 'what is found everywhere is no secret')
})

t.test('RecordingMask finds secrets that are not ASCII', async (t) => {
  const mask = maskWith({ word: 'Grüße' })
  t.equal(mask.text(Buffer.from('a Grüße b').toString('latin1')), 'a ${secret:word} b')
  t.equal(mask.json('{"ü":"Grüße"}'), '{"ü":"${secret:word}"}')
})

t.test('RecordingMask keeps back the values of telling headers wherever they stand', async (t) => {
  const mask = maskWith({})
  t.same(mask.headers(['Authorization', 'Bearer x', 'X-A', '1', 'cookie', 'a=b']), ['Authorization', maskText, 'X-A', '1', 'cookie', maskText])
  const value = { kind: undefined, list: ['Proxy-Authorization', 'x', 'Accept', 'y'], fields: [['set-cookie', 'z'], ['b', 'c']] } as const
  t.same(mask.value(value), { kind: undefined, list: ['Proxy-Authorization', maskText, 'Accept', 'y'], fields: [['set-cookie', maskText], ['b', 'c']] })
  const cookies = { kind: undefined, list: [], fields: [['set-cookie', { kind: undefined, list: ['a=1', 'b=2'], fields: [] }]] } as const
  t.same(mask.value(cookies), { kind: undefined, list: [], fields: [['set-cookie', { kind: undefined, list: [maskText, maskText], fields: [] }]] })
  t.equal(mask.json('{"headers":{"Cookie":"a=\\"b\\"","x":1},"m":{"cookie":["a","b"]}}'), '{"headers":{"Cookie":"***","x":1},"m":{"cookie":"***"}}')
})

t.test('RecordingMask leaves headers alone when it is told to', async (t) => {
  const mask = maskWith({ key: 'hunter22' }, false)
  t.same(mask.headers(['Authorization', 'Bearer hunter22']), ['Authorization', 'Bearer ${secret:key}'])
  t.equal(mask.json('{"cookie":"a"}'), '{"cookie":"a"}')
})

t.test('RecordingMask keeps users and passwords out of URLs', async (t) => {
  const mask = maskWith({})
  t.equal(mask.value('postgres://ada:pw@db/shop'), 'postgres://***@db/shop')
  t.equal(mask.value('https://example.com/a@b'), 'https://example.com/a@b')
})
