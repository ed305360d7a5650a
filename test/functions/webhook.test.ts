import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { handlerOf } from '../support/host-process.ts'
import { engines, functionOf } from '../support/lua-function.ts'

const handler = readFileSync(handlerOf('webhook'), 'utf8')
const key = Buffer.from('a secret of twenty-four b')
const body = '{"type":"order.paid","data":{"id":7}}'

interface Delivery {
  readonly id?: string
  readonly at?: number | string
  readonly text?: string
  readonly signature?: string
}

const now = () => Math.floor(Date.now() / 1000)
const signed = (id: string, at: number | string, text: string, by = key) => `v1,${createHmac('sha256', by).update(`${id}.${at}.${text}`).digest('base64')}`

const delivery = ({ id = 'msg_1', at = now(), text = body, signature = signed(id, at, text) }: Delivery = {}) => ({
  method: 'POST',
  headers: ['Content-Type', 'application/json', 'webhook-id', id, 'webhook-timestamp', String(at), 'webhook-signature', signature],
  body: text,
})

for (const engine of engines) {
  t.test(`webhook takes what was signed, once, with ${engine}`, async (t) => {
    const f = await functionOf(t, handler, { engine, environment: { WEBHOOK_SECRET: `whsec_${key.toString('base64')}` } })
    const answer = async (request: object) => {
      const { status, body: reply } = await f.request(request)
      return `${status} ${reply.toString()}`.trim()
    }
    // As in the text of Standard Webhooks: this secret, id, time and body give this signature.
    const known = await functionOf(t, handler.replace('os.time()', '1614265330'), { engine, environment: { WEBHOOK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' } })
    const example = delivery({ id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: 1614265330, text: '{"test": 2432232314}', signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=' })
    t.equal((await known.request(example)).status, 204, 'the specification\'s own example')

    t.equal(await answer(delivery()), '204')
    t.match(f.lines, [/received order\.paid/])
    t.equal(await answer(delivery()), '200 seen before')
    t.equal(f.lines.length, 1, 'nothing is done twice')
    t.equal(await answer(delivery({ id: 'msg_2', signature: `v1,c3BvaWxlZA== ${signed('msg_2', now(), body)}` })), '204', 'one of several signatures is enough')

    t.equal(await answer(delivery({ id: 'msg_3', signature: signed('msg_3', now(), body, Buffer.from('another')) })), '401 wrong signature')
    t.equal(await answer(delivery({ id: 'msg_3', text: body.replace('7', '8'), signature: signed('msg_3', now(), body) })), '401 wrong signature')
    t.equal(await answer(delivery({ id: 'msg_3', signature: signed('msg_4', now(), body) })), '401 wrong signature')
    t.equal(await answer(delivery({ id: 'msg_3', signature: '' })), '401 wrong signature')
    for (const at of [now() - 400, now() + 400, 'soon', '']) t.equal(await answer(delivery({ id: 'msg_3', at })), '401 too old, or from the future')
    t.equal(await answer({ method: 'POST', body }), '401 not signed')
    t.equal(f.lines.length, 2)
    t.equal(await answer(delivery({ id: 'msg_3' })), '204', 'what was refused may still come')

    t.match(await answer(delivery({ id: 'msg_5', text: 'no JSON' })), /^400 /)
    t.match(await answer(delivery({ id: 'msg_5', text: 'no JSON' })), /^400 /, 'what failed may come again')
  })

  t.test(`webhook fails without a secret with ${engine}`, async (t) => {
    const f = await functionOf(t, handler, { engine })
    await t.rejects(f.request(delivery()), /no secret "webhook-secret"/)
  })
}
