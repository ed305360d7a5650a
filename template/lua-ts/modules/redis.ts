import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LuaType } from '../lua/engine.ts'
import type { HostFunction, Lua, Thread } from '../lua/engine.ts'
import { argumentError, latin1Argument, numberArgument, textArgument } from './arguments.ts'
import { tableError } from './error-table.ts'
import { luaFace } from './lua-face.ts'
import type { ModuleHost, OpenModule } from './module-host.ts'
import { RedisConnection } from './redis/redis-connection.ts'
import type { RedisCommand, RedisValue } from './redis/redis-connection.ts'
import { pushReply } from './redis/redis-reply.ts'
import { readSecret } from './secrets.ts'

const localServer = 'redis://127.0.0.1:6379'

/** Opens `redis`: commands as functions, pipelines and transactions. */
export const openRedis: OpenModule = (host) => {
  const { lua } = host
  const connections: RedisConnection[] = []
  const known = new Map<string, number>()
  const connectionAt = (t: Thread): RedisConnection => connections[numberArgument(lua, t, 1, 'call')]!
  const functions: Record<string, HostFunction> = {
    // A connection is known by its number; the same URL gives the same one.
    connect: (t) => {
      const url = lua.type(t, 1) > LuaType.nil ? textArgument(lua, t, 1, 'connect') : defaultUrl(host)
      if (!known.has(url)) known.set(url, connections.push(connected(url)) - 1)
      lua.pushNumber(t, known.get(url)!)
      return 1
    },
    call: (t) => {
      const connection = connectionAt(t)
      const command = commandAt(lua, t, 2)
      return waiting(host, t, () => ({ answer: connection.send(command) }), (thread, value) => {
        pushReply(lua, thread, value)
        return 1
      })
    },
    alone: (t) => {
      const connection = connectionAt(t)
      const command = commandAt(lua, t, 2)
      return waiting(host, t, () => connection.alone(command), (thread, value) => {
        pushReply(lua, thread, value)
        return 1
      })
    },
    all: (t) => {
      const connection = connectionAt(t)
      const transaction = lua.toBoolean(t, 2)
      const commands: RedisCommand[] = []
      for (let i = 1; i <= lua.rawLength(t, 3); i++) {
        lua.rawGetIndex(t, 3, i)
        commands.push(listAt(lua, t, lua.top(t)))
        lua.pop(t, 1)
      }
      return waiting(host, t, () => ({ answer: connection.sendAll(commands, transaction) }), (thread, values) => {
        const failed = (values as readonly RedisValue[]).findIndex((value) => value instanceof Error)
        if (failed >= 0) throw shown(lua, (values as Error[])[failed], `Command #${failed + 1} (${commands[failed]?.[0]?.toString()}): `)
        pushReply(lua, thread, values)
        return 1
      })
    },
  }
  return luaFace(lua, 'redis', readFileSync(join(import.meta.dirname, 'redis.lua')), host.tapes.taped('redis', functions), host.testing)
}

const connected = (url: string): RedisConnection => {
  try {
    return new RedisConnection(url)
  } catch (error) {
    throw argumentError(1, 'connect', error instanceof TypeError ? 'URL such as redis://user:password@host:6379/0 expected' : (error as Error).message)
  }
}

const defaultUrl = ({ settings, environment }: ModuleHost): string => {
  if (settings.redisUrl !== '') return settings.redisUrl
  const secret = readSecret('redis-url', settings, environment)
  return 'value' in secret ? Buffer.from(secret.value).toString() : localServer
}

const commandAt = (lua: Lua, t: Thread, first: number): RedisCommand => {
  const command: Buffer[] = []
  for (let i = first; i <= lua.top(t); i++) command.push(wordAt(lua, t, i, i - first))
  return command
}

const listAt = (lua: Lua, t: Thread, table: number): RedisCommand => {
  const command: Buffer[] = []
  for (let i = 1; i <= lua.rawLength(t, table); i++) {
    lua.rawGetIndex(t, table, i)
    command.push(wordAt(lua, t, lua.top(t), i - 1))
    lua.pop(t, 1)
  }
  return command
}

const wordAt = (lua: Lua, t: Thread, index: number, argument: number): Buffer => {
  const type = lua.type(t, index)
  if (type === LuaType.string || type === LuaType.number) return Buffer.from(latin1Argument(lua, t, index, 'call'), 'latin1')
  throw argumentError(argument, 'call', `string or number expected, got ${lua.typeName(t, index)}`)
}

type Work = { readonly answer: Promise<RedisValue | RedisValue[]>; readonly cancel?: () => void }

const waiting = ({ lua, scheduler }: ModuleHost, t: Thread, start: () => Work, push: (thread: Thread, value: RedisValue) => number): number =>
  scheduler.wait(t, (settle) => {
    const { answer, cancel } = start()
    answer.then(
      (value) => settle((thread) => push(thread, value)),
      (error: unknown) => settle(() => { throw shown(lua, error) }),
    )
    return cancel
  })

/** A server's own errors begin with their code; the others say what is wrong with the connection. */
const shown = (lua: Lua, error: unknown, place = ''): Error => {
  const { message = '', code = '', name = '' } = error as NodeJS.ErrnoException
  const own = /^([A-Z]+) /.exec(message)?.[1]
  if (own && !code) return tableError(lua, own, `${place}${message}`, error)
  const reason = message || (error as AggregateError).errors?.map((each: Error) => each.message).join(', ') || name
  return tableError(lua, code === 'ECONNREFUSED' ? 'refused' : 'closed', `${place}Cannot reach Redis: ${reason}`, error)
}
