// Loaded into a server before its own code (node --expose-gc --import): collects all garbage when its parent asks,
// and answers with the memory that is left. The channel does not keep the server running.
process.on('message', () => {
  // What the first collection frees through finalizers, only a second one returns.
  for (let i = 0; i < 3; i++) globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  process.send?.({ rss, heapUsed, external })
})
process.channel?.unref()
