/** Everything that can be set, parsed. Durations are milliseconds, 0 for "no limit" where a limit can be off. */
export interface Settings {
  readonly port: number
  readonly metricsPort: number
  readonly execTimeoutMs: number
  readonly readTimeoutMs: number
  readonly writeTimeoutMs: number
  readonly healthcheckIntervalMs: number
  readonly maxInflight: number
  /** Empty for none. */
  readonly readyPath: string
  readonly suppressLock: boolean
  readonly prefixLogs: boolean
  /** Longest line of the handler's output; Infinity for no limit. */
  readonly logBufferBytes: number
  readonly logCallId: boolean
  readonly contentType: string
  /** Folder of the lock file. */
  readonly tmpDir: string
  /** Empty when the platform doesn't say. */
  readonly functionName: string
  readonly luaEngine: 'fengari' | 'wasm'
  /** Path of the handler's file, relative to index.ts unless it is absolute. */
  readonly luaHandler: string
  /** Processes that serve calls. */
  readonly luaWorkers: number
  readonly luaMaxBodyBytes: number
  readonly luaMaxStringBytes: number
  /** Infinity for no limit. */
  readonly luaMemoryLimitBytes: number
  readonly luaSliceMs: number
  readonly luaIsolation: 'shared' | 'request'
  readonly luaGlobals: 'error' | 'warn' | 'allow'
  readonly luaLoadTimeoutMs: number
  readonly luaGraceMs: number
  /** Which calls are kept, to be run again. */
  readonly luaRecord: 'off' | 'failed' | 'all'
  /** Folder of the calls that are kept. */
  readonly luaRecordDir: string
  readonly luaRecordHeaders: 'masked' | 'all'
  readonly luaRecordMaxBytes: number
  readonly luaRecordMaxFiles: number
  readonly luaLogLevel: 'debug' | 'info' | 'warn' | 'error'
  readonly luaKvBytes: number
  /** Empty when it is not set. */
  readonly redisUrl: string
  /** Folder of the secrets' files. */
  readonly secretsDir: string
  readonly luaLogFormat: 'text' | 'json'
  /** `auto` looks for what only one platform sets. */
  readonly luaPlatform: 'auto' | 'openfaas' | 'lambda' | 'openwhisk'
  readonly luaResponseMode: 'buffered' | 'stream'
  readonly luaDeadlineMarginMs: number
  readonly luaOpenwhiskErrorStatus: '502' | '200'
}
