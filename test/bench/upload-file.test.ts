import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import t from 'tap'
import { uploadFile } from '../../bench/upload-file.ts'

t.test('uploadFile() sends a file of the length that it is told', async (t) => {
  const server = createServer((req, res) => {
    void buffer(req).then((body) => res.end(`${req.headers['content-type']} ${body.length - Number(req.headers['content-length'])} ${body.length} ${body.subarray(-9).toString().trim()}`))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  const lengthOf = async (bytes: number) => {
    const answer = await uploadFile(`http://127.0.0.1:${port}/`, bytes)
    t.match(answer, /^multipart\/form-data; boundary=b 0 \d+ --b--$/)
    return Number(answer.split(' ')[3])
  }
  t.equal((await lengthOf(200_000)) - (await lengthOf(0)), 200_000)
})
