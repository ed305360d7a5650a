import { byId, element } from './element.js'
import { sourceView } from './source-view.js'
/** @import { FunctionState, LoadError } from './feed-types.ts' */

/**
 * @param {FunctionState} state
 * @param {LoadError} error
 */
const card = ({ name, condition }, { text, places }) =>
  element(
    'article',
    { class: 'load-error' },
    element('h3', {}, condition === 'stale' ? `${name} did not load; the one before serves on` : `${name} did not load`),
    element('pre', { tabindex: 0 }, text),
    ...places.map(sourceView),
  )

/** Shows why functions did not load, until they do. */
export const loadErrors = () => {
  const area = byId('load-errors', HTMLElement)
  let shown = ''
  /** @param {readonly FunctionState[]} functions */
  const update = functions => {
    const broken = functions.flatMap(state => (state.loadError === undefined ? [] : [{ state, error: state.loadError }]))
    const now = JSON.stringify(broken.map(({ state, error }) => [state.name, state.condition, error]))
    // Changing it makes screen readers read it.
    if (now === shown) return
    shown = now
    area.replaceChildren(...broken.map(({ state, error }) => card(state, error)))
  }
  return { update }
}
