import { CommandError } from '../command-error.ts'
import { hostBundle } from './host-bundle.ts'
import { functionFiles } from './function-files.ts'
import { nodeBinary } from './node-binary.ts'
import type { OwnNode } from './node-binary.ts'
import type { PackageOptions } from '../commands/package-options.ts'
import type { ZipFile } from './zip.ts'

type Environment = Readonly<Record<string, string | undefined>>

// Lambda starts /var/task/bootstrap, else /opt/bootstrap, which is a layer's. The host lies beside it in either.
const bootstrap = `#!/bin/sh
here="\${0%/*}"
# It makes Lua 5.4 faster, and a start slower.
if [ "$lua_engine" = wasm ]; then set -- --no-wasm-deopt; else set --; fi
exec "$here/bin/node" "$@" "$here/host/index.js"
`

// What Lambda's own Node.js runtime loads for --handler handler.handler. As an ES module it may wait for the function:
// what fails in it is an init error, and what it takes is no part of the first invocation.
const managedEntry = `import { createRequire } from 'node:module'
const { managedLambdaHandler } = createRequire(import.meta.url)('./host/index.js')
export const handler = await managedLambdaHandler({
  environment: process.env,
  home: import.meta.dirname,
  stdout: 1,
  awslambda: globalThis.awslambda,
  onEnd: (end) => process.once('SIGTERM', () => void end().finally(() => process.exit(0))),
})
`

// The oldest Node.js that Lambda has a runtime of.
const managedBundle = { source: "export { managedLambdaHandler } from './serve/managed-lambda-handler.ts'\n", target: 'node22' }

const runnable = 0o755
const readable = 0o644

// Whatever package.json lies above it.
const commonJs: ZipFile = { path: 'host/package.json', content: Buffer.from('{"type":"commonjs"}\n'), mode: readable }

/** What runs functions on provided.al2023, which has no Node.js. */
const runtimeFiles = async ({ arch }: PackageOptions, own: OwnNode, env: Environment): Promise<ZipFile[]> => [
  { path: 'bootstrap', content: Buffer.from(bootstrap), mode: runnable },
  { path: 'bin/node', content: await nodeBinary(arch, own, env), mode: runnable },
  commonJs,
  ...(await hostBundle('host/', env)),
]

/** What runs a function on Lambda's own Node.js runtime. */
const managedFiles = async (env: Environment): Promise<ZipFile[]> => [
  { path: 'handler.mjs', content: Buffer.from(managedEntry), mode: readable },
  commonJs,
  ...(await hostBundle('host/', env, managedBundle)),
]

const hostFiles = async (options: PackageOptions, own: OwnNode, env: Environment): Promise<ZipFile[]> => {
  if (options.parts === 'function') return []
  return options.runtime === 'nodejs' ? await managedFiles(env) : await runtimeFiles(options, own, env)
}

/** The files of a package for AWS Lambda; `folder` is the function's, undefined for a layer. @throws CommandError */
export const lambdaFiles = async (options: PackageOptions, folder: string | undefined, own: OwnNode, env: Environment): Promise<ZipFile[]> => {
  const files = folder === undefined ? [] : functionFiles(folder)
  const host = await hostFiles(options, own, env)
  const paths = new Set(host.map(({ path }) => path))
  const clash = files.find(({ path }) => paths.has(path))
  if (clash) throw new CommandError([`Cannot pack "${clash.path}" of the function: the host has a file of that name there; give it another name`])
  return [...host, ...files]
}
