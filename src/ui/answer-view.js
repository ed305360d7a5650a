import { callFunction } from './call-stream.js'
import { element } from './element.js'
import { formatBytes, formatCount, formatMs } from './format.js'
/** @import { CallOrder, HeaderList } from './feed-types.ts' */

const maxShownChars = 512 * 1024

/** @param {HeaderList} headers */
const headersView = headers =>
  element('details', { class: 'headers' }, element('summary', {}, formatCount(headers.length, 'header')), element('pre', { tabindex: 0 }, headers.map(([name, value]) => `${name}: ${value}\n`).join('')))

/**
 * A place for the answer to a call, which grows as it comes.
 * @param {HTMLElement} area
 */
export const answerView = area => {
  /** @type {AbortController | undefined} */
  let running

  /**
   * Makes a call and shows what comes of it; a call still under way there is ended.
   * @param {string} path
   * @param {CallOrder} [order]
   */
  const call = async (path, order) => {
    running?.abort()
    const mine = new AbortController()
    running = mine
    const status = element('p', { role: 'status', class: 'answer-status' }, 'Waiting for the answer')
    const body = element('pre', { class: 'answer-body', tabindex: 0, 'aria-label': 'Body of the answer', hidden: true })
    area.replaceChildren(status, body)
    const decoder = new TextDecoder()
    const startMs = performance.now()
    const text = new Text()
    body.append(text)
    let [title, bytes, count, firstMs] = ['', 0, 0, 0]
    const tell = (/** @type {string} */ end) => {
      const parts = [`head after ${formatMs(firstMs)}`, `${end} after ${formatMs(performance.now() - startMs)}`, `${formatBytes(bytes)} in ${formatCount(count, 'piece')}`]
      if (text.length >= maxShownChars) parts.push(`the first ${formatBytes(maxShownChars)} shown`)
      status.replaceChildren(element('b', {}, title), ` ${parts.join(' · ')}`)
    }
    try {
      await callFunction(path, order, mine.signal, {
        head: ({ status: code, reason, headers }) => {
          firstMs = performance.now() - startMs
          title = `${code} ${reason}`
          status.dataset.state = code >= 400 ? 'bad' : 'good'
          status.replaceChildren(element('b', {}, title), ' The body is coming')
          body.before(headersView(headers))
        },
        piece: piece => {
          bytes += piece.length
          count++
          body.hidden = false
          if (text.length < maxShownChars) text.appendData(decoder.decode(piece, { stream: true }).slice(0, maxShownChars - text.length))
        },
      })
      tell('end')
    } catch (error) {
      status.dataset.state = 'bad'
      if (title !== '') tell(mine.signal.aborted ? 'stopped' : 'broke off')
      else status.textContent = mine.signal.aborted ? 'Stopped before an answer came' : `Not called: ${error instanceof Error ? error.message : error}`
    }
    if (running === mine) running = undefined
  }
  return { call, stop: () => running?.abort() }
}
