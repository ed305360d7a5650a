import { readdir, writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { rssBytes } from './rss.ts'

export interface EditLoad {
  /** Where the function is called. */
  readonly url: string
  /** The process of `lua-ts up`. */
  readonly pid: number
  /** The function's file. */
  readonly file: string
  readonly edits: number
  /** How many callers call all the time. */
  readonly connections: number
}

/** What a process holds. */
export interface Held {
  readonly rss: number
  readonly openFiles: number
}

export interface EditReport {
  readonly calls: number
  /** What answers there were beside 200, and errors. */
  readonly failures: readonly string[]
  /** From each write of the file to the first answer of the new one, in ms. */
  readonly reloadMs: readonly number[]
  /** After the first tenth of the edits, and at the end. */
  readonly before: Held
  readonly after: Held
}

const patienceMs = 20_000
// What was replaced may still be ending its calls: its pipes are open until then.
const settleMs = 2_000

const heldBy = async (pid: number): Promise<Held> => ({ rss: await rssBytes(pid), openFiles: (await readdir(`/proc/${pid}/fd`)).length })

const call = (url: string, agent: Agent): Promise<string> => {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const req = request(url, { agent, method: 'POST' }, (res) => {
    let text = ''
    res.on('data', (piece) => (text += piece))
    res.on('end', () => resolve(res.statusCode === 200 ? text : `status ${res.statusCode}: ${text}`))
    res.on('error', reject)
  })
  req.on('error', reject).end('x')
  return promise
}

/** The function's file; the edits start from version 0. */
export const handler = (version: number): string => `return function(event) return "version ${version} " .. event.body end\n`

/** Edits a function again and again while it is called, and counts what fails. @throws Error when an edit is not served */
export const editUnderLoad = async ({ url, pid, file, edits, connections }: EditLoad): Promise<EditReport> => {
  const agent = new Agent({ keepAlive: true })
  const failures: string[] = []
  const reloadMs: number[] = []
  let calling = true
  let calls = 0
  let newest = 0
  const caller = async (): Promise<void> => {
    while (calling) {
      const text = await call(url, agent).catch((error: Error) => error.message)
      calls++
      const version = Number(/^version (\d+) x$/.exec(text)?.[1] ?? Number.NaN)
      if (Number.isNaN(version)) failures.push(text)
      else newest = Math.max(newest, version)
    }
  }
  const edit = async (version: number): Promise<void> => {
    const startMs = performance.now()
    await writeFile(file, handler(version))
    while (newest < version) {
      if (performance.now() - startMs > patienceMs) throw new Error(`Version ${version} is not served after ${patienceMs} ms`)
      await delay(1)
    }
    reloadMs.push(performance.now() - startMs)
  }

  const callers = Array.from({ length: connections }, caller)
  let before: Held | undefined
  try {
    for (let version = 1; version <= edits; version++) {
      await edit(version)
      if (version === Math.ceil(edits / 10)) {
        await delay(settleMs)
        before = await heldBy(pid)
      }
    }
    await delay(settleMs)
    return { calls, failures, reloadMs, before: before as Held, after: await heldBy(pid) }
  } finally {
    calling = false
    await Promise.all(callers)
    agent.destroy()
  }
}
