import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { scheduleMistake } from './schedule.ts'
import { schedulesOf } from './topics.ts'
import { isMapping, parseYaml, readText, readTextMapping, readTexts } from './yaml-values.ts'
import type { Complain, Mapping } from './yaml-values.ts'

/** One function of stack.yml, checked; paths are absolute. */
export interface StackFunction {
  readonly name: string
  readonly lang: string
  /** Folder that holds `handler.lua`. */
  readonly handlerDir: string
  /** Inline variables, overridden by those of `environment_file`. */
  readonly environment: Readonly<Record<string, string>>
  /** Absolute paths of the files of `environment_file`. */
  readonly environmentFiles: readonly string[]
  readonly secrets: readonly string[]
  /** Its image, as deployments have it. */
  readonly image: string | undefined
  /** Folder with one file per secret. */
  readonly secretsDir: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly namespace: string | undefined
}

/** Where the function stands, and who hears of mistakes. */
export interface StackContext {
  /** Folder of stack.yml: paths in it start there. */
  readonly dir: string
  /** What places are named after, such as `stack.yml: functions.hello`. */
  readonly place: string
  readonly complain: Complain
  /** True when secrets need not be in files here, since the cluster has them. */
  readonly secretsElsewhere?: boolean
}

const readHandlerDir = (value: unknown, { dir, place, complain }: StackContext): string => {
  const handler = readText(value, `${place}.handler`, complain)
  if (handler === undefined) {
    if (value === undefined || value === '') complain(`${place}.handler`, 'Missing: name the folder that holds handler.lua')
    return dir
  }
  const path = resolve(dir, handler)
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) complain(`${place}.handler`, `No folder "${handler}": make it, or correct the path`)
  else if (!found.isDirectory()) complain(`${place}.handler`, `"${handler}" is a file: name the folder that holds handler.lua`)
  else if (!existsSync(join(path, 'handler.lua'))) complain(`${place}.handler`, `No handler.lua in "${handler}": add it, or correct the path`)
  return path
}

const readEnvironmentFile = (file: string, { dir, place, complain }: StackContext): Record<string, string> => {
  let text: string
  try {
    text = readFileSync(resolve(dir, file), 'utf8')
  } catch (error) {
    complain(`${place}.environment_file`, `Cannot read "${file}" (${(error as NodeJS.ErrnoException).code}): make it, or correct the path`)
    return {}
  }
  const content = parseYaml(text, file, complain)
  if (content === undefined) return {}
  if (isMapping(content)) return readTextMapping(content.environment, `${file}: environment`, complain)
  complain(file, 'Must hold a mapping with the key "environment"')
  return {}
}

const readEnvironment = (entry: Mapping, context: StackContext): Record<string, string> => {
  const inline = readTextMapping(entry.environment, `${context.place}.environment`, context.complain)
  const files = readTexts(entry.environment_file, `${context.place}.environment_file`, context.complain)
  return Object.assign(inline, ...files.map(file => readEnvironmentFile(file, context)))
}

const readSecrets = (value: unknown, secretsDir: string, { place, complain, secretsElsewhere = false }: StackContext): string[] => {
  const secrets = readTexts(value, `${place}.secrets`, complain)
  for (const secret of secrets) {
    const usable = /^[-.\w]+$/.test(secret) && secret !== '.' && secret !== '..'
    if (!usable) complain(`${place}.secrets`, `Bad name "${secret}": use letters, digits, "-", "_" and "."`)
    else if (!secretsElsewhere && !existsSync(join(secretsDir, secret))) complain(`${place}.secrets`, `No file ".secrets/${secret}": write the secret into it`)
  }
  return secrets
}

/** Checks one entry of `functions` in stack.yml and completes it; complains about all that is wrong with it. */
export const readStackFunction = (name: string, value: unknown, context: StackContext): StackFunction => {
  const { dir, place, complain } = context
  if (!isMapping(value)) complain(place, 'Must be a mapping with lang and handler')
  const entry = isMapping(value) ? value : {}
  // The route of OpenFaaS's gateway takes no other name.
  if (!/^[-\w.]+$/.test(name)) complain(place, `Bad name "${name}": use letters, digits, "-", "_" and "."`)
  const lang = readText(entry.lang, `${place}.lang`, complain) ?? ''
  if (isMapping(value) && lang !== 'lua-ts') {
    complain(`${place}.lang`, lang === '' ? 'Missing: write "lang: lua-ts"' : `Unknown lang "${lang}": only lua-ts is known here; name the functions that are, as in "lua-ts up NAME"`)
  }
  const secretsDir = join(dir, '.secrets')
  const annotations = readTextMapping(entry.annotations, `${place}.annotations`, complain)
  for (const expression of schedulesOf(annotations)) {
    const mistake = scheduleMistake(expression)
    if (mistake !== undefined) complain(`${place}.annotations.schedule`, `Bad schedule "${expression}" (${mistake}): write five fields, as in "*/5 * * * *", or "@every 1m"`)
  }
  return {
    name,
    lang,
    handlerDir: isMapping(value) ? readHandlerDir(entry.handler, context) : dir,
    environment: readEnvironment(entry, context),
    environmentFiles: readTexts(entry.environment_file, `${place}.environment_file`, () => {}).map(file => resolve(dir, file)),
    image: readText(entry.image, `${place}.image`, () => {}),
    secrets: readSecrets(entry.secrets, secretsDir, context),
    secretsDir,
    labels: readTextMapping(entry.labels, `${place}.labels`, complain),
    annotations,
    namespace: readText(entry.namespace, `${place}.namespace`, complain),
  }
}
