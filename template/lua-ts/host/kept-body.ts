import type { Body } from './call.ts'
import type { TakeRoom } from './kept-reply.ts'

/** Passes a request's body on, and keeps what was read of it. */
export class KeptBody implements Body {
  readonly #body: Body
  readonly #takeRoom: TakeRoom
  readonly #pieces: Uint8Array[] = []
  #atEnd = false

  constructor(body: Body, takeRoom: TakeRoom) {
    this.#body = body
    this.#takeRoom = takeRoom
  }

  get length(): number | undefined {
    return this.#body.length
  }

  read(): Uint8Array | undefined | Promise<Uint8Array | undefined> {
    const piece = this.#body.read()
    return piece instanceof Promise ? piece.then((late) => this.#kept(late)) : this.#kept(piece)
  }

  /** Keeps what is here of the rest, for a function that failed before it read its body. Waits for nothing. */
  takeRest(): void {
    while (!this.#atEnd) {
      const piece = this.read()
      if (!(piece instanceof Promise)) continue
      this.#atEnd = true
      piece.catch(() => {})
    }
  }

  get pieces(): readonly Uint8Array[] {
    return this.#pieces
  }

  #kept(piece: Uint8Array | undefined): Uint8Array | undefined {
    if (piece === undefined || !this.#takeRoom(piece.length)) this.#atEnd = true
    else this.#pieces.push(piece)
    return piece
  }
}
