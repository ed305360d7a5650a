import { chartView } from './chart-view.js'
import { byId } from './element.js'
import { charts, columnsOf } from './series.js'
/** @import { Sample } from './feed-types.ts' */

const keptSamples = 180

/**
 * The charts of the chosen function.
 * @param {() => string} selected
 */
export const chartSet = selected => {
  const views = charts.map(chart => ({ chart, view: chartView(chart) }))
  byId('charts', HTMLElement).append(...views.map(({ view }) => view.figure))
  /** @type {Sample[]} */
  let samples = []
  const draw = () => {
    for (const { chart, view } of views) view.update(columnsOf(chart, samples, selected()))
  }
  /** @param {readonly Sample[]} history */
  const begin = history => {
    samples = [...history]
    draw()
  }
  /** @param {Sample} sample */
  const add = sample => {
    samples.push(sample)
    if (samples.length > keptSamples) samples.shift()
    draw()
  }
  return { begin, add, draw }
}
