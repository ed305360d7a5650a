import t from 'tap'
import { gatewayClient } from '../../../src/commands/gateway-client.ts'
import { listedFunctions } from '../../../src/commands/listed-functions.ts'
import { systemGateway } from '../fixtures/system-gateway.ts'

t.test('listedFunctions() reads what the gateway knows', async t => {
  const { url } = await systemGateway(t)
  const functions = await listedFunctions(gatewayClient(url, {}))
  t.same(functions.map(({ name }) => name), ['good', 'bad', 'deaf'])
})
