const none = new Uint8Array()

/** Lines on their way to a file. Text is kept as one growing string, since that is cheapest to add to. */
export class GatheredLines {
  /** About how much it is: text counts by its UTF-16 units. */
  bytes = 0
  lines = 0
  #text = ''
  #parts: Uint8Array[] = []

  /** Adds a piece that stands for `lines` lines. */
  add(piece: string | Uint8Array, lines = 1): void {
    this.bytes += piece.length
    this.lines += lines
    if (typeof piece === 'string') {
      this.#text += piece
    } else {
      this.#endText()
      this.#parts.push(piece)
    }
  }

  /** Everything that was added since the last time, in order. */
  take(): Uint8Array {
    this.#endText()
    const [first = none] = this.#parts
    const all = this.#parts.length > 1 ? Buffer.concat(this.#parts) : first
    this.#parts = []
    this.bytes = 0
    this.lines = 0
    return all
  }

  #endText(): void {
    if (this.#text !== '') this.#parts.push(Buffer.from(this.#text))
    this.#text = ''
  }
}
