import { byId, setText } from './element.js'
import { failedCall } from './failed-call.js'
import { formatCount } from './format.js'
/** @import { FailedCall } from './feed-types.ts' */
/** @import { FailedCallOptions } from './failed-call.js' */

const maxCalls = 50

/**
 * The list of failed calls of the chosen function, newest first.
 * @param {() => string} selected
 * @param {FailedCallOptions} options
 */
export const failedCalls = (selected, options) => {
  const list = byId('failed', HTMLOListElement)
  const count = byId('failed-count', HTMLElement)
  const forget = byId('forget', HTMLButtonElement)
  /** @type {{ call: FailedCall, item: HTMLLIElement }[]} */
  let kept = []
  let beginning = false

  const filter = () => {
    const of = kept.filter(({ call, item }) => {
      item.hidden = selected() !== '' && call.name !== selected()
      return !item.hidden
    })
    setText(count, of.length === 0 ? 'None so far' : `${formatCount(of.length, 'failed call')}${kept.length === maxCalls ? ', the last ones' : ''}`)
    forget.hidden = kept.length === 0
  }
  /** @param {(call: FailedCall) => boolean} stays */
  const drop = stays => {
    for (const { call, item } of kept) if (!stays(call)) item.remove()
    kept = kept.filter(({ call }) => stays(call))
  }
  /** @param {readonly FailedCall[]} calls */
  const add = calls => {
    if (beginning) drop(({ id }) => calls.some(call => call.id === id))
    beginning = false
    const known = new Set(kept.map(({ call }) => call.id))
    for (const call of calls) {
      if (known.has(call.id)) continue
      const item = failedCall(call, options)
      kept.push({ call, item })
      list.prepend(item)
    }
    for (const { item } of kept.splice(0, Math.max(kept.length - maxCalls, 0))) item.remove()
    filter()
  }
  forget.addEventListener('click', async () => {
    const answer = await fetch('forget', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' })
    if (!answer.ok) return
    drop(() => false)
    filter()
  })
  filter()
  /** What is added next is all there is. */
  const begin = () => {
    beginning = true
  }
  return { begin, add, filter }
}
