import { readFileSync, writeFileSync } from 'node:fs'
import { Script } from 'node:vm'

// What `index.js` is in the image. It starts the host, which is `host.js` there, in half the time: from V8's code cache,
// made when the image was built, and without the parts of Node.js that a start doesn't need. Node's own compile cache
// holds for one user id only, while a cluster may run the image under any.

/** Modules of Node.js that take long to load, and that most functions need late or never. Their functions need no `this`. */
const late = new Set([
  'child_process', 'crypto', 'fs/promises', 'https', 'os', 'sqlite', 'stream/consumers', 'timers/promises', 'v8', 'vm', 'worker_threads', 'zlib',
])

/** Stands for a module and loads it at the first use of something in it. */
const lateModule = (name: string): object => {
  let loaded: Record<PropertyKey, unknown> | undefined
  const load = () => (loaded ??= require(name) as Record<PropertyKey, unknown>)
  return new Proxy({}, {
    get: (_, key) => load()[key],
    ownKeys: () => Reflect.ownKeys(load()),
    getOwnPropertyDescriptor: (_, key) => ({ configurable: true, enumerable: true, value: load()[key] }),
  })
}

const requireLate = (name: string): unknown => (late.has(name.replace('node:', '')) ? lateModule(name) : require(name))

const read = (file: string): Buffer | undefined => {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

/** What may have used WebAssembly before the host. */
const preload = /(^|\s)(-r|--require|--import|--loader|--experimental-loader)\b/

/** A start is over by then, and the host's other thread has not begun. */
const startedMs = 80

/**
 * Sets what V8 shall do from now on, when the host's modules are loaded and nothing has run in them: afterwards V8 refuses
 * the code caches of Node.js's own modules, which is why no such flag is on the command line.
 *
 * While the host starts V8 optimizes nothing in the background: little of that would be used, it keeps the processor,
 * and costs 3 MiB for good. In WebAssembly V8 inlines no calls on speculation, which makes the loop of Lua 5.4 a fifth
 * slower; it must know that before it compiles any WebAssembly, or may abort later.
 */
const setFlags = (engine: string): void => {
  // What the first listen() loads.
  require('node:cluster')
  const { setFlagsFromString } = require('node:v8') as typeof import('node:v8')
  setFlagsFromString('--no-maglev --no-turbofan')
  setTimeout(() => setFlagsFromString('--maglev --turbofan'), startedMs).unref()
  if (engine === 'wasm' && !preload.test(`${process.execArgv.join(' ')} ${process.env['NODE_OPTIONS'] ?? ''}`)) setFlagsFromString('--no-wasm-deopt')
}

const start = (): void => {
  const filename = `${import.meta.dirname}/host.js`
  const engine = process.env['lua_engine'] === 'wasm' ? 'wasm' : 'fengari'
  // V8 refuses what another version of it, or another processor's, has made, and compiles as it always does.
  const cacheFile = `${import.meta.dirname}/host.${process.arch}.${engine}.cache`
  const cachedData = read(cacheFile)
  // A function, of ASCII, which is read fastest as Latin-1.
  const script = new Script(readFileSync(filename, 'latin1'), {
    filename,
    ...(cachedData && { cachedData }),
  })
  const host = script.runInThisContext() as (...values: readonly unknown[]) => void
  host(exports, requireLate, module, filename, import.meta.dirname)
  // A cache is for the flags that it was made with, and the host reads it with none.
  if (process.argv[2] === '--cache') process.on('exit', () => writeFileSync(cacheFile, script.createCachedData()))
  else setFlags(engine)
}

start()
