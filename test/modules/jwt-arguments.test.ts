import { jwtClaimsAt, jwtOptionsAt } from '../../template/lua-ts/modules/jwt-arguments.ts'
import { testEngine } from '../support/engine-test.ts'
import { givenArguments } from '../support/given-arguments.ts'
import { engines } from '../support/lua-function.ts'

for (const engine of engines) {
  testEngine(engine, 'jwtClaimsAt() makes JSON of a table', (t, lua) => {
    const claims = (args: string) => Buffer.from(givenArguments(lua, args, (thread) => jwtClaimsAt(lua, thread, 1))).toString()
    t.equal(claims('{ sub = "ada" }'), '{"sub":"ada"}')
    t.throws(() => claims('"sub"'), { message: "bad argument #1 to 'jwt_sign' (table of claims expected, got string)" })
  })

  testEngine(engine, 'jwtOptionsAt() wants the algorithms and knows its options', (t, lua) => {
    const options = (args: string) => givenArguments(lua, args, (thread) => jwtOptionsAt(lua, thread, 1))
    t.same(options('{ algorithms = { "RS256", "ES256" }, issuer = "i", audience = "a", leeway = 5 }'), { algorithms: ['RS256', 'ES256'], issuer: 'i', audience: 'a', leewaySeconds: 5 })
    t.same(options('{ algorithms = { "HS256" } }'), { algorithms: ['HS256'], issuer: undefined, audience: undefined, leewaySeconds: undefined })
    t.throws(() => options('nil'), { message: /table with algorithms expected, got nil/ })
    t.throws(() => options('{}'), { message: /the token must not choose/ })
    t.throws(() => options('{ algorithms = "HS256" }'), { message: /the token must not choose/ })
    t.throws(() => options('{ algorithms = {}, isuer = "i" }'), { message: /no option "isuer": expected algorithms, issuer, audience, leeway/ })
    t.throws(() => options('{ algorithms = {}, issuer = 7 }'), { message: /issuer must be a string/ })
    t.throws(() => options('{ algorithms = {}, leeway = "5" }'), { message: /leeway must be seconds/ })
  })
}
