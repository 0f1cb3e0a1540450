import { meta, type OfflineDatabase } from './db'
import type { Env } from './env'
import { isQuota } from './errors'

/** How long a lease is held without being renewed, ms: longer than the slowest request. */
export const leaseMs = 90_000

interface Lease {
  holder: string
  until: number
}

/**
 * exclusive runs work while no other tab or worker runs work of the same name. With wait false it answers undefined
 * at once when somebody else has the lock. Without Web Locks a lease in the database stands in; when a phone's clock
 * jumped, a lease from a far future counts as free; on a full phone nobody can take a lease, and work that is safe
 * to do twice goes on without one.
 */
export async function exclusive<T>(
  db: OfflineDatabase,
  env: Env,
  name: string,
  wait: boolean,
  work: () => Promise<T>,
): Promise<T | undefined> {
  if (env.locks) {
    return env.locks.request(`crewcheck-${name}`, wait ? {} : { ifAvailable: true }, async (lock) =>
      lock ? await work() : undefined,
    ) as Promise<T | undefined>
  }
  const holder = env.uuid()
  while (!(await take(db, env, name, holder))) {
    if (!wait) return undefined
    await new Promise<void>((done) => env.after(200, done))
  }
  try {
    return await work()
  } finally {
    await release(db, name, holder)
  }
}

async function take(db: OfflineDatabase, env: Env, name: string, holder: string): Promise<boolean> {
  const key = `lease.${name}`
  try {
    return await db.write(['meta'], async (stores) => {
      const lease = await meta<Lease>(stores.meta, key)
      const now = env.now()
      if (lease && lease.holder !== holder && lease.until > now && lease.until <= now + leaseMs) return false
      await stores.meta.put({ key, value: { holder, until: now + leaseMs } satisfies Lease })
      return true
    })
  } catch (err) {
    if (isQuota(err)) return true
    throw err
  }
}

async function release(db: OfflineDatabase, name: string, holder: string): Promise<void> {
  const key = `lease.${name}`
  await db.write(['meta'], async (stores) => {
    const lease = await meta<Lease>(stores.meta, key)
    if (lease?.holder === holder) await stores.meta.delete(key)
  })
}
