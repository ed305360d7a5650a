import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { http } from '../../template/lua-ts/host/node-http.ts'

/** An HTTP answer to a request whose socket node:http has let go for another protocol; the socket ends with it. */
export const socketAnswer = (req: IncomingMessage, socket: Socket): ServerResponse => {
  const res = new http.ServerResponse(req)
  res.shouldKeepAlive = false
  res.assignSocket(socket)
  res.on('finish', () => socket.end())
  return res
}
