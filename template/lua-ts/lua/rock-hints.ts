/** Modules that Lua programmers expect and that this host has under another name, or can't have. */
const hints: Readonly<Record<string, string>> = {
  lpeg: 'use the pure-Lua rock "lulpeg"',
  lfs: 'files are opened with io.open; there is nothing to list folders with',
  rapidjson: 'use the built-in module "json"',
  dkjson: 'use the built-in module "json", or the rock "dkjson", which is pure Lua',
}

/** What to use in place of a C library. */
export const insteadOf = (name: string): string => (Object.hasOwn(hints, name) ? hints[name]! : 'use a rock that is written in Lua')

/** A line for the message that no module was found, or nothing. */
export const hintFor = (name: string): string => (Object.hasOwn(hints, name) ? `\n\t${hints[name]}` : '')
