/** The sender in the service worker: Background Sync sends what waits when no page is open. */
import { OfflineDatabase } from './db'
import { browserEnv } from './env'
import { Members } from './members'
import { Sender } from './sender'

export { syncTag } from './sender'

/** sendFromWorker does one round; it rejects when something still waits, so that the browser calls again. */
export async function sendFromWorker(): Promise<void> {
  const env = browserEnv()
  const db = new OfflineDatabase()
  try {
    const sender = new Sender(db, env, new Members(db, env))
    await sender.drain('worker')
    if ((await db.by('outbox', 'state', 'waiting', 'sending')).length > 0) throw new Error('something still waits')
  } finally {
    db.close()
  }
}
