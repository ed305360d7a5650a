import t from 'tap'
import { functionEnvironment } from '../../../src/functions/function-environment.ts'
import type { StackFunction } from '../../../src/stack/stack-function.ts'

const fn: StackFunction = {
  name: 'hello',
  lang: 'lua-ts',
  handlerDir: '/app/hello',
  environment: { greeting: 'moin', exec_timeout: '5s' },
  environmentFiles: [], image: undefined, secrets: [],
  secretsDir: '/app/.secrets',
  labels: {},
  annotations: {},
  namespace: undefined,
}

t.test('functionEnvironment() gives the function its own variables and the machine\'s, nothing else of the shell', async t => {
  const shell = { PATH: '/bin', HOME: '/home/me', LC_ALL: 'C', TZ: 'UTC', https_proxy: 'http://p', port: '9', lua_globals: 'error', LUA_PATH: 'x', exec_timeout: '1s', NODE_OPTIONS: '--inspect', AWS_SECRET_ACCESS_KEY: 'k', LANG: undefined }
  t.same(functionEnvironment(fn, shell, '/tmp/x'), {
    PATH: '/bin',
    HOME: '/home/me',
    LC_ALL: 'C',
    TZ: 'UTC',
    https_proxy: 'http://p',
    greeting: 'moin',
    exec_timeout: '5s',
    healthcheck_interval: '0',
    log_callid: 'true',
    port: '0',
    metrics_port: '0',
    lua_handler: '/app/hello/handler.lua',
    OPENFAAS_NAME: 'hello',
    lua_record_dir: '/app/.recordings/hello',
    TMPDIR: '/tmp/x',
    suppress_lock: 'false',
  })
})

t.test('functionEnvironment() lets the function set what is only a default, not what the command needs', async t => {
  const environment = { healthcheck_interval: '1s', port: '1234', suppress_lock: 'true', PATH: '/own' }
  const env = functionEnvironment({ ...fn, environment, secrets: ['key'] }, { PATH: '/bin' }, '/tmp/x')
  t.match(env, { healthcheck_interval: '1s', port: '0', suppress_lock: 'false', PATH: '/own', secret_mount_path: '/app/.secrets' })
})
