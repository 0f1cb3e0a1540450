/** The sender in the service worker: Background Sync sends what waits when no page is open. */
import { Clock } from './clock'
import { OfflineDatabase } from './db'
import { browserEnv } from './env'
import { Members } from './members'
import { Sender } from './sender'

export { syncTag } from './sender'

/** sendFromWorker does one round; it rejects when anything still waits, so that the browser calls again. */
export async function sendFromWorker(env = browserEnv(), db = new OfflineDatabase()): Promise<void> {
  try {
    const clock = new Clock(db, env)
    const sender = new Sender(db, clock.env, new Members(db, clock.env), clock)
    await sender.drain('worker')
    if (await sender.waits()) throw new Error('something still waits')
  } finally {
    db.close()
  }
}
