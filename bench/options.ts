import { parseArgs } from 'node:util'

export interface Options {
  /** Only the first workload. */
  readonly quick: boolean
  readonly rounds: number
  readonly warmUpSeconds: number
  readonly seconds: number
  readonly json: boolean
  readonly help: boolean
}

// In the first second most of a server's processor time is that of its compilers.
const warmUpSeconds = 2

export const help = `Usage: npm run bench -- [--quick] [--json]

Measures this host and its peers in one run and prints ratios. It takes about three minutes.

  --quick     hello alone, one round (about 20 seconds): a rough picture, without a spread
  --json      every sample and the summary as JSON
  -h, --help  this text

The rows behind of-watchdog need its binary: OF_WATCHDOG=FILE, or of-watchdog on PATH; its port 8081 must be free.
The load comes from wrk where it is on PATH, else from autocannon.
`

/** Reads the arguments. @throws TypeError for any that is none */
export const readOptions = (args: readonly string[]): Options => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  return { ...values, rounds: values.quick ? 1 : 3, warmUpSeconds, seconds: 1 }
}
