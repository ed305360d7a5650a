import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { hostProcess } from './host-process.ts'
import type { HostProcess } from './host-process.ts'

/** A handler that names the process it runs in, waits and hangs when it is asked to. */
export const workerHandler = `
local time = require("time")
local worker = tostring(io.open("/proc/self/stat"):read("n"))
local function handler(event)
  local seconds = event.path:match("^/wait/(.*)")
  if seconds then time.sleep(tonumber(seconds)) end
  if event.path == "/stuck" then return tostring(("a"):rep(3000):find(".-.-.-.-.-b")) end
  return worker
end
return { handler = handler, shutdown = function() print("shutdown of " .. worker) end }
`

/** Process ids of the children of `pid`. */
export const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)

/** True while there is such a process, and it is no zombie. */
export const isRunning = (pid: number): boolean => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** A function host with several workers. */
export const workerHost = (t: Test, settings: Readonly<Record<string, string>>): Promise<HostProcess> => {
  const folder = t.testdir({ 'handler.lua': workerHandler })
  return hostProcess(t, { settings: { lua_handler: join(folder, 'handler.lua'), lua_workers: '2', ...settings } })
}

/** Waits until `holds`. */
export const until = async (what: string, holds: () => boolean | Promise<boolean>, limitMs = 20_000): Promise<void> => {
  const endMs = performance.now() + limitMs
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`Waited in vain: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
