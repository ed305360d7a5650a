import type { HostFunction } from '../lua/engine.ts'
import { openJson, openSafeJson } from './json.ts'
import type { ModuleHost, OpenModule } from './module-host.ts'
import { openTime } from './time.ts'

/** Modules that are read in, with the packages they need, when a handler first requires them. */
const lazyModules: Readonly<Record<string, (host: ModuleHost) => Promise<OpenModule>>> = {
  redis: async () => (await import('./redis.ts')).openRedis,
  event: async () => (await import('./event.ts')).openEvent,
  multipart: async () => (await import('./multipart.ts')).openMultipart,
  ltn12: async () => (await import('./ltn12.ts')).openLtn12,
  mime: async () => (await import('./mime.ts')).openMime,
  socket: async () => (await import('./socket.ts')).openSocket,
  http: async () => (await import('./http.ts')).openHttp,
  'socket.http': async () => (await import('./http.ts')).openHttp,
  crypto: async () => (await import('./crypto.ts')).openCrypto,
  kv: async () => (await import('./kv.ts')).openKv,
  log: async () => (await import('./log.ts')).openLog,
  metrics: async ({ registry }) => (await import('./metrics.ts')).openMetrics(await registry()),
  base64: async () => (await import('./base64.ts')).openBase64,
  cookie: async () => (await import('./cookie.ts')).openCookie,
  cors: async () => (await import('./cors.ts')).openCors,
  database: async () => (await import('./database.ts')).openDatabase,
  secrets: async () => (await import('./secrets.ts')).openSecrets,
  'socket.url': async () => (await import('./socket-url.ts')).openSocketUrl,
  url: async () => (await import('./url.ts')).openUrl,
  uuid: async () => (await import('./uuid.ts')).openUuid,
}

/** The loaders of all modules of the host, by the name that `require` knows them by. */
export const moduleLoaders = (host: ModuleHost): Readonly<Record<string, HostFunction>> => {
  const { lua, scheduler, tapes } = host
  const json = openJson(lua)
  const loaders: Record<string, HostFunction> = { json, cjson: json, 'cjson.safe': openSafeJson(lua), time: openTime(lua, scheduler, tapes) }
  for (const [name, read] of Object.entries(lazyModules)) loaders[name] = lazyLoader(host, read)
  return loaders
}

const lazyLoader = (host: ModuleHost, read: (host: ModuleHost) => Promise<OpenModule>): HostFunction => {
  let loader: HostFunction | undefined
  return (t) => {
    if (loader) return loader(t)
    return host.scheduler.waitFor(t, read(host), (thread, open) => {
      loader ??= open(host)
      return loader(thread)
    })
  }
}
