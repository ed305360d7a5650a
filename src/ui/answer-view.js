import { callFunction } from './call-stream.js'
import { element } from './element.js'
import { formatBytes, formatCount, formatMs } from './format.js'
/** @import { CallOrder, HeaderList } from './feed-types.ts' */

const maxShownChars = 512 * 1024

/** @param {HeaderList} headers */
const headersView = headers =>
  element('details', { class: 'headers' }, element('summary', {}, formatCount(headers.length, 'header')), element('pre', { tabindex: 0 }, headers.map(([name, value]) => `${name}: ${value}\n`).join('')))

/**
 * What is known of an answer so far.
 * @param {number} startMs
 */
const answerProgress = startMs => {
  const progress = { title: '', bytes: 0, pieces: 0, headMs: 0, cut: false }
  /** @param {string} end how it ended */
  const words = end => {
    const parts = [`head after ${formatMs(progress.headMs)}`, `${end} after ${formatMs(performance.now() - startMs)}`, `${formatBytes(progress.bytes)} in ${formatCount(progress.pieces, 'piece')}`]
    return [...parts, ...(progress.cut ? [`the first ${formatBytes(maxShownChars)} shown`] : [])].join(' · ')
  }
  return { progress, words }
}

/**
 * A body that grows by its pieces, shown up to a limit.
 */
const answerBody = () => {
  const text = new Text()
  const body = element('pre', { class: 'answer-body', tabindex: 0, 'aria-label': 'Body of the answer', hidden: true }, text)
  const decoder = new TextDecoder()
  /** @param {Uint8Array} piece */
  const add = piece => {
    body.hidden = false
    const more = decoder.decode(piece, { stream: true })
    const room = maxShownChars - text.length
    if (room > 0) text.appendData(more.slice(0, room))
    return more.length <= room
  }
  return { body, add }
}

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
    const { body, add } = answerBody()
    area.replaceChildren(status, body)
    const startMs = performance.now()
    const { progress, words } = answerProgress(startMs)
    const tell = (/** @type {string} */ text) => status.replaceChildren(element('b', {}, progress.title), ` ${text}`)
    try {
      await callFunction(path, order, mine.signal, {
        head: ({ status: code, reason, headers }) => {
          progress.headMs = performance.now() - startMs
          progress.title = `${code} ${reason}`
          status.dataset.state = code >= 400 ? 'bad' : 'good'
          tell('The body is coming')
          body.before(headersView(headers))
        },
        piece: piece => {
          progress.bytes += piece.length
          progress.pieces++
          progress.cut = !add(piece)
        },
      })
      tell(words('end'))
    } catch (error) {
      status.dataset.state = 'bad'
      if (progress.title !== '') tell(words(mine.signal.aborted ? 'stopped' : 'broke off'))
      else status.textContent = mine.signal.aborted ? 'Stopped before an answer came' : `Not called: ${error instanceof Error ? error.message : error}`
    }
    if (running === mine) running = undefined
  }
  return { call, stop: () => running?.abort() }
}
