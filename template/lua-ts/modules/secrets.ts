import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Environment, Settings } from '../host/settings.ts'
import { argumentError, textArgument } from './arguments.ts'
import { pushFailure } from './failure.ts'
import { functionModule } from './lua-face.ts'
import type { OpenModule } from './module-host.ts'

const newline = 10
const carriageReturn = 13

/** Names that Kubernetes and OpenFaaS allow, and a few more: nothing that leaves the folder. */
const secretName = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,252}$/

/** A secret, or why there is none. */
export type Secret = { readonly value: Uint8Array } | { readonly problem: string }

/** The name of the environment variable that stands for a secret: `api-key` is `API_KEY`. */
const variableOf = (name: string): string => name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')

const withoutLineEnd = (bytes: Uint8Array): Uint8Array => {
  let end = bytes.length
  if (bytes[end - 1] === newline) end -= bytes[end - 2] === carriageReturn ? 2 : 1
  return bytes.subarray(0, end)
}

/**
 * Reads the secret `name` from the folder, without the line end that editors and `kubectl` leave. Where the platform
 * mounts no such folder, an environment variable stands in. Read anew each time: platforms renew the files in place.
 * @throws RangeError for a name that could leave the folder
 */
export const readSecret = (name: string, { secretsDir }: Pick<Settings, 'secretsDir'>, environment: Environment): Secret => {
  if (!secretName.test(name)) throw new RangeError(`name of a secret expected: letters, digits, "-", "_" and ".", got ${JSON.stringify(name)}`)
  const file = join(secretsDir, name)
  try {
    return { value: withoutLineEnd(readFileSync(file)) }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT') return { problem: `cannot read secret "${name}" (${file}): ${code}` }
  }
  const variable = variableOf(name)
  if (existsSync(secretsDir)) return { problem: `no secret "${name}": there is no file ${file}; name it under secrets in stack.yml` }
  const value = Object.hasOwn(environment, variable) ? environment[variable] : undefined
  if (value !== undefined) return { value: Buffer.from(value) }
  return { problem: `no secret "${name}": there is no folder ${secretsDir} and no environment variable ${variable}` }
}

/** Opens `secrets`: `get(name)` returns the secret, or nil and why. */
export const openSecrets: OpenModule = ({ lua, settings, environment, tapes }) =>
  functionModule(lua, {
    get: (t) => {
      const name = textArgument(lua, t, 1, 'get')
      let secret
      try {
        secret = readSecret(name, settings, environment)
      } catch (error) {
        throw argumentError(1, 'get', (error as Error).message)
      }
      if ('problem' in secret) return pushFailure(lua, t, secret.problem)
      tapes.addSecret(name, secret.value)
      lua.pushBytes(t, secret.value)
      return 1
    },
  })
