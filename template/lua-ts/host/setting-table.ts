import {
  toBoolean,
  toCount,
  toDuration,
  toDurationAboveZero,
  toHeaderValue,
  toLimit,
  toMemory,
  toOneOf,
  toPath,
  toPort,
  toSize,
  toSizeOrUnlimited,
  toText,
} from './setting-parsers.ts'
import type { SettingParser } from './setting-parsers.ts'
import type { Settings } from './setting-values.ts'

/** Whose setting it is; `accepted` ones are of-watchdog's too, but change nothing here. */
export type SettingGroup = 'of-watchdog' | 'lua' | 'module' | 'accepted'

/** One environment variable. */
export interface Setting<T = unknown> {
  readonly name: string
  /** A second name with the same meaning; `name` wins. */
  readonly alias?: string
  readonly group: SettingGroup
  /** What an unset variable stands for, in the notation of the variable itself. */
  readonly default: string
  /** The setting whose value an unset variable takes; `default` is that one's name. */
  readonly sameAs?: keyof Settings
  readonly parse: SettingParser<T>
  /** One line for people; the default stands beside it. */
  readonly help: string
}

type Extra = Pick<Setting, 'alias' | 'sameAs'>

const row =
  (group: SettingGroup) =>
  <T>(name: string, fallback: string, parse: SettingParser<T>, help: string, extra: Extra = {}): Setting<T> => ({
    name,
    group,
    default: fallback,
    parse,
    help,
    ...extra,
  })

const watchdog = row('of-watchdog')
const lua = row('lua')
const module = row('module')
const accepted = row('accepted')

/** Every setting that changes something, by its place in `Settings`. */
export const settingTable: { readonly [K in keyof Settings]: Setting<Settings[K]> } = {
  port: watchdog('port', '8080', toPort, 'port for requests; 0 takes any free one'),
  metricsPort: watchdog('metrics_port', '8081', toPort, 'port for /metrics; 0 takes any free one'),
  execTimeoutMs: watchdog('exec_timeout', '30s', toDuration, 'longest time a handler may take; 0 for no limit'),
  readTimeoutMs: watchdog('read_timeout', '30s', toDuration, 'longest time to receive a request; 0 for no limit'),
  writeTimeoutMs: watchdog(
    'write_timeout',
    '30s',
    toDurationAboveZero,
    'longest time from the arrival of a request to the end of its answer; also the limit for draining',
  ),
  healthcheckIntervalMs: watchdog(
    'healthcheck_interval',
    'write_timeout',
    toDuration,
    'time between SIGTERM and the end of listening, in which health checks fail but requests are served',
    { sameAs: 'writeTimeoutMs' },
  ),
  maxInflight: watchdog('max_inflight', '0', toLimit, 'most requests at a time, more get a 429; 0 for no limit'),
  readyPath: watchdog('ready_path', '', toPath, 'path that /_/ready asks the handler for'),
  suppressLock: watchdog('suppress_lock', 'false', toBoolean, 'leave out the lock file'),
  prefixLogs: watchdog('prefix_logs', 'true', toBoolean, 'put date, stream and call id before lines that the handler prints'),
  logBufferBytes: watchdog(
    'log_buffer_size',
    '65536',
    toSizeOrUnlimited,
    'longest line that a handler or a request may make of the log, longer ones are cut; negative for no limit',
  ),
  logCallId: watchdog('log_callid', 'false', toBoolean, 'put the call id at the end of access lines', {
    alias: 'log_call_id',
  }),
  contentType: watchdog(
    'content_type',
    'text/plain; charset=utf-8',
    toHeaderValue,
    'Content-Type of an answer that is a string and names none',
  ),
  tmpDir: watchdog('TMPDIR', '/tmp', toText, 'folder of the lock file'),
  functionName: watchdog('OPENFAAS_NAME', '', toText, 'name of the function, context.function_name in the handler'),
  luaEngine: lua('lua_engine', 'fengari', toOneOf('fengari', 'wasm'), 'implementation of Lua'),
  luaHandler: lua('lua_handler', './function/handler.lua', toText, 'file of the handler, as seen from the host'),
  luaWorkers: lua(
    'lua_workers',
    '1',
    toCount,
    'processes that answer requests, on as many cores; with more than 1, one more process keeps them running',
  ),
  luaMaxBodyBytes: lua(
    'lua_max_body_bytes',
    '10Mi',
    toSize,
    'largest body for event.body and event:json(), larger ones get a 413; streaming is not limited',
  ),
  luaMemoryLimitBytes: lua(
    'lua_memory_limit',
    '0',
    toMemory,
    'most memory for Lua values; a request that goes over it gets a 500, others go on; 0 for no limit',
  ),
  luaMaxStringBytes: lua(
    'lua_max_string_bytes',
    '64Mi',
    toSize,
    'longest string that Lua code may build; on wasm only string.rep looks at it, lua_memory_limit bounds the rest',
  ),
  luaSliceMs: lua('lua_slice', '10ms', toDurationAboveZero, 'time a handler computes before others get their turn'),
  luaIsolation: lua(
    'lua_isolation',
    'shared',
    toOneOf('shared', 'request'),
    'what requests share: shared has one set of globals and modules for all, request makes them anew for each',
  ),
  luaGlobals: lua(
    'lua_globals',
    'warn',
    toOneOf('error', 'warn', 'allow'),
    'what happens when a request sets a new global: error, warn or allow',
  ),
  luaLoadTimeoutMs: lua('lua_load_timeout', '30s', toDuration, 'longest time the handler may load; 0 for no limit'),
  luaGraceMs: lua(
    'lua_grace',
    '2s',
    toDurationAboveZero,
    'time past exec_timeout after which a process that is stuck in one call is ended',
  ),
  luaRecord: lua(
    'lua_record',
    'off',
    toOneOf('off', 'failed', 'all'),
    'calls that are kept as files for lua-ts replay: failed ones are those answered 500 or more',
  ),
  luaRecordDir: lua('lua_record_dir', '/tmp/lua-ts-recordings', toText, 'folder of the files that lua_record makes'),
  luaRecordHeaders: lua(
    'lua_record_headers',
    'masked',
    toOneOf('masked', 'all'),
    'all keeps the values of Authorization, Cookie and the like in those files, too',
  ),
  luaRecordMaxBytes: lua('lua_record_max_bytes', '1Mi', toSize, 'most that is kept of one call; with more than that it can\'t be run again'),
  luaRecordMaxFiles: lua('lua_record_max_files', '100', toCount, 'most files in that folder, the oldest ones are removed'),
  luaLogLevel: lua('lua_log_level', 'info', toOneOf('debug', 'info', 'warn', 'error'), 'least level of what the module log writes'),
  luaKvBytes: lua('lua_kv_bytes', '64Mi', toSize, 'most that the module kv holds; beyond it, what was used longest ago goes'),
  redisUrl: module('redis_url', '', toText, 'server of the module redis; when it is not set, the secret redis-url or redis://127.0.0.1:6379'),
  secretsDir: module('secrets_dir', '/var/openfaas/secrets', toText, 'folder of the files that the module secrets reads', {
    alias: 'secret_mount_path',
  }),
  luaLogFormat: lua('lua_log_format', 'text', toOneOf('text', 'json'), 'format of log lines: text or json'),
  luaPlatform: lua(
    'lua_platform',
    'auto',
    toOneOf('auto', 'openfaas', 'lambda', 'openwhisk'),
    'what the host runs on; auto is lambda with AWS_LAMBDA_RUNTIME_API, openwhisk with __OW_API_HOST, else openfaas',
  ),
  luaResponseMode: lua(
    'lua_response_mode',
    'buffered',
    toOneOf('buffered', 'stream'),
    'how answers go to Lambda: whole, or in pieces, which the function\'s URL must be set to as well',
  ),
  luaDeadlineMarginMs: lua(
    'lua_deadline_margin',
    '100ms',
    toDuration,
    'time before the end that Lambda or OpenWhisk sets at which a handler is stopped, so that it can be reported',
  ),
  luaOpenwhiskErrorStatus: lua(
    'lua_openwhisk_error_status',
    '502',
    toOneOf('502', '200'),
    'status to OpenWhisk of a handler that failed; 200 keeps the container warm',
  ),
}

