import { RESP_TYPES, createClient } from '@redis/client'
import { redisTarget } from './redis-url.ts'
import type { RedisTarget } from './redis-url.ts'

/** A command and its arguments as they go on the wire. */
export type RedisCommand = readonly Buffer[]

/** What a server answers; strings are bytes, and integers text, so that none loses digits. */
export type RedisValue = null | boolean | number | string | Buffer | Error | readonly RedisValue[] | ReadonlyMap<RedisValue, RedisValue>

// RESP's integers are asked for as text: JavaScript's numbers end at 2^53.
const typeMapping = {
  [RESP_TYPES.BLOB_STRING]: Buffer,
  [RESP_TYPES.SIMPLE_STRING]: Buffer,
  [RESP_TYPES.VERBATIM_STRING]: Buffer,
  [RESP_TYPES.NUMBER]: String,
  [RESP_TYPES.BIG_NUMBER]: String,
  [RESP_TYPES.MAP]: Map,
}

const clientOf = ({ url, tls }: RedisTarget) =>
  createClient({ url, RESP: 3, disableOfflineQueue: true, commandOptions: { typeMapping }, socket: { reconnectStrategy: false, connectTimeout: 5000, ...tls } })

type Client = ReturnType<typeof clientOf>

/** The connection to one server that all requests share: made when it is first used, and anew once it is lost. */
export class RedisConnection {
  readonly #target: RedisTarget
  #client: Promise<Client> | undefined

  /** @throws RangeError, TypeError for a URL that is none of Redis, Error when its authorities' file can't be read */
  constructor(url: string) {
    this.#target = redisTarget(url)
    clientOf(this.#target)
  }

  async send(command: RedisCommand): Promise<RedisValue> {
    const client = await this.#ready()
    return await client.sendCommand([...command], { typeMapping }) as unknown as RedisValue
  }

  /** Sends all at once, as one transaction if asked; what fails is an `Error` among the answers. */
  async sendAll(commands: readonly RedisCommand[], transaction: boolean): Promise<RedisValue[]> {
    const client = await this.#ready()
    if (!transaction) {
      const sent = await Promise.allSettled(commands.map((command) => client.sendCommand([...command], { typeMapping })))
      return sent.map((each) => (each.status === 'fulfilled' ? each.value as unknown as RedisValue : each.reason as Error))
    }
    const wrapped = [[Buffer.from('MULTI')], ...commands.map((command) => [...command]), [Buffer.from('EXEC')]]
    // Sent in one go, so that no command of another request comes in between.
    const sent = await Promise.allSettled(wrapped.map((command) => client.sendCommand(command, { typeMapping })))
    const last = sent.at(-1)!
    if (last.status === 'fulfilled' && last.value !== null) return last.value as unknown as RedisValue[]
    const refused = sent.find((each) => each.status === 'rejected')
    throw refused?.reason ?? new Error('EXEC was refused')
  }

  /** Runs a command that may block on a connection of its own. Returns its answer and what gives it up. */
  alone(command: RedisCommand): { readonly answer: Promise<RedisValue>; readonly cancel: () => void } {
    const client = clientOf(this.#target)
    client.on('error', () => {})
    let cancelled = false
    let cancel = () => {}
    const givenUp = new Promise<never>((_, reject) => {
      cancel = () => {
        cancelled = true
        reject(new Error('given up'))
        // Destroyed while it connects, a client would leave its connection behind: `work` then ends it.
        if (client.isReady) close(client)
      }
    })
    const work = async () => {
      try {
        await client.connect()
        if (cancelled) throw new Error('given up')
        return await client.sendCommand([...command], { typeMapping }) as unknown as RedisValue
      } finally {
        close(client)
      }
    }
    return { answer: Promise.race([work(), givenUp]), cancel }
  }

  #ready(): Promise<Client> {
    if (this.#client) return this.#client
    const client = clientOf(this.#target)
    const connecting = client.connect().then(() => {
      client.unref()
      return client
    })
    const forget = () => {
      if (this.#client === connecting) this.#client = undefined
    }
    client.on('error', forget)
    client.on('end', forget)
    connecting.catch(forget)
    this.#client = connecting
    return connecting
  }
}

const close = (client: Client): void => {
  if (client.isOpen) client.destroy()
}
