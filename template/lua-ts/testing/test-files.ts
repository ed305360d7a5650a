import { globSync } from 'node:fs'

const othersFolders = /(^|[/\\])(lua_modules|node_modules|\.[^/\\]+)([/\\]|$)/

/** The tests of a function: `*_test.lua` and `*_spec.lua` anywhere in its folder, other people's modules left out. */
export const testFiles = (folder: string): string[] =>
  globSync('**/*_{test,spec}.lua', { cwd: folder, exclude: (path) => othersFolders.test(path) }).sort()
