const encoder = new TextEncoder()
const shortLength = 24
// V8 keeps as many bytes within an array; for more it allocates memory elsewhere, and then the encoder is faster.
const heapLength = 64

/** The bytes of `text` in UTF-8. */
export const utf8Bytes = (text: string): Uint8Array => {
  const { length } = text
  if (length > heapLength) return encoder.encode(text)
  const bytes = new Uint8Array(length)
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 0x7f) return encoder.encode(text)
    bytes[i] = unit
  }
  return bytes
}

/** One byte per UTF-16 unit of `text`, which holds nothing beyond U+00FF. */
export const latin1Bytes = (text: string): Uint8Array => {
  const { length } = text
  const bytes = new Uint8Array(length)
  for (let i = 0; i < length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

const view = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)

/** `bytes` read as UTF-8; what is not UTF-8 becomes U+FFFD. */
export const utf8Text = (bytes: Uint8Array): string => view(bytes).toString('utf8')

/** One UTF-16 unit per byte. */
export const latin1Text = (bytes: Uint8Array): string => {
  const { length } = bytes
  if (length > shortLength) return view(bytes).toString('latin1')
  let text = ''
  for (let i = 0; i < length; i++) text += String.fromCharCode(bytes[i]!)
  return text
}
