import fc from 'fast-check'
import t from 'tap'
import { hostOutcomes, realOutcomes } from '../support/corpus.ts'
import { expressions, preamble } from '../support/lua-expressions.ts'
import { engines } from '../support/lua-function.ts'
import { missingPart } from '../support/missing-part.ts'

/** `FIDELITY_SEED=n` tries other expressions than those of every day. */
const seed = Number(process.env['FIDELITY_SEED'] ?? 20_261_123)
const count = 600

// As differences.ts says: a bracket in one message, and the argument that another blames.
const comparable = (outcome: string | undefined): string | undefined =>
  outcome?.replace("to '%b')", "to '%b'").replace("argument #1 to 'remove' (position", "argument #2 to 'remove' (position")

for (const engine of engines) {
  t.test(`Generated expressions give on ${engine} what they give in real Lua`, async (t) => {
    const samples = fc.sample(expressions({ safe: engine === 'fengari' }), { seed, numRuns: count })
    t.equal(samples.length, count)
    const cases = samples.map((expression, i) => ({ name: `expression ${i}`, language: undefined, source: `${preamble}return ${expression}` }))
    const real = realOutcomes(engine, cases)
    if (!real) return missingPart(t, 'real Lua', 'apt-get install lua5.3 lua5.4')
    const found = await hostOutcomes(t, engine, cases)
    const different = samples.flatMap((expression, i) => (comparable(found[i]) === comparable(real[i]) ? [] : [{ expression, real: real[i], found: found[i] }]))
    t.same(different.slice(0, 5), [], `seed ${seed}: ${different.length} of ${count} differ`)
    const errors = real.filter((outcome) => outcome.startsWith('false')).length
    t.ok(errors < count / 2, `only ${errors} of them are errors`)
  })
}
