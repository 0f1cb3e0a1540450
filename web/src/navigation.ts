/**
 * Addresses that are not the app's, though the app's worker stands before them. Workbox tries each against path and
 * query together, so a name ends at /, ?, . or the end: a venue that opens /r/… on a phone with the app sees its page.
 */
export const notTheApp = [
  /^\/api(?:[/?.]|$)/,
  /^\/r(?:[/?.]|$)/,
  /^\/docs(?:[/?.]|$)/,
  /^\/desk(?:[/?.]|$)/,
  /^\/assets(?:[/?.]|$)/,
  /^\/\.well-known(?:[/?.]|$)/,
  /^\/(?:healthz|readyz|metrics|openapi)(?:[/?.]|$)/,
  /^\/[^/?]+\.[a-z]+(?:\?|$)/,
]
