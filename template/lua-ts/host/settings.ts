import { ConfigError } from './errors.ts'
import { nearest } from './nearest.ts'
import { acceptedTable, settingTable } from './setting-table.ts'
import type { Setting } from './setting-table.ts'
import type { Settings } from './setting-values.ts'

export type { Settings } from './setting-values.ts'

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** A variable, its text and what is wrong with it. */
const mistake = (name: string, text: string, reason: string): string => `${name}=${JSON.stringify(text)}: ${reason}`

/** The name that is set, and its text; nothing when the setting is left at its default. An empty text is not set. */
const given = (setting: Setting, env: Environment): readonly [name: string, text: string] | undefined => {
  for (const name of [setting.name, setting.alias]) {
    const text = name === undefined ? undefined : env[name]
    if (name !== undefined && text) return [name, text]
  }
  return undefined
}

const readOne = (setting: Setting, env: Environment, mistakes: string[]): unknown => {
  const [name, text] = given(setting, env) ?? [setting.name, setting.default]
  // A default may be no valid text of its own, such as "" for no path.
  if (text === '') return ''
  try {
    return setting.parse(text)
  } catch (error) {
    mistakes.push(mistake(name, text, error instanceof Error ? error.message : String(error)))
    return undefined
  }
}

const ownPrefix = 'lua_'

const unknownNames = (env: Environment): string[] => {
  const names = Object.values(settingTable).map(({ name }) => name).filter((name) => name.startsWith(ownPrefix))
  return Object.entries(env)
    .filter(([name, text]) => text && name.startsWith(ownPrefix) && !names.includes(name))
    .map(([name, text = '']) => mistake(name, text, `Unknown setting, did you mean ${nearest(name, names)}?`))
}

const samePort = ({ port, metricsPort }: Partial<Settings>): string[] =>
  port !== undefined && port !== 0 && port === metricsPort
    ? [mistake('metrics_port', String(metricsPort), 'Port is the same as port, set one of them to another')]
    : []

/**
 * The settings that `env` holds, defaults for what it leaves out.
 * @throws ConfigError that names every variable that is wrong
 */
export const readSettings = (env: Environment): Settings => {
  const mistakes: string[] = []
  const values: Record<string, unknown> = {}
  for (const [key, setting] of Object.entries(settingTable)) {
    const copied = setting.sameAs !== undefined && given(setting, env) === undefined
    values[key] = copied ? values[setting.sameAs] : readOne(setting, env, mistakes)
  }
  for (const setting of acceptedTable) readOne(setting, env, mistakes)
  // The table's type has a parser of the right type for each key.
  const settings = values as unknown as Settings
  mistakes.push(...samePort(settings), ...unknownNames(env))
  if (mistakes.length > 0) throw new ConfigError(['Cannot start:', ...mistakes].join('\n  '))
  return settings
}
