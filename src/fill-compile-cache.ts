// Run by npm after it has installed the packages: what is compiled now, the first start need not compile.
import { enableCompileCache, flushCompileCache } from 'node:module'
import { compileCacheDir } from './compile-cache.ts'

enableCompileCache(compileCacheDir())
const { warmUpHost } = await import('./functions/host-warm-up.ts')
await warmUpHost()
await import('./commands/up.ts')
flushCompileCache()
process.exit()
