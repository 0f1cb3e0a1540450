/** A phone for the tests: its clock, its timers and its faults are in the test's hand. */
import { deleteDB } from 'idb'
import { OfflineDatabase } from '../db'
import { uuid, type Env } from '../env'
import type { Mode, StoreName, Stores, Transaction } from '../shape'
import { createOffline, type Offline } from '..'
import type { Service } from './service'

type Act = 'put' | 'add' | 'delete'

/** A database that asks before each of its writes; what is thrown there is what the browser would throw. */
class FaultyDatabase extends OfflineDatabase {
  constructor(
    name: string,
    private before: (act: Act) => void,
  ) {
    super(name)
  }

  protected override stores<N extends StoreName, M extends Mode>(tx: Transaction<N, M>, names: N[]): Stores<N, M> {
    const real = Object.entries<object>(super.stores(tx, names))
    return Object.fromEntries(real.map(([name, store]) => [name, this.guarded(store)])) as unknown as Stores<N, M>
  }

  private guarded<T extends object>(store: T): T {
    return new Proxy(store, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target)
        if (typeof value !== 'function') return value
        return (...args: unknown[]) => {
          if (key === 'put' || key === 'add' || key === 'delete') this.before(key)
          return value.apply(target, args)
        }
      },
    })
  }
}

export class Phone {
  wall = Date.parse('2026-03-02T06:00:00Z')
  mono = 0
  timers: { at: number; run: () => void }[] = []
  isOnline = true
  name: string
  private open: Offline[] = []

  constructor(
    readonly service: Service,
    name = `phone-${uuid()}`,
  ) {
    this.name = name
  }

  env(over: Partial<Env> = {}): Env {
    return {
      now: () => this.wall,
      mono: () => this.mono,
      random: () => 0.5,
      uuid,
      fetch: (url, init) => (this.isOnline ? this.service.fetch(url, init) : Promise.reject(new TypeError('offline'))),
      locks: null,
      after: (ms, run) => {
        if (ms <= 200) {
          const soon = setImmediate(run)
          return () => clearImmediate(soon)
        }
        const timer = { at: this.mono + ms, run }
        this.timers.push(timer)
        return () => void this.timers.splice(this.timers.indexOf(timer) >>> 0, 1)
      },
      online: () => this.isOnline,
      lang: () => 'en',
      appVersion: 'test',
      pinRounds: 1,
      ...over,
    }
  }

  /** Opens the app in another page: a fresh engine over the same database. */
  app(over: Partial<Env> = {}, db = new OfflineDatabase(this.name)): Offline {
    const app = createOffline(this.env(over), db)
    this.open.push(app)
    return app
  }

  /**
   * A database that dies at its k-th write and stays dead, as when the page is killed, or that is full from the k-th
   * write on: for so many writes, or until something is deleted.
   */
  faulty(k: number, name: 'Killed' | 'QuotaExceededError', end: number | 'room' = Infinity) {
    const state = { writes: 0, failed: false }
    const db = new FaultyDatabase(this.name, (act) => {
      const n = ++state.writes
      if (end === 'room' && n >= k && act === 'delete') end = n
      const grows = name === 'Killed' || act !== 'delete'
      if (n < k || (end !== 'room' && n >= end) || !grows) return
      state.failed = true
      throw new DOMException(name, name)
    })
    return { db, state }
  }

  /** Lets time pass, wall and monotonic. */
  pass(ms: number): void {
    this.wall += ms
    this.mono += ms
  }

  /** Does some work without a signal, and stands still when the sender has noticed that. */
  async offline<T>(app: Offline, work: () => Promise<T>): Promise<T> {
    this.isOnline = false
    const out = await work()
    await this.back(app)
    return out
  }

  /** The signal comes back, after the sender has noticed that it was away. */
  async back(app: Offline): Promise<void> {
    await app.outbox.sendNow()
    this.isOnline = true
  }

  /** Sends, letting the back-off pass, until nothing waits any more, at most so many rounds. */
  async settle(app: Offline, rounds = 12): Promise<void> {
    for (let i = 0; i < rounds; i++) {
      await app.outbox.sendNow()
      const open = (await app.db.all('outbox')).filter(
        (r) => r.state === 'waiting' || r.state === 'sending' || r.confirm,
      )
      if (open.length === 0) return
      this.pass(61_000)
    }
  }

  async destroy(): Promise<void> {
    for (const app of this.open) app.db.close()
    await deleteDB(this.name)
  }
}

/** The day of the founding crew, with so many stops, and checklists of version. */
export function dayOf(stops: number, version = 1) {
  const items = (id: string) => [1, 2, 3].map((n) => ({ id: `${id}.${n}` }))
  return {
    date: '2026-03-02',
    serverTime: '2026-03-02T00:00:00.000Z',
    run: {
      id: 'run1',
      members: [{ userId: 'li' }, { userId: 'wang' }],
      stops: Array.from({ length: stops }, (_, i) => ({ id: `stop${i + 1}`, sequence: i + 1 })),
    },
    checklists: ['fifo-stocking', 'conduct', 'day-close'].map((id) => ({ id, version, items: items(id) })),
  }
}

/** A picture whose bytes follow from a number. */
export function picture(n: number, size = 300): Blob {
  const bytes = new Uint8Array(size).map((_, i) => (i * 31 + n * 7) & 0xff)
  return new Blob([bytes], { type: 'image/jpeg' })
}
