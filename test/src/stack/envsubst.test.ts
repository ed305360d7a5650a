import t from 'tap'
import { envsubst, SubstitutionError } from '../../../src/stack/envsubst.ts'

const env = { VAL: 'value', EMPTY: '', OTHER: 'other' }

// The first column is what faas-cli's own substitution (drone/envsubst) is tested with, where it is supported here.
const cases: readonly (readonly [text: string, result: string])[] = [
  ['plain text', 'plain text'],
  ['${VAL}', 'value'],
  ['a ${VAL} b ${OTHER} c', 'a value b other c'],
  ['[${MISSING}]', '[]'],
  ['${MISSING:-dflt}', 'dflt'],
  ['${EMPTY:-dflt}', 'dflt'],
  ['${VAL:-dflt}', 'value'],
  ['${MISSING=dflt}', 'dflt'],
  ['${MISSING:=dflt}', 'dflt'],
  ['${MISSING:?dflt}', 'dflt'],
  ['${MISSING:+dflt}', 'dflt'],
  ['${MISSING:-}', ''],
  ['${MISSING:-a: "b" #c}', 'a: "b" #c'],
  ['${MISSING=prefix${VAL}-suffix}', 'prefixvalue-suffix'],
  ['${MISSING:-${EMPTY:-deep}}', 'deep'],
  ['$VAL and $', '$VAL and $'],
  ['$${VAL}', '${VAL}'],
  ['$$ ${VAL}', '$ value'],
  ['something $${var=${VAL}}', 'something ${var=value}'],
  ['a\\\\b \\/ \\n', 'a\\b / \\n'],
  ['ends in \\', 'ends in \\'],
  ['grüße ${VAL} 🙂', 'grüße value 🙂'],
]

t.test('envsubst() replaces as faas-cli does', async t => {
  for (const [text, result] of cases) t.equal(envsubst(text, env), result, text)
})

t.test('envsubst() names line and fix when it cannot replace', async t => {
  const refused: readonly (readonly [text: string, message: RegExp])[] = [
    ['a\nb ${VAL', /"\$\{VAL" in line 2: write \$\{NAME\}/],
    ['${}', /"\$\{\}" in line 1/],
    ['${VAL:-never closed', /close it with "\}"/],
    ['\n\n${VAL-dflt}', /"\$\{VAL-dflt\}" in line 3: for a default write \$\{NAME:-default\}/],
    ['${VAL//a/b}', /"\$\{VAL\/\/a\/b\}" in line 1/],
  ]
  for (const [text, message] of refused) {
    t.throws(() => envsubst(text, env), SubstitutionError, text)
    t.throws(() => envsubst(text, env), { message }, text)
  }
})
