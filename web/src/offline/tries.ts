/** What becomes of a row that was not taken: how long it waits, and when it is set aside. */
import { backoff } from './backoff'
import { type OfflineDatabase, meta } from './db'
import type { Env } from './env'
import type { Outcome } from './http'
import type { Store } from './shape'
import type { OutboxRow, PhotoRow } from './types'

/** When the server failed so often at one record, it is the record: it is set aside. */
export const tooOften = 5

/** The code of a record or picture at which the server fails while it takes others. */
export const serverFails = 'phone.server-fails'

/** Under it the phone counts what got through, ever: so a row that failed knows whether others have passed it. */
const passedKey = 'passed'

/** passes counts one. */
export async function passes(facts: Store<'meta'>): Promise<void> {
  await facts.put({ key: passedKey, value: ((await meta<number>(facts, passedKey)) ?? 0) + 1 })
}

export class Tries {
  constructor(
    private db: OfflineDatabase,
    private env: Env,
  ) {}

  /** later is when a row that failed is tried again. */
  later(row: { tries: number }, out: Outcome) {
    const tries = row.tries + 1
    const asked = out.kind === 'later' ? (out.waitMs ?? 0) : 0
    const wait = Math.max(backoff(tries, this.env.random()), asked)
    return { tries, nextAt: this.env.now() + wait, problem: out.kind === 'later' ? out.problem : undefined }
  }

  /**
   * putOff is what becomes of a row that was not taken this time: it waits, for longer each time. When the server failed
   * at it again and again and took others in between, it is not the server, and the row is set aside.
   */
  async putOff(row: OutboxRow | PhotoRow, out: Outcome) {
    const wait = { state: 'waiting' as const, ...this.later(row, out) }
    const problem = wait.problem
    if (!problem || problem.status < 500 || problem.status === 503) return wait // 503 says that it is the server
    const passed = (await meta<number>(this.db, passedKey)) ?? 0
    const failures = (row.failures ?? 0) + (row.passed !== undefined && row.passed < passed ? 1 : 0)
    if (failures < tooOften) return { ...wait, failures, passed }
    return { ...wait, state: 'refused' as const, failures, problem: { ...problem, code: serverFails } }
  }
}
