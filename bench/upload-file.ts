import { request } from 'node:http'
import { payload } from './payload.ts'

const boundary = 'b'
const opening = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="file.bin"\r\n\r\n`
const closing = `\r\n--${boundary}--\r\n`

/** Uploads a file of this length as a form does, as fast as the server takes it; resolves to the answer's body. */
export const uploadFile = (url: string, bytes: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const headers = { 'Content-Type': `multipart/form-data; boundary=${boundary}`, 'Content-Length': opening.length + bytes + closing.length }
    const req = request(url, { method: 'POST', headers, agent: false }, (res) => {
      let text = ''
      res.setEncoding('utf8').on('data', (piece: string) => { text += piece }).on('end', () => resolve(text)).on('error', reject)
    })
    req.on('error', reject)
    const block = payload(65_536)
    let left = bytes
    const send = () => {
      while (left > 0) {
        const piece = block.subarray(0, Math.min(left, block.length))
        left -= piece.length
        if (!req.write(piece)) return void req.once('drain', send)
      }
      req.end(closing)
    }
    req.write(opening)
    send()
  })
