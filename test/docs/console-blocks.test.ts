import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { pages, readBlocks, root } from './blocks.ts'
import type { Block } from './blocks.ts'
import { consoleSession } from './console-session.ts'
import type { ConsoleSession } from './console-session.ts'

const tutorial = 'docs/tutorial.md'

/** A shown line as a pattern: times, durations, widths of columns and what `…` stands for may differ. */
const shape = (line: string): RegExp =>
  new RegExp(
    `^${line
      .replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
      .replaceAll(/\d{4}\\\/\d\d\\\/\d\d \d\d:\d\d:\d\d/g, '\\d{4}\\/\\d\\d\\/\\d\\d \\d\\d:\\d\\d:\\d\\d')
      .replaceAll(/\d{4}\\-\d\d\\-\d\dT\d\d([:-]|\\-)\d\d([:-]|\\-)\d\d\\\.\d+Z/g, '[\\d.:TZ-]+')
      .replaceAll(/\b\d\d:\d\d:\d\d\b/g, '\\d\\d:\\d\\d:\\d\\d')
      .replaceAll(/\d+(?:\\\.\d+)? ?(ms|s)\b/g, '[\\d.]+ ?m?s')
      .replaceAll(/ {2,}/g, ' +')
      .replaceAll('…', '.*')}$`,
  )

const freePort = async (): Promise<number> => {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}

/** What is done already where tests run. */
const isSetUp = (command: string): boolean => /^npm install$/.test(command)

interface Step {
  readonly command: string
  readonly printed: readonly string[]
}

const stepsOf = ({ text }: Block): Step[] => {
  const steps: { command: string; printed: string[] }[] = []
  for (const line of text.split('\n')) {
    if (line.startsWith('$ ')) steps.push({ command: line.slice(2), printed: [] })
    else steps.at(-1)!.printed.push(line)
  }
  return steps
}

/** Waits until the terminal of `lua-ts up` has shown what the block says. */
const proveShown = async (t: Test, { place, text }: Block, session: ConsoleSession): Promise<void> => {
  for (const line of text.split('\n').filter((each) => each !== '')) {
    await session.shown(new RegExp(shape(line), 'm'))
    t.pass(`${place} shows ${line}`)
  }
}

const proveCommands = async (t: Test, block: Block, session: ConsoleSession): Promise<void> => {
  for (const { command, printed } of stepsOf(block)) {
    const place = `${block.place}: ${command}`
    if (isSetUp(command)) continue
    if (command === 'lua-ts up') {
      await session.up()
      await proveShown(t, { ...block, text: printed.join('\n') }, session)
      continue
    }
    const lines = (await session.run(command)).split('\n').filter((line) => line !== '')
    const wanted = printed.filter((line) => line !== '')
    t.equal(lines.length, wanted.length, `${place} prints ${wanted.length} lines:\n${lines.join('\n')}`)
    wanted.forEach((line, i) => t.match(lines[i], shape(line), place))
  }
}

/** The file that a block is, by its first line: `-- hello/handler.lua`, `# stack.yml`. */
const fileOf = ({ text }: Block): string | undefined => /^(?:--|#) ([\w/.-]+\.\w+)\n/.exec(text)?.[1]

for (const page of pages) {
  const blocks = readBlocks(page)
  if (!blocks.some(({ kind }) => kind === 'console')) continue
  t.test(`${page} works as it is written`, { timeout: 300_000 }, async (t) => {
    const session = consoleSession(t, await freePort())
    await session.run(`alias curl='curl -sS'`)
    // The tutorial makes its own; the other pages take it for granted.
    if (page !== tutorial) await session.run(`alias lua-ts="${process.execPath} ${join(root, 'src/cli.ts')}"; cd`)
    for (const block of blocks) {
      const file = fileOf(block)
      if (block.kind === 'console' && block.text.startsWith('$ ')) await proveCommands(t, block, session)
      // What the terminal of `lua-ts up` shows meanwhile.
      else if (block.kind === 'console') await proveShown(t, block, session)
      else if (file !== undefined) await session.write(file, `${block.text}\n`)
    }
  })
}

t.test('there are such pages', async (t) => {
  for (const page of [tutorial, 'docs/replay.md']) t.ok(existsSync(join(root, page)), page)
})
