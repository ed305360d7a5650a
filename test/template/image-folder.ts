import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { templateFolder } from './dockerfile.ts'

const packages = fileURLToPath(new URL('../../node_modules', import.meta.url))

/**
 * Builds the host with the build script that the Dockerfile calls and lays it out with a function as in the image's
 * /home/app, compiled only if asked, since that takes a while. The template's packages are those of this checkout. Gone
 * when `t` ends.
 */
export const imageFolder = (t: { after(fn: () => void): unknown }, handlerFolder: string, { compiled = false } = {}): string => {
  const folder = mkdtempSync(join(tmpdir(), 'lua-ts-image-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const [build, home] = [join(folder, 'build'), join(folder, 'home')]
  cpSync(templateFolder, build, { recursive: true, filter: (path) => !['node_modules', 'dist', 'function'].includes(basename(path)) })
  symlinkSync(packages, join(build, 'node_modules'))
  for (const script of ['build', ...(compiled ? ['compile'] : [])]) {
    const { status, stdout, stderr } = spawnSync('npm', ['run', script], { cwd: build, encoding: 'utf8' })
    if (status !== 0) throw new Error(`Cannot ${script} the host:\n${stdout}${stderr}`)
  }
  cpSync(join(build, 'dist'), home, { recursive: true })
  cpSync(handlerFolder, join(home, 'function'), { recursive: true })
  return home
}
