import { startEngine } from '../../template/lua-ts/lua/engines.ts'

/** Loads what takes a host's time at its start and doesn't depend on its function: sources, packages, the usual engine. */
export const warmUpHost = async (): Promise<void> => {
  await Promise.all([
    import('../../template/lua-ts/platform/openfaas.ts'),
    import('../../template/lua-ts/lua/lua-function.ts'),
  ])
  await startEngine('fengari')
}
