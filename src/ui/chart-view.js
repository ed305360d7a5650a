import { element, setText } from './element.js'
/** @import { Chart } from './series.js' */

const heightPx = 130
const windowSeconds = 180

/** @param {string} variable */
const colour = variable => getComputedStyle(document.documentElement).getPropertyValue(variable).trim()

/**
 * @param {Chart} chart
 * @param {number} width
 * @param {(index: number | null | undefined) => void} pointAt
 * @returns {uPlot.Options}
 */
const optionsOf = ({ format, series, steps }, width, pointAt) => {
  const axis = { stroke: colour('--muted'), grid: { stroke: colour('--grid'), width: 1 }, ticks: { show: false }, font: '12px system-ui, sans-serif' }
  return {
    width,
    height: heightPx,
    legend: { show: false },
    cursor: { sync: { key: 'figures' }, drag: { x: false, y: false }, points: { size: 6 }, y: false },
    scales: {
      x: { range: (_, __, max) => [max - windowSeconds, max] },
      y: { range: (_, __, max) => [0, max > 0 ? max * 1.1 : 1] },
    },
    axes: [
      { ...axis, size: 26, splits: ({ scales }) => [scales.x?.max ?? 0].flatMap(now => [now - 120, now]), values: () => ['2 min ago', 'now'] },
      { ...axis, space: 32, size: 70, values: (_, splits) => splits.map(format), ...(steps === undefined ? {} : { incrs: [...steps] }) },
    ],
    series: [{}, ...series.map(({ label, colour: stroke, dash }) => ({ label, stroke: colour(stroke), dash: [...dash], width: 1.5, points: { show: false } }))],
    hooks: { setCursor: [({ cursor }) => pointAt(cursor.idx)] },
  }
}

/**
 * One chart with its title and, in words, the values that are pointed at, or the last ones.
 * @param {Chart} chart
 */
export const chartView = chart => {
  const swatches = chart.series.map(({ label, dash }, index) => {
    const value = element('output', {})
    return { value, item: element('span', { class: `series series-${index + 1}`, 'data-dashed': dash.length > 0 }, label === '' ? '' : `${label} `, value) }
  })
  const canvas = element('div', { class: 'canvas', 'aria-hidden': 'true' })
  const caption = element('figcaption', {}, element('b', {}, chart.title), ...swatches.map(({ item }) => item))
  const figure = element('figure', { class: 'chart' }, caption, canvas)
  /** @type {uPlot.AlignedData} */
  let data = [[], ...chart.series.map(() => [])]
  /** @type {uPlot | undefined} */
  let plot
  /** @type {number | null | undefined} */
  let pointed

  const tell = () => {
    const at = pointed ?? (data[0]?.length ?? 0) - 1
    swatches.forEach(({ value }, index) => setText(value, chart.format(data[index + 1]?.[at])))
  }
  const draw = () => {
    plot?.destroy()
    plot = new uPlot(optionsOf(chart, canvas.clientWidth, index => {
      pointed = index
      tell()
    }), data, canvas)
  }
  new ResizeObserver(() => {
    if (plot === undefined) draw()
    else plot.setSize({ width: canvas.clientWidth, height: heightPx })
  }).observe(canvas)
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw)

  /** @param {uPlot.AlignedData} columns */
  const update = columns => {
    data = columns
    plot?.setData(data)
    tell()
  }
  return { figure, update }
}
