import { createDecipheriv } from 'node:crypto'
import t from 'tap'
import { decrypt, encrypt } from '../../template/lua-ts/modules/aes-gcm.ts'

t.test('encrypt() lays out nonce, ciphertext and tag', async (t) => {
  for (const bits of [128, 192, 256] as const) {
    const key = Buffer.alloc(bits / 8, 7)
    const sealed = encrypt(key, Buffer.from('data'), Buffer.from('extra'))
    const decipher = createDecipheriv(`aes-${bits}-gcm`, key, sealed.subarray(0, 12)).setAAD(Buffer.from('extra')).setAuthTag(sealed.subarray(-16))
    t.equal(decipher.update(sealed.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8'), 'data')
  }
})

t.test('decrypt() gives nothing when one bit differs', async (t) => {
  const key = Buffer.alloc(32, 1)
  const sealed = encrypt(key, Buffer.from('x'))
  t.equal(decrypt(key, sealed)?.toString(), 'x')
  for (let i = 0; i < sealed.length; i++) {
    const changed = Buffer.from(sealed)
    changed[i]! ^= 1
    t.equal(decrypt(key, changed), undefined)
  }
  t.equal(decrypt(key, sealed.subarray(1)), undefined)
  t.throws(() => decrypt(Buffer.alloc(5), sealed), { name: 'RangeError' })
})
