/** @import { FeedEvents } from './feed-types.ts' */

/**
 * @typedef {{ [Name in keyof FeedEvents]: (data: FeedEvents[Name]) => void }} FeedListeners
 * @typedef {(state: 'waiting' | 'live' | 'lost', text: string) => void} TellConnection
 */

/**
 * Listens to what the gateway tells, again whenever the connection was lost, and only while the page can be seen.
 * Each connection begins with `history`.
 * @param {FeedListeners} listeners
 * @param {TellConnection} tell
 */
export const followFeed = (listeners, tell) => {
  /** @type {EventSource | undefined} */
  let source
  const open = () => {
    tell('waiting', 'Connecting')
    const opened = new EventSource('feed')
    source = opened
    opened.addEventListener('open', () => tell('live', 'Live'))
    opened.addEventListener('error', () => {
      tell('lost', 'Lost the gateway; trying again')
      // The browser gives up for good after an answer that is no stream, as from a gateway that is ending.
      if (opened.readyState === EventSource.CLOSED) setTimeout(() => source === opened && open(), 1000)
    })
    for (const [name, listen] of Object.entries(listeners)) {
      opened.addEventListener(name, event => listen(JSON.parse(event.data)))
    }
  }
  const close = () => {
    source?.close()
    source = undefined
  }
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) close()
    else if (source === undefined) open()
  })
  open()
}
