import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isMap, parseDocument } from 'yaml'
import { CommandError, UsageError } from '../command-error.ts'
import { isServiceName } from '../function-name.ts'
import { parseOptions } from '../parse-options.ts'
import { findStackFile } from '../stack/stack.ts'
import type { Terminal } from '../terminal.ts'

export const newHelp = `Usage: lua-ts new NAME [OPTION...]

Makes the folder of a new function from the template and adds it to the stack
file, which is made if there is none. A running "lua-ts up" starts it.

  -f, --file FILE   the stack file (default: stack.yml or stack.yaml)
      --folder DIR  the function's folder (default: NAME beside the stack file)
  -h, --help        this text

Exit status: 0; 1 when the function or its folder exists, or the stack file can't
be read; 2 for wrong usage.

  lua-ts new greeter && lua-ts up greeter
`

const template = fileURLToPath(new URL('../../template/lua-ts/function', import.meta.url))
const emptyStack = `version: 1.0
provider:
  name: openfaas
  gateway: http://127.0.0.1:8080

functions: {}
`

/** The stack file with a function more; what stood in it, comments too, stays as it was. */
const withFunction = (text: string, file: string, name: string, handler: string): string => {
  const document = parseDocument(text)
  const [error] = document.errors
  if (error !== undefined) throw new CommandError([`${file}: Cannot read the YAML: ${error.message}`])
  const functions = document.get('functions', true)
  if (!isMap(functions)) document.set('functions', document.createNode({}))
  const map = document.get('functions', true)
  if (isMap(map)) {
    if (map.has(name)) throw new CommandError([`${file}: It has a function "${name}" already`])
    map.flow = false
    map.set(name, document.createNode({ lang: 'lua-ts', handler, image: `${name}:latest` }))
  }
  return document.toString({ lineWidth: 0 })
}

/** `lua-ts new`: resolves to the exit status. Throws `UsageError` or `CommandError` and has changed nothing then. */
export const newCommand = async ({ args, stdout, cwd }: Terminal): Promise<number> => {
  const { values, positionals } = parseOptions(args.slice(1), {
    file: { type: 'string', short: 'f' },
    folder: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  })
  if (values.help) {
    stdout.write(newHelp)
    return 0
  }
  const [name, ...others] = positionals
  if (name === undefined || others.length > 0) throw new UsageError('Name one function')
  if (!isServiceName(name)) throw new UsageError(`Bad name "${name}": use lower-case letters, digits and "-", a letter first`)
  const file = findStackFile({ file: values.file, cwd })
  const path = resolve(cwd, file)
  const folder = values.folder === undefined ? join(dirname(path), name) : resolve(cwd, values.folder)
  if (existsSync(folder)) throw new CommandError([`"${relative(cwd, folder)}" exists already: choose another name, or another folder with --folder`])
  const handler = `./${relative(dirname(path), folder)}`
  const text = withFunction(existsSync(path) ? readFileSync(path, 'utf8') : emptyStack, file, name, handler)
  cpSync(template, folder, { recursive: true })
  // Last, so that a running "lua-ts up" finds the folder whole.
  writeFileSync(path, text)
  stdout.write(`Made ${relative(cwd, folder)}/handler.lua and added ${name} to ${file}\n`)
  return 0
}
