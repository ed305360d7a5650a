import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openBase64 } from './base64.ts'
import { openJson } from './json.ts'
import { luaFace } from './lua-face.ts'
import type { OpenModule } from './module-host.ts'
import { openTime } from './time.ts'
import { openUrl } from './url.ts'
import { openUuid } from './uuid.ts'

/** Opens `event`: CloudEvents, the deliveries of connectors and cloud services as records, and batches of them. */
export const openEvent: OpenModule = (host) => {
  const { lua, scheduler, tapes, log } = host
  const cloud = luaFace(lua, 'cloud-event', readFileSync(join(import.meta.dirname, 'cloud-event.lua')))
  const records = readFileSync(join(import.meta.dirname, 'event-records.lua'))
  const source = readFileSync(join(import.meta.dirname, 'event.lua'))
  return luaFace(lua, 'event', source, {
    json: openJson(lua),
    base64: openBase64(host),
    url: openUrl(host),
    uuid: openUuid(host),
    time: openTime(lua, scheduler, tapes),
    cloud_event: cloud,
    records: (t) => {
      lua.load(t, records, '=[event-records]')
      lua.pushValue(t, 1)
      lua.call(t, 1, 1)
      return 1
    },
    failed: (t) => {
      log.host(`Record "${lua.toText(t, 1)}" failed: ${lua.toText(t, 2)}`, scheduler.current?.call?.id, 'error')
      return 0
    },
  })
}
