import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('./', import.meta.url)

/** Names of the sample events: what each platform's sources send, with every documented field. */
export const eventNames: readonly string[] = readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5))

/** The JSON text of a sample event. */
export const eventText = (name: string): string => readFileSync(new URL(`${name}.json`, folder), 'utf8')
