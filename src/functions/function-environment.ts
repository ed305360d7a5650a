import { dirname, join } from 'node:path'
import type { StackFunction } from '../stack/stack-function.ts'

type Environment = Readonly<Record<string, string | undefined>>

// What describes the machine and its user. In a cluster a function sees nothing else of its surroundings,
// so what it needs stands in stack.yml; a stray `port` or LUA_PATH of the shell must not change it.
const inherited = /^(PATH|HOME|USER|LOGNAME|LANG|LANGUAGE|LC_\w+|TZ|SSL_CERT_FILE|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS|(?:https?|no|all)_proxy|(?:HTTPS?|NO|ALL)_PROXY|SystemRoot)$/

/** The variables that describe the machine and its user. */
export const machineEnvironment = (env: Environment): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => inherited.test(entry[0]) && entry[1] !== undefined))

/** The variables that a function's host runs with: a few of the machine's, the function's own, and those that fit it in here. */
export const functionEnvironment = (fn: StackFunction, env: Environment, tmpDir: string): Record<string, string> => {
  return {
    ...machineEnvironment(env),
    // Nobody probes it here, so there is nobody to wait for when it ends.
    healthcheck_interval: '0',
    // Many functions print on one terminal: what belongs to which call stands in every line.
    log_callid: 'true',
    ...(fn.secrets.length > 0 ? { secret_mount_path: fn.secretsDir } : {}),
    // Beside the secrets, where its user finds it.
    lua_record_dir: join(dirname(fn.secretsDir), '.recordings', fn.name),
    ...fn.environment,
    port: '0',
    metrics_port: '0',
    lua_handler: join(fn.handlerDir, 'handler.lua'),
    OPENFAAS_NAME: fn.name,
    TMPDIR: tmpDir,
    // The line about the lock file tells that the host is ready.
    suppress_lock: 'false',
  }
}
