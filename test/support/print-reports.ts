// A program: reads Lua sources as a JSON list, prints what a function on the engine reports of each. It exists for
// what a process takes from its surroundings once, such as the time zone.
import { json } from 'node:stream/consumers'
import { engines } from './lua-function.ts'
import { hostReports } from './real-lua.ts'

const closers: (() => void)[] = []
const engine = engines.find((name) => name === process.argv[2])
if (!engine) throw new Error(`Unknown engine "${process.argv[2]}"`)
const reports = await hostReports({ after: (close) => void closers.push(close) }, engine, (await json(process.stdin)) as string[])
process.stdout.write(JSON.stringify(reports))
for (const close of closers.reverse()) close()
