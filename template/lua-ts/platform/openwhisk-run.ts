import type { Call, CallEvent, Invoke } from '../host/call.ts'
import type { Parameters } from './openwhisk-request.ts'
import { webRequest } from './openwhisk-request.ts'
import { actionResult, webResponse } from './openwhisk-response.ts'
import { RecordedReply } from './recorded-reply.ts'
import { wholeBody } from './whole-body.ts'

/** The body of `/run`. */
export interface Activation {
  readonly value: Parameters
  /** All other fields that are text: `activation_id`, `deadline`, `namespace` … */
  readonly fields: Readonly<Record<string, string>>
}

const noRequest: CallEvent = { method: '', path: '', query: '', headers: [], body: wholeBody(new Uint8Array(0)) }

/** The variables of one activation, never those of the process. */
const environmentOf = (fields: Activation['fields']): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [`__OW_${name.toUpperCase()}`, value]))

const deadlineMs = (deadline: string | undefined, marginMs: number): number => {
  const leftMs = Number(deadline) - Date.now()
  // The action proxy's own tests send deadlines such as "123", which mean nothing.
  if (!(leftMs > 0)) return Infinity
  return performance.now() + leftMs - Math.min(marginMs, leftMs / 2)
}

const detailsOf = ({ action_name, action_version, activation_id, namespace, transaction_id }: Activation['fields']) =>
  ({ action_name, action_version, activation_id, request_id: activation_id, namespace, transaction_id })

/**
 * Runs one activation and resolves to the JSON text of its result.
 * @param marginMs how long before the deadline the handler is stopped
 */
export const runActivation = async (invoke: Invoke, { value, fields }: Activation, marginMs: number): Promise<Buffer> => {
  const request = webRequest(value)
  const reply = new RecordedReply(request?.method ?? '')
  const call: Call = {
    id: fields['activation_id'] ?? '',
    event: request ?? noRequest,
    message: request ? undefined : Buffer.from(JSON.stringify(value)),
    reply,
    startedMs: performance.now(),
    deadlineMs: deadlineMs(fields['deadline'], marginMs),
    limit: 'action timeout',
    details: detailsOf(fields),
    environment: environmentOf(fields),
    aborted: false,
    onAbort: () => () => {},
  }
  await invoke(call)
  if (!reply.headSent) throw new Error('The call ended without an answer')
  return request ? webResponse(reply) : actionResult(reply)
}
