import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { baseTag } from './image-store.ts'
import type { ImageStore } from './image-store.ts'
import { outputOf } from './run-program.ts'

const rockspec = `package = "shout"
version = "1.0-1"
source = { url = "file:///rocks/shout-1.0.tar.gz" }
build = { type = "make", build_target = "all", install_variables = { TO = "$(LUADIR)" } }
`

// It has to be built: this is what the build option "dev" is for.
const makefile = 'all:\n\techo "return string.upper" >shout.lua\ninstall:\n\tinstall -D shout.lua $(TO)/shout.lua\n'

/** Puts a rock into the base's stand-in of `store`, and tells luarocks to look for rocks there instead of in the net. */
export const addRockServer = async (t: { testdir(): string }, store: ImageStore): Promise<void> => {
  const rocks = join(t.testdir(), 'rocks')
  mkdirSync(join(rocks, 'shout-1.0'), { recursive: true })
  writeFileSync(join(rocks, 'shout-1.0', 'Makefile'), makefile)
  writeFileSync(join(rocks, 'shout-1.0-1.rockspec'), rockspec)
  writeFileSync(join(rocks, 'config.lua'), 'rocks_servers = { "/rocks" }\n')
  await outputOf('tar', ['-C', rocks, '-czf', join(rocks, 'shout-1.0.tar.gz'), 'shout-1.0'])
  await outputOf('luarocks-admin', ['make-manifest', '--lua-version=5.3', rocks])
  const base = await store.buildah('from', '--pull-never', baseTag)
  await store.buildah('copy', base, rocks, '/rocks')
  await store.buildah('config', '--env', 'LUAROCKS_CONFIG=/rocks/config.lua', base)
  await store.buildah('commit', '--rm', base, baseTag)
}
