import { readFileSync } from 'node:fs'
import t from 'tap'
import { casesOf, hostOutcomes, readCorpus, realOutcomes } from '../support/corpus.ts'
import type { CorpusCase } from '../support/corpus.ts'
import { enginesPage } from '../support/engines-page.ts'
import { engines } from '../support/lua-function.ts'
import { differences } from './differences.ts'
import { missingPart } from '../support/missing-part.ts'

const corpus = readCorpus()

t.test('readCorpus() finds several hundred cases, each under a name of its own', async (t) => {
  t.ok(corpus.length > 400, `${corpus.length} cases`)
  t.equal(new Set(corpus.map(({ name, language }) => `${name} ${language}`)).size, corpus.length)
  for (const { cases } of differences) {
    for (const name of cases) t.ok(corpus.some((one) => one.name === name), `differences know a case that there is: ${name}`)
  }
})

/** Cases by their file: each file has a state of its own. */
const byFile = (cases: readonly CorpusCase[]): [string, CorpusCase[]][] => [...Map.groupBy(cases, ({ name }) => name.split('/')[0]!)]

for (const engine of engines) {
  const known = differences.filter((difference) => difference.engines.includes(engine))
  const excused = new Set(known.flatMap(({ cases }) => cases))

  for (const [file, cases] of byFile(casesOf(engine, corpus))) {
    t.test(`${file}.lua gives on ${engine} what it gives in real Lua`, async (t) => {
      const real = realOutcomes(engine, cases)
      if (!real) return missingPart(t, 'real Lua', 'apt-get install lua5.3 lua5.4')
      const found = await hostOutcomes(t, engine, cases)
      t.equal(found.length, cases.length)
      cases.forEach(({ name }, i) => {
        if (excused.has(name)) t.not(found[i], real[i], `${name}: differs, as differences.ts says`)
        else t.equal(found[i], real[i], name)
      })
    })
  }

  t.test(`differences.ts shows on ${engine} what each of them is`, async (t) => {
    const examples = known.map(({ name, example }) => ({ name, language: undefined, source: `return ${example}` }))
    const real = realOutcomes(engine, examples)
    if (!real) return missingPart(t, 'real Lua', 'apt-get install lua5.3 lua5.4')
    const found = await hostOutcomes(t, engine, examples)
    const value = (outcome: string | undefined) => outcome?.replace(/^true, /, '')
    known.forEach((difference, i) => {
      t.equal(value(real[i]), difference.real, `${difference.name}: real Lua`)
      t.equal(value(found[i]), difference.gives, `${difference.name}: the engine`)
    })
  })
}

t.test('enginesPage() is what docs/engines.md holds', async (t) => {
  const page = readFileSync(new URL('../../docs/engines.md', import.meta.url), 'utf8')
  t.equal(page, enginesPage(), 'made with: node test/support/print-engines-page.ts > docs/engines.md')
})
