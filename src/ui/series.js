import { formatBytes, formatMs, formatNumber } from './format.js'
/** @import { Figures, Sample } from './feed-types.ts' */

/**
 * A line of a chart.
 * @typedef {object} Series
 * @property {string} label empty when the chart has one line only
 * @property {string} colour name of a CSS variable
 * @property {readonly number[]} dash
 * @property {(figures: Figures) => number | null} value
 */

/**
 * @typedef {object} Chart
 * @property {string} title
 * @property {(value: number | null | undefined) => string} format
 * @property {readonly Series[]} series
 * @property {readonly number[]} [steps] between the lines of its grid, where round decimal ones would read badly
 */

/**
 * @param {string} label
 * @param {string} colour
 * @param {(figures: Figures) => number | null} value
 * @param {readonly number[]} [dash]
 * @returns {Series}
 */
const line = (label, colour, value, dash = []) => ({ label, colour, value, dash })

/** @type {readonly Chart[]} */
export const charts = [
  { title: 'Requests/s', format: formatNumber, series: [line('all', '--line-1', ({ requests }) => requests), line('failed', '--line-2', ({ failures }) => failures, [6, 3])] },
  {
    title: 'Latency',
    format: formatMs,
    series: [line('p50', '--line-1', ({ p50Ms }) => p50Ms), line('p95', '--line-2', ({ p95Ms }) => p95Ms, [6, 3]), line('p99', '--line-3', ({ p99Ms }) => p99Ms, [2, 3])],
  },
  { title: 'In flight', format: formatNumber, steps: [1, 2, 5].flatMap(first => Array.from({ length: 6 }, (_, power) => first * 10 ** power)).sort((one, other) => one - other), series: [line('', '--line-1', ({ inFlight }) => inFlight)] },
  { title: 'Lua memory', format: formatBytes, steps: Array.from({ length: 40 }, (_, power) => 2 ** power), series: [line('', '--line-1', ({ luaBytes }) => luaBytes)] },
  { title: 'Event-loop lag', format: formatMs, series: [line('', '--line-1', ({ lagMs }) => lagMs)] },
]

// Samples come every second; where more time passed, nobody looked and nothing was measured.
const gapMs = 3_000

/**
 * Times in seconds and, for each series, the values of the function called `name`; a line is broken where nothing was measured.
 * @param {Chart} chart
 * @param {readonly Sample[]} samples
 * @param {string} name
 * @returns {[number[], ...(number | null)[][]]}
 */
export const columnsOf = ({ series }, samples, name) => {
  /** @type {number[]} */
  const times = []
  /** @type {(number | null)[][]} */
  const values = series.map(() => [])
  let lastMs = Infinity
  for (const { timeMs, figures } of samples) {
    const of = figures[name]
    if (timeMs - lastMs > gapMs) {
      times.push((lastMs + 1) / 1000)
      for (const column of values) column.push(null)
    }
    lastMs = timeMs
    times.push(timeMs / 1000)
    series.forEach(({ value }, index) => values[index]?.push(of === undefined ? null : value(of)))
  }
  return [times, ...values]
}
