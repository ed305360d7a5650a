import { byId, element, setText } from './element.js'
import { formatBytes, formatMs, formatNumber, nothing } from './format.js'
import { selectionLink } from './selection.js'
/** @import { Figures, FunctionCondition, FunctionState, Tick } from './feed-types.ts' */

/** @type {Readonly<Record<FunctionCondition, string>>} */
const conditions = { ready: 'Ready', stale: 'Old code', starting: 'Starting', failed: 'Not loaded', stopped: 'Scaled to 0' }

const columns = 10

/** @param {number} index */
const cellClass = index => (index === 0 ? 'state' : index === 4 ? 'number lesser' : index < 3 ? 'number' : 'number minor')

/**
 * The texts of a row after its name and state.
 * @param {Figures | undefined} figures
 * @param {number} calls
 */
const texts = (figures, calls) => [
  formatNumber(figures?.requests),
  formatNumber(figures?.failures),
  formatMs(figures?.p50Ms),
  formatMs(figures?.p95Ms),
  formatMs(figures?.p99Ms),
  formatNumber(figures?.inFlight),
  formatBytes(figures?.luaBytes),
  formatMs(figures?.lagMs),
  formatNumber(calls),
]

/** @param {string} name */
const tableRow = name => {
  const link = element('a', { href: selectionLink(name) }, name === '' ? 'All functions' : name)
  const note = element('small')
  const cells = Array.from({ length: columns }, (_, index) => element('td', { class: cellClass(index) }))
  const row = element('tr', {}, element('th', { scope: 'row' }, link, ' ', note), ...cells)
  return { row, link, note, cells }
}

/** @param {FunctionState} state */
const noteOf = ({ engine, schedules, replicas, available }) =>
  [engine, ...(replicas === 1 ? [] : [`${available} of ${replicas} hosts`]), ...schedules].join(' · ')

/**
 * The table of functions. Its rows stay the same elements, so that the focus stays where it is.
 * @param {() => string} selected the chosen function's name
 */
export const functionTable = selected => {
  const table = byId('functions', HTMLTableElement)
  const body = table.tBodies[0] ?? table.createTBody()
  /** @type {Map<string, ReturnType<typeof tableRow>>} */
  const rows = new Map()

  /** @param {string} name */
  const rowOf = name => {
    const known = rows.get(name) ?? tableRow(name)
    if (!rows.has(name)) body.append(known.row)
    rows.set(name, known)
    return known
  }
  const mark = () => {
    for (const [name, { row, link }] of rows) {
      row.classList.toggle('chosen', name === selected())
      if (name === selected()) link.setAttribute('aria-current', 'true')
      else link.removeAttribute('aria-current')
    }
  }
  /**
   * @param {string} name
   * @param {Figures | undefined} figures
   * @param {number} calls
   * @param {FunctionState} [state]
   */
  const fill = (name, figures, calls, state) => {
    const { cells, note } = rowOf(name)
    const [stateCell, ...others] = cells
    texts(figures, calls).forEach((text, index) => {
      const cell = others[index]
      if (cell === undefined) return
      setText(cell, text)
      cell.classList.toggle('nothing', text === nothing || text === '0')
    })
    others[1]?.classList.toggle('bad', (figures?.failures ?? 0) > 0)
    if (state === undefined || stateCell === undefined) return
    setText(note, noteOf(state))
    setText(stateCell, conditions[state.condition])
    stateCell.dataset.condition = state.condition
  }

  /** @param {Tick} tick */
  const update = ({ functions, sample }) => {
    const names = new Set(['', ...functions.map(({ name }) => name)])
    for (const [name, { row }] of rows) {
      if (names.has(name)) continue
      row.remove()
      rows.delete(name)
    }
    fill('', sample.figures[''], functions.reduce((sum, { calls }) => sum + calls, 0))
    for (const state of functions) fill(state.name, sample.figures[state.name], state.calls, state)
    mark()
  }
  return { update, mark }
}
