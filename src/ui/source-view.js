import { element } from './element.js'
/** @import { SourcePlace } from './feed-types.ts' */

/**
 * Lines of source with the one that is meant marked.
 * @param {SourcePlace} place
 */
export const sourceView = ({ file, line, lines }) => {
  const rows = lines.map(({ line: number, text }) => {
    const meant = number === line
    const content = [element('i', {}, `${meant ? '▸' : ' '}${String(number).padStart(4)} `), text]
    return meant ? element('mark', {}, ...content) : element('span', {}, ...content)
  })
  return element('figure', { class: 'source' }, element('figcaption', {}, `${file}:${line}`), element('pre', { tabindex: 0 }, ...rows))
}
