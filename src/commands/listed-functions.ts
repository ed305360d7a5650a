import type { GatewayClient } from './gateway-client.ts'

/** A function as the management API describes it: the fields that commands use. */
export interface ListedFunction {
  readonly name: string
  readonly namespace: string
  readonly annotations?: Readonly<Record<string, string>> | null
  readonly invocationCount?: number
  readonly replicas?: number
  readonly availableReplicas?: number
}

/** The functions that a gateway knows. Throws a `CommandError`. */
export const listedFunctions = async (client: GatewayClient): Promise<readonly ListedFunction[]> =>
  (await client.read('/system/functions')) as readonly ListedFunction[]
