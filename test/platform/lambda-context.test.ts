import t from 'tap'
import { deadlineOf, functionDetails, invocationDetails, traceOf } from '../../template/lua-ts/platform/lambda-context.ts'

t.test('invocationDetails() reads headers, and takes empty ones for none', async (t) => {
  t.match(invocationDetails({ 'lambda-runtime-aws-tenant-id': 'x', 'lambda-runtime-trace-id': '' }, 'id'), { request_id: 'id', tenant_id: 'x', trace_id: undefined, client_context: undefined })
  t.same(invocationDetails({ 'lambda-runtime-client-context': Buffer.from('{"a":"é"}').toString('latin1') }, 'id')['client_context'], { a: 'é' })
  t.throws(() => invocationDetails({ 'lambda-runtime-cognito-identity': '{' }, 'id'), { name: 'BadRequestError', message: /lambda-runtime-cognito-identity/ })
})

t.test('deadlineOf() and traceOf() know when there is none', async (t) => {
  t.equal(deadlineOf({ 'lambda-runtime-deadline-ms': '1700000000123' }), 1_700_000_000_123)
  for (const text of ['', '0', 'soon']) t.equal(deadlineOf({ 'lambda-runtime-deadline-ms': text }), Infinity, text)
  t.equal(deadlineOf({}), Infinity)
  t.equal(traceOf({}), undefined)
})

t.test('functionDetails() reads what is the same for all invocations', async (t) => {
  t.match(functionDetails({ AWS_LAMBDA_FUNCTION_VERSION: '$LATEST', AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512' }), { function_version: '$LATEST', memory_limit_mb: 512, log_group_name: undefined })
  t.equal(functionDetails({})['memory_limit_mb'], undefined)
})
