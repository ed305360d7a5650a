import t from 'tap'
import { chosenPlatform } from '../../template/lua-ts/platform/chosen-platform.ts'

const runtimeApi = { AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001' }
const apiHost = { __OW_API_HOST: 'https://openwhisk.example' }

for (const [environment, platform] of [
  [{}, 'openfaas'],
  [{ lua_platform: 'auto' }, 'openfaas'],
  [runtimeApi, 'lambda'],
  [apiHost, 'openwhisk'],
  [{ ...runtimeApi, lua_platform: 'auto' }, 'lambda'],
  [{ ...runtimeApi, lua_platform: 'openfaas' }, 'openfaas'],
  [{ ...apiHost, lua_platform: 'openfaas' }, 'openfaas'],
  [{ lua_platform: 'lambda' }, 'lambda'],
  [{ ...runtimeApi, lua_platform: 'openwhisk' }, 'openwhisk'],
  [{ AWS_LAMBDA_RUNTIME_API: '', __OW_API_HOST: '' }, 'openfaas'],
] as const) {
  t.test(`chosenPlatform() is ${platform} for ${JSON.stringify(environment)}`, async (t) => {
    t.equal(chosenPlatform(environment), platform)
  })
}
