import t from 'tap'

import * as parsers from '../../template/lua-ts/host/setting-parsers.ts'

t.test('toBoolean() takes the words of strconv.ParseBool when they are spelled as there', async (t) => {
  for (const text of ['1', 't', 'T', 'TRUE', 'true', 'True']) t.equal(parsers.toBoolean(text), true, text)
  for (const text of ['0', 'f', 'F', 'FALSE', 'false', 'False']) t.equal(parsers.toBoolean(text), false, text)
  for (const text of ['yes', 'no', 'on', 'tRUE', '2', ' true']) {
    t.throws(() => parsers.toBoolean(text), { message: 'Expected true or false' }, text)
  }
})

t.test('toPort() takes 0 to 65535', async (t) => {
  t.equal(parsers.toPort('0'), 0)
  t.equal(parsers.toPort('65535'), 65535)
  for (const text of ['65536', '-1', '80.5', 'http', '+80', '0x50', '1e3']) {
    t.throws(() => parsers.toPort(text), { message: 'Port must be 0 to 65535' }, text)
  }
})

t.test('toCount() takes 1 to 256', async (t) => {
  t.equal(parsers.toCount('1'), 1)
  t.equal(parsers.toCount('256'), 256)
  for (const text of ['0', '257', '-1', '1.5', 'auto', '+2']) {
    t.throws(() => parsers.toCount(text), { message: 'Expected a whole number from 1 to 256' }, text)
  }
})

t.test('toLimit() means no limit when the number is negative', async (t) => {
  t.equal(parsers.toLimit('25'), 25)
  t.equal(parsers.toLimit('+25'), 25)
  t.equal(parsers.toLimit('-1'), 0)
  for (const text of ['many', '1.5', '9'.repeat(16)]) {
    t.throws(() => parsers.toLimit(text), { message: 'Expected a whole number, 0 for no limit' }, text)
  }
})

t.test('toDuration() throws when no timer runs that long', async (t) => {
  t.equal(parsers.toDuration('596h'), 596 * 3_600_000)
  t.throws(() => parsers.toDuration('597h'), { message: /^Duration must be at most 596h/ })
})

t.test('toDurationAboveZero() throws when the duration is nothing', async (t) => {
  t.equal(parsers.toDurationAboveZero('1ms'), 1)
  for (const text of ['0', '0s', '0.0ms']) {
    t.throws(() => parsers.toDurationAboveZero(text), { message: 'Duration must be over 0s' }, text)
  }
})

t.test('toSize() throws when the size is nothing', async (t) => {
  t.equal(parsers.toSize('1Ki'), 1024)
  t.throws(() => parsers.toSize('0'), { message: 'Size must be over 0' })
})

t.test('toSizeOrUnlimited() gives Infinity when the number is negative', async (t) => {
  t.equal(parsers.toSizeOrUnlimited('-1'), Infinity)
  t.equal(parsers.toSizeOrUnlimited('10'), 10)
  t.throws(() => parsers.toSizeOrUnlimited('0'), { message: 'Size must be over 0' })
  t.throws(() => parsers.toSizeOrUnlimited('-x'), { message: /^Cannot parse size/ })
})

t.test('toHeaderValue() throws when a value would end the header', async (t) => {
  t.equal(parsers.toHeaderValue('text/html; charset=utf-8'), 'text/html; charset=utf-8')
  for (const text of ['a\r\nb', 'a\nb', 'a\0', '\u20ac']) {
    t.throws(() => parsers.toHeaderValue(text), { message: 'Header value must be Latin-1 text without control characters' })
  }
})

t.test('toPath() throws when the text is no path', async (t) => {
  t.equal(parsers.toPath('/ready?x=1'), '/ready?x=1')
  for (const text of ['ready', '/a b', 'http://x/', '/a\n']) {
    t.throws(() => parsers.toPath(text), { message: 'Path must start with "/" and hold no spaces' }, text)
  }
})

t.test('toOneOf() names all words when it gets another', async (t) => {
  const parse = parsers.toOneOf('error', 'warn', 'allow')
  t.equal(parse('warn'), 'warn')
  t.throws(() => parse('Warn'), { message: 'Expected error, warn or allow' })
  t.throws(() => parsers.toOneOf('text', 'json')('xml'), { message: 'Expected text or json' })
  t.throws(() => parsers.toOneOf('fengari')('luajit'), { message: 'Expected fengari' })
})

t.test('toText() changes nothing', async (t) => {
  t.equal(parsers.toText(' x '), ' x ')
})