const toMode: SettingParser<string> = (text) => {
  if (text === 'http' || text === 'inproc') return text
  throw new RangeError('Expected http or inproc: the host answers HTTP itself and starts no process for a request')
}

const toNoJwtAuth: SettingParser<boolean> = (text) => {
  if (!toBoolean(text)) return false
  throw new RangeError(
    'Cannot check JWTs: run behind of-watchdog, which can ' +
      '(faas-cli build --build-arg WATCHDOG=of-watchdog; the host then gets port=3000 and no jwt_auth)',
  )
}

const without = 'no effect: '

/** of-watchdog's settings that mean nothing here. They are set by templates and stack files, so they are no mistakes. */
export const acceptedTable: readonly Setting[] = [
  accepted('fprocess', '', toText, `${without}the handler runs in the host`),
  accepted('function_process', '', toText, `${without}the handler runs in the host`),
  accepted('mode', 'http', toMode, 'http or inproc, which are the same here; others are refused'),
  accepted('upstream_url', '', toText, `${without}the handler runs in the host`),
  accepted('http_upstream_url', '', toText, `${without}the handler runs in the host`),
  accepted('http_buffer_req_body', '', toText, `${without}a body is streamed until the handler asks for all of it`),
  accepted('buffer_http', '', toText, `${without}as http_buffer_req_body`),
  accepted('cgi_headers', '', toText, `${without}the handler sees all headers`),
  accepted('write_debug', '', toText, without + 'setting of the classic watchdog'),
  accepted('read_debug', '', toText, without + 'setting of the classic watchdog'),
  accepted('combined_output', '', toText, without + 'setting of the classic watchdog'),
  accepted('static_path', '', toText, `${without}no files are served`),
  accepted('jwt_auth', 'false', toNoJwtAuth, 'true is refused: only of-watchdog in front of the host can check JWTs'),
  accepted('jwt_auth_debug', '', toText, `${without}see jwt_auth`),
  accepted('jwt_auth_local', '', toText, `${without}see jwt_auth`),
]

/** Variables that are no single settings: the module looks them up by the name that the handler gives. */
export const namedTable: readonly Setting[] = [
  module('database_url', '', toText, 'database of the module database: sqlite:FILE, postgres://… or mysql://…; when it is not set, the secret database-url, or SQLite in memory'),
  module('database_url_NAME', '', toText, 'database of db.connect("NAME"); when it is not set, the secret database-url-NAME'),
]
