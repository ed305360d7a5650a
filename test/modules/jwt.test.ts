import t from 'tap'
import { jwtSign, jwtVerify } from '../../template/lua-ts/modules/jwt.ts'

const key = Buffer.from('your-256-bit-secret')
const algorithms = ['HS256']
const tokenOf = (claims: object, algorithm = 'HS256') => jwtSign(Buffer.from(JSON.stringify(claims)), key, algorithm)
const problemOf = (token: string, options = {}) => {
  const result = jwtVerify(token, key, { algorithms, ...options })
  return 'problem' in result ? result.problem : 'good'
}

t.test('jwtVerify() takes the token that the world knows', async (t) => {
  const token = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c'
  t.match(jwtVerify(token, key, { algorithms }), { claims: Buffer })
  t.equal(problemOf(token.replace('.Sfl', '.Tfl')), 'the signature is wrong')
})

t.test('jwtVerify() refuses tokens that choose their own algorithm', async (t) => {
  const [header, payload] = [{ alg: 'none' }, { sub: 'me' }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  t.match(problemOf(`${header}.${payload}.`), 'algorithm "none" is not among')
  t.match(problemOf(tokenOf({}, 'HS512')), 'algorithm "HS512" is not among')
  t.throws(() => jwtVerify(tokenOf({}), key, { algorithms: ['none'] }), { name: 'RangeError' })
  t.throws(() => jwtVerify(tokenOf({}), Buffer.alloc(0), { algorithms }), /secret expected/)
})

t.test('jwtVerify() refuses what is no token', async (t) => {
  for (const token of ['', 'a.b', 'a.b.c.d', '!.!.!', `${tokenOf({})}.x`, tokenOf({}).replace('.', '!.')]) t.equal(problemOf(token), 'not a JSON web token', token)
  t.equal(problemOf(jwtSign(Buffer.from('[]'), key, 'HS256')), 'the claims are no JSON object')
})

t.test('jwtVerify() checks time, issuer and audience', async (t) => {
  const now = 1000
  t.equal(problemOf(tokenOf({ exp: 1000 }), { now }), 'the token has expired')
  t.equal(problemOf(tokenOf({ exp: 1001 }), { now }), 'good')
  t.equal(problemOf(tokenOf({ exp: 990 }), { now, leewaySeconds: 11 }), 'good')
  t.equal(problemOf(tokenOf({ nbf: 1001 }), { now }), 'the token is not valid yet')
  t.equal(problemOf(tokenOf({ nbf: 1001 }), { now, leewaySeconds: 1 }), 'good')
  t.equal(problemOf(tokenOf({ exp: '2000' }), { now }), 'exp is no number')
  t.equal(problemOf(tokenOf({ iss: 'a' }), { issuer: 'b' }), 'the token is from another issuer')
  t.equal(problemOf(tokenOf({}), { audience: 'b' }), 'the token is for another audience')
  t.equal(problemOf(tokenOf({ aud: 'b' }), { audience: 'b' }), 'good')
  t.equal(problemOf(tokenOf({ aud: ['a', 'b'] }), { audience: 'b' }), 'good')
})
