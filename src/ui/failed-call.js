import { answerView } from './answer-view.js'
import { element } from './element.js'
import { formatBytes, formatMs, formatTime } from './format.js'
import { sourceView } from './source-view.js'
/** @import { FailedCall } from './feed-types.ts' */

/**
 * @typedef {object} FailedCallOptions
 * @property {(call: FailedCall, body: string) => void} edit
 */

/**
 * Why it failed, in one line.
 * @param {FailedCall} call
 */
export const reasonOf = ({ log, cut, status }) => {
  const line = log.find(text => /^(Handler|Host) failed: |^Bad reply: |^\S+ of \S+ exceeded/.test(text)) ?? log[0]
  if (line !== undefined) return line.replace(/^Handler failed: /, '')
  if (cut) return 'The answer broke off'
  return status === 502 ? 'The function did not answer' : status === 503 ? 'The function was not running' : 'Nothing in the log'
}

/** @param {number} id */
const readBody = async id => {
  const answer = await fetch(`body/${id}`)
  return answer.ok ? answer.text() : ''
}

/** @param {FailedCall} call */
const requestView = call => {
  const body = element('pre', { tabindex: 0, 'aria-label': 'Body of the request', hidden: true })
  const head = `${call.method} ${call.target}\n${call.headers.map(([name, value]) => `${name}: ${value}\n`).join('')}`
  const details = element('details', { class: 'headers' }, element('summary', {}, `The request, ${formatBytes(call.bodyBytes)} of body`), element('pre', { tabindex: 0 }, head), body)
  details.addEventListener('toggle', async () => {
    if (!details.open || call.bodyBytes === 0 || !body.hidden) return
    body.textContent = await readBody(call.id)
    body.hidden = false
  })
  return details
}

/**
 * @param {FailedCall} call
 * @param {FailedCallOptions} options
 */
const content = (call, { edit }) => {
  const change = element('button', { type: 'button', disabled: call.obstacle !== undefined }, 'Edit and call')
  change.addEventListener('click', async () => edit(call, call.bodyBytes === 0 ? '' : await readBody(call.id)))
  const obstacle = call.obstacle === undefined ? [] : [element('span', { class: 'hint' }, `${call.obstacle}, so it can't be made again`)]
  return [
    ...(call.log.length === 0 ? [] : [element('pre', { class: 'traceback', tabindex: 0, 'aria-label': 'What was logged' }, call.log.join('\n'))]),
    ...call.places.map(sourceView),
    requestView(call),
    element('p', { class: 'buttons' }, change, ...obstacle),
  ]
}

/**
 * One failed call, its particulars made when they are first looked at.
 * @param {FailedCall} call
 * @param {FailedCallOptions} options
 */
export const failedCall = (call, options) => {
  const { name, method, target, status, cut, timeMs, tookMs } = call
  const summary = element(
    'summary',
    {},
    element('b', { class: 'status' }, cut ? 'Cut' : String(status)),
    element('code', {}, `${method} ${target}`),
    element('span', { class: 'hint' }, `${name} · ${formatTime(timeMs)} · ${formatMs(tookMs)}`),
    element('span', { class: 'reason' }, reasonOf(call)),
  )
  const area = element('div', {})
  const answer = answerView(area)
  const details = element('details', {}, summary, area)
  details.addEventListener('toggle', () => details.childElementCount === 2 && details.append(...content(call, options)))
  const replay = element('button', { type: 'button', class: 'replay', disabled: call.obstacle !== undefined, 'aria-label': `Replay ${method} ${target}` }, 'Replay')
  replay.addEventListener('click', () => {
    details.open = true
    void answer.call(`replay/${call.id}`)
  })
  return element('li', {}, replay, details)
}
