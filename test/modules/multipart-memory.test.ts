import { join } from 'node:path'
import t from 'tap'
import { rssBytes, rssWatch } from '../../bench/rss.ts'
import { uploadFile } from '../../bench/upload-file.ts'
import { hostProcess } from '../support/host-process.ts'
import { engines } from '../support/lua-function.ts'

const mebibyte = 1024 * 1024
const uploadBytes = 192 * mebibyte

const handler = `
local multipart = require "multipart"
return function(event)
  local bytes = 0
  for part in multipart.parts(event) do for chunk in part:chunks() do bytes = bytes + #chunk end end
  return tostring(bytes)
end`

for (const engine of engines) {
  t.test(`multipart.parts() takes ${uploadBytes / mebibyte} MiB in little memory with ${engine}`, { skip: process.platform !== 'linux' && 'memory is read from /proc' }, async (t) => {
    const lua_handler = join(t.testdir({ 'handler.lua': handler }), 'handler.lua')
    // As in the image.
    const host = await hostProcess(t, { settings: { lua_handler, lua_engine: engine }, nodeOptions: ['--max-semi-space-size=8'] })
    await uploadFile(host.url, mebibyte)
    const before = await rssBytes(host.pid)
    const watch = rssWatch(host.pid)
    t.equal(await uploadFile(host.url, uploadBytes), String(uploadBytes))
    watch.stop()
    const grown = (watch.peakBytes - before) / mebibyte
    t.ok(grown < 64, `${Math.round(grown)} MiB more`)
  })
}
