import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readSettings } from '../../template/lua-ts/host/settings.ts'
import { blocksOf, root } from './blocks.ts'

/** Starts `npm start`'s program on a free port and resolves to the gateway's URL. */
const startFunctions = async (t: { after(fn: () => unknown): unknown }): Promise<string> => {
  const child = spawn(process.execPath, ['src/cli.ts', 'up', '--port', '0'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise((resolve) => child.once('close', resolve))
  t.after(async () => {
    child.kill('SIGTERM')
    await ended
  })
  let output = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (output += text))
  for await (const text of child.stdout.setEncoding('utf8') as AsyncIterable<string>) {
    output += text
    const url = /(http:\/\/127\.0\.0\.1:\d+)\/function\/[^]*Ready in \d+ ms\n/.exec(output)?.[1]
    if (url !== undefined) {
      child.stdout.resume()
      return url
    }
  }
  throw new Error(`The functions did not start:\n${output}`)
}

interface Command {
  readonly place: string
  readonly line: string
  /** What it must print: the comment lines `# => …` after it. */
  readonly prints: string | undefined
}

const commands: Command[] = blocksOf('sh').flatMap(({ text, place }) => {
  const found: { place: string; line: string; prints: string | undefined }[] = []
  for (const line of text.split('\n')) {
    const printed = /^# => (.*)$/.exec(line)?.[1]
    const last = found.at(-1)
    if (printed !== undefined && last) last.prints = last.prints === undefined ? printed : `${last.prints}\n${printed}`
    else if (line !== '' && !line.startsWith('#')) found.push({ place, line, prints: undefined })
  }
  return found
})

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }

// faas-cli 0.18, as far as pages use it.
const faasCli = [
  /^template pull \S+$/,
  /^new [a-z][a-z0-9-]* --lang lua-ts$/,
  /^local-run [a-z][a-z0-9-]*$/,
  /^(build|push|deploy|up|publish)( -f \S+| --filter \S+| --build-arg \w+=\S+)*$/,
]

const checks: Readonly<Record<string, (line: string) => boolean>> = {
  npm: (line) => /^npm (install|ci)$/.test(line) || Object.hasOwn(scripts, /^npm (?:run )?(\w+)( -- .+)?$/.exec(line)?.[1] ?? ''),
  npx: (line) => existsSync(join(root, /^npx (?:tap|node(?: --[\w-]+)*) (\S+)/.exec(line)?.[1] ?? 'none')),
  // The load generator, and ending what an earlier line of the block started.
  wrk: (line) => /^wrk( -[a-z]\d+s?)+ http:\/\/127\.0\.0\.1:\d+\//.test(line),
  kill: (line) => /^kill -TERM (\$!|%\d)$/.test(line),
  'faas-cli': (line) => faasCli.some((pattern) => pattern.test(line.slice('faas-cli '.length))),
  node: (line) => existsSync(join(root, line.split(' ')[1] ?? 'none')),
  aws: (line) => /^aws (?:s3 cp \S+ s3:\/\/\S+$|lambda (?:create-function|update-function-code|publish-layer-version|invoke) --)/.test(line),
  wsk: (line) => /^wsk action (?:create \S+ \S+ --docker \S+( --web raw)?$|invoke \S+ --result)/.test(line),
}

t.test('commands are such as there are', async (t) => {
  for (const { place, line: written } of commands.filter((command) => !command.line.startsWith('curl '))) {
    const settings = /^(?:\w+=\S+ )+/.exec(written)?.[0] ?? ''
    t.doesNotThrow(() => readSettings(Object.fromEntries(settings.trimEnd().split(' ').map((pair) => pair.split('=')))), `${place}: ${written}`)
    const line = written.slice(settings.length)
    t.ok(checks[line.split(' ')[0] as string]?.(line), `${place}: ${line}`)
  }
})

t.test('curl gets what the page says', async (t) => {
  const url = await startFunctions(t)
  const calls = commands.filter(({ line }) => line.startsWith('curl '))
  t.ok(calls.length > 0)
  for (const { place, line, prints } of calls) {
    t.match(line, 'http://127.0.0.1:8080/function/', place)
    const command = line.replace(/^curl /, 'curl --silent --show-error --fail ').replace('http://127.0.0.1:8080', url)
    const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: root, encoding: 'utf8', timeout: 60_000 })
    t.equal(status, 0, `${place}: ${line} ${stderr}`)
    t.not(stdout, '', 'it prints something')
    if (prints !== undefined) t.equal(stdout, prints, `${place}: ${line}`)
  }
})
