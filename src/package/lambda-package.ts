import { hostBundle } from './host-bundle.ts'
import { functionFiles } from './function-files.ts'
import { nodeBinary } from './node-binary.ts'
import type { OwnNode } from './node-binary.ts'
import type { PackageOptions } from '../commands/package-options.ts'
import type { ZipFile } from './zip.ts'

// Lambda starts /var/task/bootstrap, else /opt/bootstrap, which is a layer's. The host lies beside it in either.
const bootstrap = `#!/bin/sh
here="\${0%/*}"
exec "$here/bin/node" "$here/host/index.js"
`

const runnable = 0o755

/** What runs functions on provided.al2023, which has no Node.js. */
const runtimeFiles = async ({ arch }: PackageOptions, own: OwnNode, env: Readonly<Record<string, string | undefined>>): Promise<ZipFile[]> => [
  { path: 'bootstrap', content: Buffer.from(bootstrap), mode: runnable },
  { path: 'bin/node', content: await nodeBinary(arch, own, env), mode: runnable },
  // Whatever package.json lies above it.
  { path: 'host/package.json', content: Buffer.from('{"type":"commonjs"}\n'), mode: 0o644 },
  ...(await hostBundle('host/', env)),
]

/** The files of a package for AWS Lambda; `folder` is the function's, undefined for a layer. @throws CommandError */
export const lambdaFiles = async (
  options: PackageOptions,
  folder: string | undefined,
  own: OwnNode,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ZipFile[]> => [
  ...(options.parts === 'function' ? [] : await runtimeFiles(options, own, env)),
  ...(folder === undefined ? [] : functionFiles(folder)),
]
