import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { pages, readBlocks, readPage, root } from './blocks.ts'

// How each kind of block is proven, and where. A block of another kind fails here.
const kinds: Readonly<Record<string, string>> = {
  lua: 'lua-blocks.test.ts: handlers are loaded and called on every engine, snippets run and their results compared, tests run',
  sh: 'shell-blocks.test.ts: curl runs against the example functions, npm and npx name what exists, faas-cli has such commands and options',
  yaml: 'yaml-blocks.test.ts: read as a stack file, its settings checked by the host\'s own parser',
  console: 'console-blocks.test.ts: the commands of a page run one after the other, its files are written, and what is printed compared',
  text: 'text-blocks.test.ts: compared with what the programs print',
}

t.test('every code block is of a kind that is proven', async (t) => {
  for (const page of pages) {
    for (const { kind, place } of readBlocks(page)) t.ok(Object.hasOwn(kinds, kind), `${place} is "${kind}"`)
  }
})

t.test('every link leads to a file and a heading', async (t) => {
  const slug = (heading: string) => heading.toLowerCase().replaceAll(/[^\w\- ]/g, '').replaceAll(' ', '-')
  for (const page of pages) {
    for (const [, target = ''] of readPage(page).matchAll(/\]\(([^)]+)\)/g)) {
      if (target.startsWith('https://')) continue
      const [file = '', heading] = target.split('#')
      const path = file === '' ? page : join(dirname(page), file)
      t.ok(existsSync(join(root, path)), `${page} links to ${target}`)
      if (heading === undefined) continue
      const headings = [...readPage(path).matchAll(/^#+ (.*)$/gm)].map((match) => slug(match[1] as string))
      t.ok(headings.includes(heading), `${page} links to ${target}`)
    }
  }
})

t.test('every file that a page names is there', async (t) => {
  const folders = ['', 'template/lua-ts', 'template/lua-ts/lua', 'template/lua-ts/host']
  for (const page of pages) {
    for (const [, name = ''] of readPage(page).matchAll(/`((?:template|src|host|lua|platform|modules|functions|docs|bench|test|\.ci)\/[^`*\s]*)`/g)) {
      t.ok(folders.some((folder) => existsSync(join(root, folder, name))), `${page} names ${name}`)
    }
  }
})
