import type { FunctionLog } from '../functions/function-log.ts'
import type { LoadError } from '../ui/feed-types.ts'
import { undated } from './ui-log-text.ts'
import { sourcePlaces } from './ui-source-places.ts'

/** How the start of a host went. */
export interface HostStart {
  readonly name: string
  /** Which of the function's hosts. */
  readonly instance: string
  readonly ready: boolean
  /** Whether it would have taken over from others. */
  readonly onTrial: boolean
  /** The folder with the function's files. */
  readonly dir: string
}

/** Why functions did not load, as long as that is so. */
export interface LoadErrors {
  /** Takes the outcome of a start. */
  told(start: HostStart): void
  /** `serves` tells whether the function has a host by now. */
  of(name: string, serves: boolean): LoadError | undefined
}

const maxLines = 60

/** Keeps what the last host of each function said before it ended unready. */
export const loadErrors = (log: Pick<FunctionLog, 'lines'>): LoadErrors => {
  const errors = new Map<string, LoadError & { readonly onTrial: boolean }>()
  const told = ({ name, instance, ready, onTrial, dir }: HostStart): void => {
    if (ready) return void errors.delete(name)
    const lines = log.lines(name).filter(line => line.instance === instance)
    // One that was ended before it could say anything had no mistake.
    if (lines.length === 0) return
    const text = lines.slice(-maxLines).map(line => undated(line.text)).join('\n')
    errors.set(name, { text, places: sourcePlaces(text, dir), onTrial })
  }
  const of = (name: string, serves: boolean): LoadError | undefined => {
    const error = errors.get(name)
    // One that is not on trial is started again and again, and may have come up since.
    return error === undefined || (serves && !error.onTrial) ? undefined : { text: error.text, places: error.places }
  }
  return { told, of }
}
