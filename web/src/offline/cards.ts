/**
 * Pictures of venues' cards: downloaded with the day, so that the back door is seen in the cellar. They are in the
 * browser's cache beside the app, apart from what a crew gave; a full phone does without.
 */
export const cardsCache = 'crewcheck-cards'

/** So many bytes of them are kept; those that were longest not looked at go first. */
export const cardBytes = 12 * 1024 * 1024

const urlOf = (sha: string) => `/card-pictures/${sha}`
const bytesOf = (res: Response) => Number(res.headers.get('X-Bytes')) || 0

export class CardPictures {
  constructor(
    private download: (userId: string, sha: string) => Promise<Blob>,
    private caches: CacheStorage | undefined = globalThis.caches,
    private most = cardBytes,
  ) {}

  /** get is a picture from the phone, else from the server. Errors: offline. */
  async get(userId: string, sha: string): Promise<Blob> {
    const cache = await this.open()
    const known = await cache?.match(urlOf(sha))
    const blob = known ? await known.blob() : await this.download(userId, sha)
    await this.keep(cache, sha, blob) // again: it was looked at last
    return blob
  }

  /** fill downloads those that are not on the phone yet, in their order, as far as the room goes. It never rejects. */
  async fill(userId: string, shas: string[]): Promise<void> {
    const cache = await this.open()
    if (!cache) return
    let bytes = 0
    for (const sha of new Set(shas)) {
      const known = await cache.match(urlOf(sha)).catch(() => undefined)
      const blob = known ? null : await this.download(userId, sha).catch(() => null)
      bytes += known ? bytesOf(known) : (blob?.size ?? 0)
      if (bytes > this.most) return
      if (blob) await this.keep(cache, sha, blob)
    }
  }

  /** forget takes all of them off the phone. */
  async forget(): Promise<void> {
    await this.caches?.delete(cardsCache).catch(() => false)
  }

  private async open(): Promise<Cache | undefined> {
    return this.caches?.open(cardsCache).catch(() => undefined)
  }

  private async keep(cache: Cache | undefined, sha: string, blob: Blob): Promise<void> {
    if (!cache) return
    const headers = { 'Content-Type': blob.type, 'X-Bytes': String(blob.size) }
    try {
      await cache.delete(urlOf(sha))
      await cache.put(urlOf(sha), new Response(blob, { headers }))
      await this.trim(cache)
    } catch {
      // A full phone: the picture is shown all the same.
    }
  }

  private async trim(cache: Cache): Promise<void> {
    const keys = await cache.keys() // in the order of keeping
    let bytes = 0
    for (const key of [...keys].reverse()) {
      const kept = await cache.match(key)
      bytes += kept ? bytesOf(kept) : 0
      if (bytes > this.most) await cache.delete(key)
    }
  }
}
