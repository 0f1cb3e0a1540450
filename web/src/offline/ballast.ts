import type { OfflineDatabase } from './db'

/** Bytes that are kept free for what is small and must not fail: ticks, and noting what was sent. */
const ballastBytes = 256 * 1024
const key = 'ballast'

/** keepBallast takes the room while there is some; false on a full phone. */
export async function keepBallast(db: OfflineDatabase): Promise<boolean> {
  try {
    const there = await db.read(['meta'], ({ meta }) => meta.count(key))
    if (there === 0) await db.put('meta', { key, value: filled() })
    return true
  } catch {
    return false
  }
}

/** filled cannot be compressed by the browser's store, so it really takes its room. */
function filled(): ArrayBuffer {
  const out = new Uint8Array(ballastBytes)
  for (let i = 0; i < out.length; i += 64 * 1024) crypto.getRandomValues(out.subarray(i, i + 64 * 1024))
  return out.buffer
}

/** dropBallast makes room for small writes; false when that was done before. */
export async function dropBallast(db: OfflineDatabase): Promise<boolean> {
  return db.write(['meta'], async ({ meta }) => {
    const there = (await meta.count(key)) > 0
    await meta.delete(key)
    return there
  })
}
