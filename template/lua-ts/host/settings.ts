/** Everything that can be set, parsed. Durations are milliseconds, 0 for "no limit" where a limit can be off. */
export interface Settings {
  readonly port: number
  readonly metricsPort: number
  readonly execTimeoutMs: number
  readonly readTimeoutMs: number
  readonly writeTimeoutMs: number
  readonly healthcheckIntervalMs: number
  readonly maxInflight: number
  readonly readyPath: string
  readonly suppressLock: boolean
  readonly prefixLogs: boolean
  readonly logBufferBytes: number
  readonly logCallId: boolean
  readonly contentType: string
  /** Folder of the lock file. */
  readonly tmpDir: string
  readonly functionName: string
  readonly luaEngine: 'fengari'
  readonly luaHandler: string
  readonly luaMaxBodyBytes: number
  readonly luaMaxStringBytes: number
  readonly luaSliceMs: number
  readonly luaGlobals: 'error' | 'warn' | 'allow'
  readonly luaLoadTimeoutMs: number
  readonly luaGraceMs: number
  readonly luaLogFormat: 'text' | 'json'
}
