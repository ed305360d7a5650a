import { answerView } from './answer-view.js'
import { byId, element } from './element.js'
/** @import { FunctionState, HeaderList } from './feed-types.ts' */

/**
 * Reads headers as they stand in a request, one a line. Throws when a line is none.
 * @param {string} text
 * @returns {[string, string][]}
 */
export const readHeaders = text =>
  text
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => {
      const [, name = '', value = ''] = /^\s*([^\s:]+)\s*:\s*(.*?)\s*$/.exec(line) ?? []
      if (name === '') throw new Error(`"${line.trim()}" is no header: write "Name: value"`)
      return [name, value]
    })

/**
 * Bytes as base64.
 * @param {string} text
 */
export const toBase64 = text => {
  let binary = ''
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/**
 * A path as HTTP has it: what is not ASCII as UTF-8 in percent signs, everything else as it was typed.
 * @param {string} target
 */
export const toTarget = target => target.replace(/[^!-~]+/gu, encodeURIComponent)

/** The form that calls a function. */
export const callForm = () => {
  const form = byId('call-form', HTMLFormElement)
  const stop = byId('stop', HTMLButtonElement)
  const answer = answerView(byId('answer', HTMLElement))
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} */ (form.elements.namedItem(name))
  const names = /** @type {HTMLSelectElement} */ (field('name'))
  const headers = /** @type {HTMLTextAreaElement} */ (field('headers'))
  let calls = 0

  const send = async () => {
    try {
      headers.setCustomValidity('')
      readHeaders(headers.value)
    } catch (error) {
      headers.setCustomValidity(/** @type {Error} */ (error).message)
    }
    if (!form.reportValidity()) return
    const order = { name: names.value, method: field('method').value, target: toTarget(field('target').value), headers: readHeaders(headers.value), body: toBase64(field('body').value) }
    const mine = ++calls
    stop.disabled = false
    await answer.call('call', order)
    if (mine === calls) stop.disabled = true
  }
  form.addEventListener('submit', event => {
    event.preventDefault()
    void send()
  })
  form.addEventListener('keydown', event => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send()
  })
  headers.addEventListener('input', () => headers.setCustomValidity(''))
  stop.addEventListener('click', () => answer.stop())

  /** @param {readonly FunctionState[]} functions */
  const update = functions => {
    const wanted = functions.map(({ name }) => name)
    if (wanted.join() === [...names.options].map(({ value }) => value).join()) return
    const chosen = names.value
    names.replaceChildren(...wanted.map(name => element('option', {}, name)))
    if (wanted.includes(chosen)) names.value = chosen
  }
  /** @param {string} name */
  const choose = name => {
    if ([...names.options].some(({ value }) => value === name)) names.value = name
  }
  /**
   * Puts a request into the form, to be changed before it is made.
   * @param {{ name: string, method: string, target: string, headers: HeaderList, body: string }} request
   */
  const fill = request => {
    choose(request.name)
    field('method').value = request.method
    field('target').value = request.target
    headers.value = request.headers.map(([name, value]) => `${name}: ${value}`).join('\n')
    field('body').value = request.body
    form.scrollIntoView()
    field('target').focus()
  }
  return { update, choose, fill }
}
