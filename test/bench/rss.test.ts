import { setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import { rssBytes, rssWatch } from '../../bench/rss.ts'

const options = { skip: process.platform !== 'linux' && 'needs /proc' }

t.test('rssBytes() tells what Node.js itself tells', options, async (t) => {
  const ratio = (await rssBytes(process.pid)) / process.memoryUsage.rss()
  t.ok(ratio > 0.5 && ratio < 2, `${ratio}`)
})

t.test('rssBytes() rejects when the process has ended', options, async (t) => {
  await t.rejects(rssBytes(2 ** 30), /ENOENT/)
})

t.test('rssWatch() keeps the peak', options, async (t) => {
  const watch = rssWatch(process.pid)
  t.teardown(() => watch.stop())
  while (watch.peakBytes === 0) await delay(5)
  const before = watch.peakBytes
  const block = Buffer.alloc(64 * 1024 * 1024, 1)
  while (watch.peakBytes < before + block.length / 2) await delay(5)
  t.equal(block.length, 64 * 1024 * 1024)
})
