// The first file of a host's process: loads what every host needs, and runs the host once it is told for which function.
import { flushCompileCache } from 'node:module'

/** What a host's process is told: the variables and the folder of its function. */
export interface HostOrder {
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
}

const [node = '', , index = '', warmUp] = process.argv

const become = async ({ env, cwd }: HostOrder): Promise<void> => {
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, env)
  process.chdir(cwd)
  // The host looks for its own options, and starts its workers, by these.
  process.argv = [node, index]
  await import(index)
}

// Without an order its sender is gone, and nobody needs this process.
const orphaned = (): void => process.exit(0)
process.once('disconnect', orphaned)
const ordered = new Promise<HostOrder>(resolve => {
  process.once('message', (order: HostOrder) => {
    process.off('disconnect', orphaned)
    // When whoever gave the order is gone, however that came, the host ends as in a cluster.
    process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
    process.channel?.unref()
    resolve(order)
  })
})
if (warmUp !== undefined) {
  const { warmUpHost } = (await import(warmUp)) as { warmUpHost: () => Promise<void> }
  await warmUpHost()
  // A host that is killed would leave nothing for the next one.
  flushCompileCache()
}
await become(await ordered)
