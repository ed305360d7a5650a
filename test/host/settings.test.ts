import t from 'tap'

import { readSettings } from '../../template/lua-ts/host/settings.ts'
import type { Environment } from '../../template/lua-ts/host/settings.ts'

const mistakesOf = (env: Environment): string[] => {
  try {
    readSettings(env)
  } catch (error) {
    if (error instanceof Error && error.name === 'ConfigError') return error.message.split('\n')
    throw error
  }
  return []
}

const defaults = {
  port: 8080,
  metricsPort: 8081,
  execTimeoutMs: 30_000,
  readTimeoutMs: 30_000,
  writeTimeoutMs: 30_000,
  healthcheckIntervalMs: 30_000,
  maxInflight: 0,
  readyPath: '',
  suppressLock: false,
  prefixLogs: true,
  logBufferBytes: 65536,
  logCallId: false,
  contentType: 'text/plain; charset=utf-8',
  tmpDir: '/tmp',
  functionName: '',
  luaEngine: 'fengari',
  luaHandler: './function/handler.lua',
  luaWorkers: 1,
  luaIsolation: 'shared',
  luaMaxBodyBytes: 10 * 2 ** 20,
  luaMaxStringBytes: 64 * 2 ** 20,
  luaSliceMs: 10,
  luaGlobals: 'warn',
  luaLoadTimeoutMs: 30_000,
  luaGraceMs: 2000,
  luaMemoryLimitBytes: Infinity,
  luaRecord: 'off',
  luaRecordDir: '/tmp/lua-ts-recordings',
  luaRecordHeaders: 'masked',
  luaRecordMaxBytes: 1_048_576,
  luaRecordMaxFiles: 100,
  luaLogLevel: 'info',
  luaKvBytes: 64 * 2 ** 20,
  redisUrl: '',
  secretsDir: '/var/openfaas/secrets',
  luaLogFormat: 'text',
  luaPlatform: 'auto',
  luaResponseMode: 'buffered',
  luaDeadlineMarginMs: 100,
  luaOpenwhiskErrorStatus: '502',
}

t.test('readSettings() gives the defaults when nothing is set', async (t) => {
  t.strictSame(readSettings({}), defaults)
})

t.test('readSettings() takes an empty variable for one that is not set', async (t) => {
  t.strictSame(readSettings({ port: '', ready_path: '', write_timeout: '', lua_slice: '', lua_nonsense: '' }), defaults)
})

t.test('readSettings() reads every setting that has an effect', async (t) => {
  const settings = readSettings({
    port: '3000',
    metrics_port: '0',
    exec_timeout: '1m30s',
    read_timeout: '5',
    write_timeout: '6s',
    healthcheck_interval: '0',
    max_inflight: '25',
    ready_path: '/ready',
    suppress_lock: 'true',
    prefix_logs: '0',
    log_buffer_size: '-1',
    log_callid: '1',
    content_type: 'text/html',
    TMPDIR: '/run',
    OPENFAAS_NAME: 'hello',
    lua_engine: 'fengari',
    lua_handler: '/srv/handler.lua',
    lua_max_body_bytes: '64Ki',
    lua_max_string_bytes: '1MB',
    lua_slice: '20ms',
    lua_globals: 'error',
    lua_load_timeout: '0',
    lua_grace: '500ms',
    lua_memory_limit: '128Mi',
    lua_log_format: 'json',
    lua_record: 'failed',
    lua_record_dir: '/data/kept',
    lua_record_headers: 'all',
    lua_record_max_bytes: '64Ki',
    lua_record_max_files: '7',
    lua_log_level: 'warn',
    lua_kv_bytes: '1Mi',
    redis_url: 'redis://cache:6379',
    secrets_dir: '/run/secrets',
    lua_workers: '4',
    lua_isolation: 'request',
  })
  t.strictSame(settings, {
    luaWorkers: 4,
    luaIsolation: 'request',
    luaPlatform: 'auto',
    luaResponseMode: 'buffered',
    luaDeadlineMarginMs: 100,
    luaOpenwhiskErrorStatus: '502',
    port: 3000,
    metricsPort: 0,
    execTimeoutMs: 90_000,
    readTimeoutMs: 5000,
    writeTimeoutMs: 6000,
    healthcheckIntervalMs: 0,
    maxInflight: 25,
    readyPath: '/ready',
    suppressLock: true,
    prefixLogs: false,
    logBufferBytes: Infinity,
    logCallId: true,
    contentType: 'text/html',
    tmpDir: '/run',
    functionName: 'hello',
    luaEngine: 'fengari',
    luaHandler: '/srv/handler.lua',
    luaMaxBodyBytes: 65536,
    luaMaxStringBytes: 1_000_000,
    luaSliceMs: 20,
    luaGlobals: 'error',
    luaLoadTimeoutMs: 0,
    luaGraceMs: 500,
    luaMemoryLimitBytes: 128 * 2 ** 20,
    luaLogFormat: 'json',
    luaRecord: 'failed',
    luaRecordDir: '/data/kept',
    luaRecordHeaders: 'all',
    luaRecordMaxBytes: 65_536,
    luaRecordMaxFiles: 7,
    luaLogLevel: 'warn',
    luaKvBytes: 2 ** 20,
    redisUrl: 'redis://cache:6379',
    secretsDir: '/run/secrets',
  })
})

