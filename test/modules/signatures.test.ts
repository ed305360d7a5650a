import { generateKeyPairSync } from 'node:crypto'
import t from 'tap'
import { sign, verify } from '../../template/lua-ts/modules/signatures.ts'

t.test('verify() needs a key of the curve that the algorithm names', async (t) => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'secp384r1', publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const signature = sign('ES384', Buffer.from(privateKey), Buffer.from('x'))
  t.equal(signature.length, 96)
  t.equal(verify('ES384', Buffer.from(publicKey), Buffer.from('x'), signature), true)
  t.throws(() => verify('ES256', Buffer.from(publicKey), Buffer.from('x'), signature), { name: 'RangeError', message: 'ES256 needs a key of prime256v1, got secp384r1' })
  t.throws(() => verify('ES384', Buffer.from('junk'), Buffer.from('x'), signature), { message: 'public key in PEM form expected' })
})
