import type { IncomingMessage } from 'node:http'

/**
 * Why a request may not be for the page, or undefined when it may: browsers tell by `Sec-Fetch-Site` whether another
 * page has sent it. A link to the page itself may stand anywhere. Other programs don't send the header.
 */
export const refusePageRequest = ({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>, isPage: boolean): string | undefined => {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    const followedLink = isPage && method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
    if (!followedLink) return `Not for pages from elsewhere (Sec-Fetch-Site: ${String(site)})`
  }
  // A page from elsewhere can't send this type without asking first, not even with a browser that is silent about itself.
  if (method === 'POST' && headers['content-type'] !== 'application/json') return 'Only with "Content-Type: application/json"'
  return undefined
}
