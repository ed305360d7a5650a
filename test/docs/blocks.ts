import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** This repository's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** The pages whose code blocks are proven. */
export const pages: readonly string[] = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...globSync('docs/*.md', { cwd: root }).sort()]

/** A fenced code block of a page. */
export interface Block {
  readonly page: string
  /** Where it begins, for messages: `README.md:12`. */
  readonly place: string
  /** The word after the fence; `text` when there is none. */
  readonly kind: string
  readonly text: string
  /** The page's HTML comments right before the block, without their marks: what a reader needn't see of its proof. */
  readonly directives: readonly string[]
}

export const readPage = (page: string): string => readFileSync(join(root, page), 'utf8')

/** The fenced code blocks of a page, in order. */
export const readBlocks = (page: string): Block[] => {
  const blocks: Block[] = []
  let directives: string[] = []
  let open: { kind: string; line: number; text: string[] } | undefined
  readPage(page).split('\n').forEach((line, i) => {
    const fence = /^```(.*)$/.exec(line)
    if (fence && !open) open = { kind: fence[1] || 'text', line: i + 1, text: [] }
    else if (fence && open) {
      blocks.push({ page, place: `${page}:${open.line}`, kind: open.kind, text: open.text.join('\n'), directives })
      open = undefined
      directives = []
    } else if (open) open.text.push(line)
    else {
      const directive = /^<!-- (.*) -->$/.exec(line)?.[1]
      directives = directive === undefined ? [] : [...directives, directive]
    }
  })
  if (open) throw new Error(`${page}:${open.line}: The code block has no end`)
  return blocks
}

/** The blocks of one kind on all pages. */
export const blocksOf = (kind: string): Block[] => pages.flatMap(readBlocks).filter((block) => block.kind === kind)