t.test('readSettings() takes write_timeout for healthcheck_interval when that is not set', async (t) => {
  t.equal(readSettings({ write_timeout: '7s' }).healthcheckIntervalMs, 7000)
  t.equal(readSettings({ write_timeout: '7s', healthcheck_interval: '1s' }).healthcheckIntervalMs, 1000)
})

t.test('readSettings() takes log_call_id for log_callid, which wins when both are set', async (t) => {
  t.equal(readSettings({ log_call_id: 'true' }).logCallId, true)
  t.equal(readSettings({ log_call_id: 'true', log_callid: 'false' }).logCallId, false)
  t.same(mistakesOf({ log_call_id: 'ja' }), ['Cannot start:', '  log_call_id="ja": Expected true or false'])
})

t.test('readSettings() names every variable that is wrong', async (t) => {
  const env = {
    port: 'http',
    exec_timeout: 'soon',
    write_timeout: '0s',
    prefix_logs: 'yes\nno',
    mode: 'serializing',
    lua_engine: 'luajit',
    lua_slise: '20ms',
  }
  t.same(mistakesOf(env), [
    'Cannot start:',
    '  port="http": Port must be 0 to 65535',
    '  exec_timeout="soon": Cannot parse duration "soon": expected a number of seconds or a Go duration such as "1m30s"',
    '  write_timeout="0s": Duration must be over 0s',
    '  prefix_logs="yes\\nno": Expected true or false',
    '  lua_engine="luajit": Expected fengari or wasm',
    '  mode="serializing": Expected http or inproc: the host answers HTTP itself and starts no process for a request',
    '  lua_slise="20ms": Unknown setting, did you mean lua_slice?',
  ])
})

t.test('readSettings() refuses two servers on one port', async (t) => {
  const mistake = 'Port is the same as port, set one of them to another'
  t.same(mistakesOf({ port: '8081' }), ['Cannot start:', `  metrics_port="8081": ${mistake}`])
  t.same(mistakesOf({ port: '0', metrics_port: '0' }), [])
})

t.test('readSettings() accepts what templates for of-watchdog set', async (t) => {
  const settings = readSettings({
    fprocess: 'node index.js',
    function_process: 'node index.js',
    mode: 'http',
    upstream_url: 'http://127.0.0.1:3000',
    http_upstream_url: 'http://127.0.0.1:3000',
    http_buffer_req_body: 'true',
    buffer_http: 'true',
    cgi_headers: 'true',
    write_debug: 'true',
    read_debug: 'true',
    combined_output: 'false',
    static_path: '/srv',
    jwt_auth: 'false',
    jwt_auth_debug: 'true',
    jwt_auth_local: 'true',
    LUA_PATH: '?.lua',
    PATH: '/bin',
    nothing: undefined,
  })
  t.strictSame(settings, defaults)
  t.strictSame(readSettings({ mode: 'inproc' }), defaults)
})

t.test('readSettings() refuses jwt_auth with the way out', async (t) => {
  const [, mistake = ''] = mistakesOf({ jwt_auth: 'true' })
  t.match(mistake, '  jwt_auth="true": Cannot check JWTs: run behind of-watchdog')
  t.match(mistake, 'faas-cli build --build-arg WATCHDOG=of-watchdog')
  t.match(mistake, 'port=3000')
  t.same(mistakesOf({ jwt_auth: 'maybe' }), ['Cannot start:', '  jwt_auth="maybe": Expected true or false'])
})
