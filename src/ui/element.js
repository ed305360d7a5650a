/** @typedef {string | number | boolean | undefined} Attribute */

/**
 * A new element. Whatever it is given becomes text or an attribute, never markup.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Readonly<Record<string, Attribute>>} [attributes] `true` sets an empty one, `false` and `undefined` none
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export const element = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value))
  }
  made.append(...children)
  return made
}

/**
 * The element of this id, which the page has.
 * @template {HTMLElement} Kind
 * @param {string} id
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
export const byId = (id, kind) => {
  const found = document.getElementById(id)
  if (found instanceof kind) return found
  throw new TypeError(`No ${kind.name} "${id}" on the page`)
}

/**
 * Sets a text only where it differs, so that nobody is told of it twice.
 * @param {Element} of
 * @param {string} text
 */
export const setText = (of, text) => {
  if (of.textContent !== text) of.textContent = text
}
