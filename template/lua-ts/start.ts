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

/**
 * Has V8 inline no calls in WebAssembly on speculation, which makes the loop of Lua 5.4 a fifth slower. V8 must know it
 * before it compiles any WebAssembly, or may abort later. From then on it refuses the code caches of Node.js's own
 * modules, which is why the flag isn't on the command line: all that a start needs is loaded before.
 */
const compileLoopsPlainly = (): void => {
  if (preload.test(`${process.execArgv.join(' ')} ${process.env['NODE_OPTIONS'] ?? ''}`)) return
  const webAssembly = Reflect.get(globalThis, 'WebAssembly') as { instantiate: (...source: unknown[]) => unknown }
  const { instantiate } = webAssembly
  webAssembly.instantiate = (...source) => {
    // What the first listen() loads.
    require('node:cluster')
    const { setFlagsFromString } = require('node:v8') as typeof import('node:v8')
    setFlagsFromString('--no-wasm-deopt')
    return instantiate(...source)
  }
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
  // A cache is for the flags that it was made with, and the host reads it with none.
  if (process.argv[2] === '--cache') process.on('exit', () => writeFileSync(cacheFile, script.createCachedData()))
  else if (engine === 'wasm') compileLoopsPlainly()
  const host = script.runInThisContext() as (...values: readonly unknown[]) => void
  host(exports, requireLate, module, filename, import.meta.dirname)
}

start()
