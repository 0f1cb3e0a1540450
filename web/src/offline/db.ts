import { type IDBPDatabase, type IndexKey, type IndexNames, openDB } from 'idb'
import {
  type Key,
  type Mode,
  type Row,
  shape,
  type Shape,
  type Store,
  type StoreName,
  type Stores,
  type Transaction,
  upgrade,
} from './shape'

/** The phone's database: opened at its first use, the same for every tab and the worker. */
export class OfflineDatabase {
  private opened: Promise<IDBPDatabase<Shape>> | null = null
  private closed = false
  private listeners = new Set<(changed: StoreName[]) => void>()
  /** Tells the other tabs and the worker what has changed. */
  private others: BroadcastChannel | null = null

  constructor(readonly name = 'crewcheck') {
    if (!globalThis.BroadcastChannel) return
    this.others = new BroadcastChannel(`${name}-changes`)
    this.others.onmessage = (event: MessageEvent<StoreName[]>) => this.tell(event.data)
  }

  /** close ends the use of the database; what comes after it fails. */
  close(): void {
    this.closed = true
    this.others?.close()
    void this.opened?.then((db) => db.close()).catch(() => undefined)
  }

  private connection(): Promise<IDBPDatabase<Shape>> {
    if (this.closed) return Promise.reject(new DOMException('the database was closed', 'InvalidStateError'))
    this.opened ??= this.open().catch((err) => {
      this.opened = null
      throw err
    })
    return this.opened
  }

  private async open(): Promise<IDBPDatabase<Shape>> {
    const forget = () => (this.opened = null)
    const blocking = (_from: number, _to: number | null, event: Event) => {
      ;(event.target as IDBDatabase).close()
      forget()
    }
    const events = { upgrade, blocking, terminated: forget }
    try {
      return await openDB<Shape>(this.name, shape, events)
    } catch (err) {
      // Another tab has taken a newer version of the app: what is given here is kept in the shape of that one.
      if ((err as DOMException).name !== 'VersionError') throw err
      return openDB<Shape>(this.name, undefined, events)
    }
  }

  /** read sees these stores as they are at one moment. Work may wait for nothing but them. */
  read<N extends StoreName, T>(names: N[], work: (stores: Stores<N, 'readonly'>) => Promise<T>): Promise<T> {
    return this.run(names, 'readonly', work)
  }

  /**
   * write changes these stores together, or not at all when work throws; it resolves when all of it is on the phone.
   * Work may wait for nothing but the stores. Whatever the browser throws comes through: QuotaExceededError on a full phone.
   */
  async write<N extends StoreName, T>(names: N[], work: (stores: Stores<N>) => Promise<T>): Promise<T> {
    const out = await this.run(names, 'readwrite', work)
    this.tell(names)
    if (!this.closed) this.others?.postMessage(names)
    return out
  }

  private async run<N extends StoreName, M extends Mode, T>(
    names: N[],
    mode: M,
    work: (stores: Stores<N, M>) => Promise<T>,
  ): Promise<T> {
    const tx = await this.begin(names, mode)
    tx.done.catch(() => undefined)
    try {
      const out = await work(this.stores(tx, names))
      await tx.done
      return out
    } catch (err) {
      if (!tx.error) abort(tx)
      await tx.done.catch(() => undefined)
      throw tx.error ?? err
    }
  }

  /** Browsers close connections by themselves, when a phone sleeps or storage fails: then it is opened once more. */
  private async begin<N extends StoreName, M extends Mode>(names: N[], mode: M) {
    const db = await this.connection()
    try {
      return db.transaction(names, mode)
    } catch (err) {
      if ((err as DOMException).name !== 'InvalidStateError') throw err
      this.opened = null
      return (await this.connection()).transaction(names, mode)
    }
  }

  protected stores<N extends StoreName, M extends Mode>(tx: Transaction<N, M>, names: N[]): Stores<N, M> {
    return Object.fromEntries(names.map((name) => [name, tx.objectStore(name)])) as unknown as Stores<N, M>
  }

  get<N extends StoreName>(name: N, key: Key<N>): Promise<Row<N> | undefined> {
    return this.read([name], (stores) => stores[name].get(key))
  }

  /** all are the rows of a store, in the order of their keys. */
  all<N extends StoreName>(name: N): Promise<Row<N>[]> {
    return this.read([name], (stores) => stores[name].getAll())
  }

  /** by are the rows whose index has one of these values. */
  by<N extends StoreName, I extends IndexNames<Shape, N>>(name: N, index: I, ...values: IndexKey<Shape, N, I>[]) {
    return this.read([name], async (stores) => {
      const rows = await Promise.all(values.map((value) => stores[name].index(index).getAll(value)))
      return rows.flat()
    })
  }

  count(name: StoreName): Promise<number> {
    return this.read([name], (stores) => stores[name].count())
  }

  async put<N extends StoreName>(name: N, row: Row<N>): Promise<void> {
    await this.write([name], (stores) => stores[name].put(row))
  }

  /** patch changes a row that is there, and does nothing when it is not. */
  patch<N extends StoreName>(name: N, key: Key<N>, change: Partial<Row<N>>): Promise<void> {
    return this.write([name], (stores) => patch(stores[name], key, change))
  }

  delete<N extends StoreName>(name: N, key: Key<N>): Promise<void> {
    return this.write([name], (stores) => stores[name].delete(key))
  }

  /**
   * live asks now, and again whenever these stores have changed, in this tab, another or the worker; it answers how to
   * end that.
   */
  live<T>(names: StoreName[], query: () => Promise<T>, next: (value: T) => void): () => void {
    let asked = 0
    const ask = async () => {
      if (++asked > 1) return
      for (let seen = 0; seen < asked;) {
        seen = asked
        try {
          const value = await query()
          if (this.listeners.has(listener)) next(value)
        } catch {
          // What was told before stays.
        }
      }
      asked = 0
    }
    const listener = (changed: StoreName[]) => {
      if (changed.some((name) => names.includes(name))) void ask()
    }
    this.listeners.add(listener)
    void ask()
    return () => void this.listeners.delete(listener)
  }

  private tell(changed: StoreName[]): void {
    for (const listener of this.listeners) listener(changed)
  }
}

function abort(tx: { abort(): void }): void {
  try {
    tx.abort()
  } catch {
    // It is over already.
  }
}

/** patch changes a row that is there, inside of a transaction. */
export async function patch<N extends StoreName>(store: Store<N>, key: Key<N>, change: Partial<Row<N>>): Promise<void> {
  const row = await store.get(key)
  if (row) await store.put({ ...row, ...change })
}

/** meta reads one small fact of the phone; inside of a transaction from its store. */
export async function meta<T>(
  from: OfflineDatabase | Pick<Store<'meta', Mode>, 'get'>,
  key: string,
): Promise<T | undefined> {
  const row = from instanceof OfflineDatabase ? await from.get('meta', key) : await from.get(key)
  return row?.value as T | undefined
}

/** The phone's own id, made once. It names the device in checks and is no secret. */
export async function deviceId(db: OfflineDatabase, uuid: () => string): Promise<string> {
  return db.write(['meta'], async ({ meta: facts }) => {
    const known = await meta<string>(facts, 'deviceId')
    if (known) return known
    const id = uuid()
    await facts.put({ key: 'deviceId', value: id })
    return id
  })
}
