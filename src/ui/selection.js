/**
 * The name of the function that the page is about, empty for all; it stands behind `#/` in the address.
 */
export const selectedName = () => (location.hash.startsWith('#/') ? decodeURIComponent(location.hash.slice(2)) : '')

/**
 * The address of the page about a function.
 * @param {string} name
 */
export const selectionLink = name => `#/${encodeURIComponent(name)}`

/**
 * Tells the name now and whenever another one is chosen.
 * @param {(name: string) => void} take
 */
export const followSelection = take => {
  addEventListener('hashchange', () => take(selectedName()))
  take(selectedName())
}
