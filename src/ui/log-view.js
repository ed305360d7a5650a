import { byId, element, setText } from './element.js'
import { formatCount, formatTime } from './format.js'
/** @import { LogBatch, ShownLine } from './feed-types.ts' */

const maxKept = 3_000
const maxShown = 500
// The line's own date: its time stands before it already.
const date = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /
const bad = /^(\[[^\]]*\] )?((Handler|Host) failed|Cannot load|Bad reply|error: )| - 5\d\d |could not be (re)?loaded/

/** @param {ShownLine} line */
const lineView = ({ name, timeMs, text }) => {
  const own = text.replace(date, '')
  return element('div', { class: bad.test(own) ? 'bad' : undefined }, element('time', {}, formatTime(timeMs)), ' ', element('b', {}, name === '' ? 'lua-ts' : name), ' ', own)
}

/**
 * The log of the chosen function, of which those lines are shown that have the filter's text.
 * @param {() => string} selected
 */
export const logView = selected => {
  const area = byId('log', HTMLElement)
  const filter = byId('log-filter', HTMLInputElement)
  const pause = byId('log-pause', HTMLButtonElement)
  const count = byId('log-count', HTMLElement)
  /** @type {ShownLine[]} */
  let kept = []
  let paused = false
  let skipped = 0

  const wanted = (/** @type {ShownLine} */ { name, text }) =>
    (selected() === '' || name === selected()) && `${name} ${text}`.toLowerCase().includes(filter.value.toLowerCase())
  const tell = () => {
    const left = skipped === 0 ? '' : `, ${skipped.toLocaleString('en')} left out as they came too fast`
    setText(count, `${formatCount(area.childElementCount, 'line')}${paused ? ', paused' : ''}${left}`)
  }
  const showLast = () => {
    area.scrollTop = area.scrollHeight
  }
  const show = () => {
    area.replaceChildren(...kept.filter(wanted).slice(-maxShown).map(lineView))
    showLast()
    tell()
  }

  /** @param {LogBatch} batch */
  const add = ({ lines, skipped: more }) => {
    kept.push(...lines)
    if (kept.length > maxKept) kept.splice(0, kept.length - maxKept)
    skipped += more
    if (paused) return tell()
    const atEnd = area.scrollHeight - area.scrollTop - area.clientHeight < 40
    area.append(...lines.filter(wanted).slice(-maxShown).map(lineView))
    while (area.childElementCount > maxShown) area.firstElementChild?.remove()
    if (atEnd) showLast()
    tell()
  }
  const clear = () => {
    kept = []
    skipped = 0
    show()
  }
  filter.addEventListener('input', show)
  pause.addEventListener('click', () => {
    paused = !paused
    pause.setAttribute('aria-pressed', String(paused))
    show()
  })
  byId('log-clear', HTMLButtonElement).addEventListener('click', clear)
  return { begin: clear, add, show }
}
