import type { Environment } from '../host/settings.ts'

/**
 * The platform that `lua_platform` names, or, for `auto`, the one whose variables are there: AWS Lambda, or something
 * that speaks its Runtime API, and OpenWhisk set some; OpenFaaS sets none.
 */
export const chosenPlatform = (environment: Environment): 'openfaas' | 'lambda' | 'openwhisk' => {
  const name = environment['lua_platform'] || 'auto'
  if (name === 'lambda' || (name === 'auto' && environment['AWS_LAMBDA_RUNTIME_API'])) return 'lambda'
  if (name === 'openwhisk' || (name === 'auto' && environment['__OW_API_HOST'])) return 'openwhisk'
  return 'openfaas'
}
