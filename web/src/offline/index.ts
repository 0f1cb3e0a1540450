/**
 * Work without a signal: the day, drafts, pictures and the outbox on the phone, who is logged in, and the one sender.
 *
 * Owns the phone's database and every request that changes something at the server. Knows no components and no texts:
 * problems come with codes, OfflineError or Problem. Everything that a person gave is on the phone before a promise
 * resolves. Refs are filled from the database and follow every tab and the service worker.
 */
import { computed, type Ref, ref, shallowRef } from 'vue'
import type { Answer, Location, Today, User } from '@/api'
import { dropBallast, keepBallast } from './ballast'
import { CardPictures } from './cards'
import { type BegunCause, type CausePlace, type CauseRow, Causes } from './causes'
import { aheadAt, Clock, clockKey, type ClockRow, type Stretch } from './clock'
import { OfflineDatabase, meta } from './db'
import { Days } from './days'
import { type Draft, Drafts, type Place } from './drafts'
import { browserEnv, type Env, iso } from './env'
import { OfflineError, isQuota } from './errors'
import type { Said, SaidKind } from './kinds'
import { Members, unsentOf } from './members'
import { type Counts, noCounts, Outbox, type StopWork, workOf } from './outbox'
import { Photos } from './photos'
import { type Kept, Reads } from './reads'
import { Sender, syncTag, type Wake } from './sender'
import type { StoreName } from './shape'
import type { DayRow, DraftRow, MemberRow, OutboxRow, PhotoRow, Problem } from './types'

export { OfflineError } from './errors'
export type { BegunCause, CauseRow } from './causes'
export type { Draft, Place } from './drafts'
export { withdrawable } from './outbox'
export type { Counts, StopWork } from './outbox'
export type { ExportFile } from './files'
export { iso } from './env'
export { clockOf, isAside, malformed, type Said, type SaidKind } from './kinds'
export type { Kept } from './reads'
export type * from './types'

/** Somebody logged in on this phone, as pages see them. */
export interface Member {
  userId: string
  user: User
  /** Without a PIN on this phone nobody can switch to them offline; see session.setPin. */
  hasPin: boolean
  /** The server ended the session: what they have waiting is sent after they log in again. */
  ended: boolean
}

export interface DayState {
  /** By the phone's clock, ms; null when no day was ever downloaded. */
  fetchedAt: number | null
  /** The last try to download did not succeed. */
  stale: boolean
  loading: boolean
  problem: Problem | null
}

function viewOf({ userId, user, pin, ended }: MemberRow): Member {
  return { userId, user, hasPin: pin !== null, ended }
}

/** A day that was downloaded so lately is not asked for again by itself, ms of the monotonic time. */
export const freshMs = 60_000

/** So often the phone's clock is looked at while the app is open, ms. */
const lookEveryMs = 30_000

/** cardPictures are those of the day's venues, in the order of the stops. */
function cardPictures(today: Today | null): string[] {
  const cards = new Map(today?.venues.map((v) => [v.id, v.card]))
  const stops = [...(today?.run?.stops ?? [])].sort((a, b) => a.sequence - b.sequence)
  return stops.flatMap((s) => (cards.get(s.venueId)?.photos ?? []).map((p) => p.sha256))
}

/** createOffline builds the room over a database; the app has one, below, and tests make their own. */
export function createOffline(around: Env = browserEnv(), db = new OfflineDatabase()) {
  const ticking = new Clock(db, around)
  const { env } = ticking
  const members = new Members(db, env)
  const drafts = new Drafts(db, env, ticking)
  const causes = new Causes(db, env)
  const photos = new Photos(db, env)
  const days = new Days(db, env, members)
  const outbox = new Outbox(db, env, ticking)
  const sender = new Sender(db, env, members, ticking)
  const reads = new Reads(db, env, members)
  const cards = new CardPictures((userId, sha) => reads.picture(userId, sha))

  /** live follows a query over these stores, in every tab. */
  function live<T>(names: StoreName[], query: () => Promise<T>, first: T): Ref<T> {
    const out = shallowRef(first) as Ref<T>
    db.live(names, query, (value) => (out.value = value))
    return out
  }

  const full = ref(false)
  const writing = ref(0)
  /**
   * A write of something that a person gave. On a full phone small ones still find the room that was kept for them;
   * others fail in words, and what was kept before stays.
   */
  async function kept<T>(write: () => Promise<T>, small = true): Promise<T> {
    writing.value++
    try {
      for (;;) {
        try {
          const out = await write()
          if (full.value) full.value = !(await keepBallast(db))
          return out
        } catch (err) {
          if (!isQuota(err)) throw err
          full.value = true
          if (!small || !(await dropBallast(db))) throw new OfflineError('storage.full')
        }
      }
    } finally {
      writing.value--
    }
  }

  async function queued<T>(write: () => Promise<T>): Promise<T> {
    const out = await kept(write)
    void wake('new')
    void askForWorker()
    return out
  }

  function wake(why: Wake): Promise<void> {
    return sender.wake(why)
  }

  const everybody = live(['members'], () => db.all('members'), [] as MemberRow[])
  const currentId = live(['meta'], () => meta<string>(db, 'current'), undefined as string | undefined)
  const everyone = computed(() => everybody.value.map(viewOf))
  const ready = Promise.all([db.all('members'), meta<string>(db, 'current')]).then(([rows, id]) => {
    everybody.value = rows
    currentId.value = id
  })

  async function entered(row: MemberRow): Promise<Member> {
    everybody.value = await db.all('members')
    currentId.value = row.userId
    void persist()
    full.value = !(await keepBallast(db))
    void wake('person')
    return viewOf(row)
  }

  const session = {
    /** Resolves when members and current are read from the phone; pages ask it before they redirect to the login. */
    ready,
    members: everyone,
    /** Who ticks now; null when nobody is logged in. */
    current: computed(() => everyone.value.find((m) => m.userId === currentId.value) ?? null),
    /** Logs somebody in on this phone, beside those who are. Errors: OfflineError offline, refused (with problem), storage.full. */
    login: async (phone: string, pin: string): Promise<Member> => entered(await kept(() => members.login(phone, pin))),
    /** Logs in by a supervisor's pairing code. Ask for a PIN afterwards where hasPin is false. Errors as login. */
    pair: async (code: string): Promise<Member> => entered(await kept(() => members.pair(code))),
    /** The PIN by which a member switches on this phone. */
    setPin: (userId: string, pin: string): Promise<void> => kept(() => members.setPin(userId, pin)),
    /** Makes another member the one who ticks, also offline. Errors: pin.wrong, pin.locked (seconds), pin.missing, member.missing. */
    switchTo: async (userId: string, pin: string): Promise<void> => {
      await members.switchTo(userId, pin)
      currentId.value = userId
      await loadDay(shownDate)
    },
    /** What of a member's is not at the server yet. */
    unsentOf: (userId: string): Promise<OutboxRow[]> => unsentOf(db, userId),
    /** Takes a member off this phone. Errors: unsent; with force and not all exported: export.first. */
    logout: async (userId: string, force = false): Promise<void> => {
      await members.logout(userId, force)
      everybody.value = await db.all('members')
      currentId.value = await meta<string>(db, 'current')
      if (everybody.value.length === 0) await cards.forget()
    },
  }

  let shownDate = ''
  const today = shallowRef<Today | null>(null)
  const dayState = ref<DayState>({ fetchedAt: null, stale: false, loading: false, problem: null })

  let shownTag = ''
  async function show(userId: string): Promise<void> {
    const row = await days.kept(userId, shownDate)
    const tag = row ? `${row.key} ${row.etag}` : ''
    // A day that has not changed stays the same object: nothing is drawn again.
    if (!today.value || !row?.etag || tag !== shownTag) today.value = row?.body ?? null
    shownTag = tag
    dayState.value = { ...dayState.value, fetchedAt: row?.fetchedAt ?? null }
  }

  /**
   * loadDay shows a day (default: the server's today) from the phone and then, in the background, from the server.
   * It resolves as soon as the phone's copy is shown; today is null when there is none yet.
   */
  async function loadDay(date = ''): Promise<void> {
    await ready
    shownDate = date
    const userId = session.current.value?.userId
    if (!userId) {
      today.value = null
      return
    }
    await show(userId)
    void refreshDay()
  }

  const loading = new Map<string, Promise<void>>()
  /** refreshDay downloads the shown day again; it resolves when that has worked or failed. It never rejects. */
  function refreshDay(): Promise<void> {
    const userId = session.current.value?.userId
    if (!userId) return Promise.resolve()
    const key = `${userId}|${shownDate}`
    const running = loading.get(key) ?? download(userId, shownDate).finally(() => loading.delete(key))
    loading.set(key, running)
    return running
  }

  let freshAt = -Infinity
  /** lookAgain is for when the signal or the crew is back: the shown day is downloaded, at most once a minute. */
  function lookAgain(): void {
    if (env.mono() - freshAt >= freshMs) void refreshDay()
  }

  async function download(userId: string, date: string): Promise<void> {
    dayState.value = { ...dayState.value, loading: true }
    let problem: Problem | null = null
    let stale = true
    try {
      const out = await days.fetch(userId, date)
      stale = out?.kind !== 'ok' && out?.kind !== 'same'
      problem = out && 'problem' in out ? (out.problem ?? null) : null
      if (session.current.value?.userId === userId && shownDate === date) await show(userId)
      if (!stale) freshAt = env.mono()
      if (!stale) void cards.fill(userId, cardPictures(today.value))
    } catch (err) {
      // The day of before stays shown, and is told as stale.
      if (isQuota(err)) full.value = true
    }
    dayState.value = { ...dayState.value, loading: false, stale, problem }
  }

  const day = {
    today,
    dayState,
    loadDay,
    refreshDay,
    /** The day of a run as it is on the phone, whoever downloaded it. */
    dayOf: (runId: string): Promise<DayRow | undefined> => days.ofRun(runId),
  }

  const works = new Map<string, Ref<Record<string, StopWork>>>()
  /** What this phone knows of the work of a run, by stop id ('' is the run itself); it follows every change. */
  function work(runId: string): Ref<Record<string, StopWork>> {
    let known = works.get(runId)
    if (!known) works.set(runId, (known = live(['outbox', 'drafts'], () => workOf(db, runId), {})))
    return known
  }

  async function persist(): Promise<boolean> {
    return (await globalThis.navigator?.storage?.persist?.().catch(() => false)) ?? false
  }

  const storage = {
    /** The phone is full: pictures cannot be kept, and soon nothing can. What was kept before is still there. */
    full,
    /** Writes of what a person gave that are under way: the app is not reloaded before it is 0. */
    writing,
    /** Asks the browser to never clear this data by itself; done at login. */
    persist,
    /** Bytes used and allowed, as far as the browser tells. */
    estimate: async (): Promise<{ usage: number; quota: number }> => {
      const e = await globalThis.navigator?.storage?.estimate?.()
      return { usage: e?.usage ?? 0, quota: e?.quota ?? 0 }
    },
  }

  function reader(): string {
    const userId = session.current.value?.userId
    if (!userId) throw new OfflineError('member.missing')
    return userId
  }

  /**
   * read fetches something that is only looked at for the member who ticks now, and keeps none of it.
   * Errors: offline, refused (with problem), member.missing.
   */
  const read = async <T>(path: string): Promise<T> => reads.read<T>(reader(), path)

  const lookups = {
    /** What this member last read of a path; null when nothing. Errors: member.missing. */
    recall: async <T>(path: string): Promise<Kept<T> | null> => reads.recall<T>(reader(), path),
    /** Reads a path anew and keeps it for when there is no signal. Errors as read. */
    fetch: async <T>(path: string): Promise<Kept<T>> => reads.fetch<T>(reader(), path),
    /** A picture: this phone's own, else the server's. Errors: offline, member.missing. */
    picture: async (sha: string): Promise<Blob> => (await photos.get(sha)) ?? reads.picture(reader(), sha),
    /** A picture of a venue's card, also without a signal once the day was downloaded. Errors: offline, member.missing. */
    cardPicture: async (sha: string): Promise<Blob> => cards.get(reader(), sha),
  }

  /** Where there is Background Sync the worker sends what waits when the last page is closed. */
  async function askForWorker(): Promise<void> {
    const worker = globalThis.navigator?.serviceWorker
    if (!worker?.controller) return
    const here = (await worker.ready) as ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } }
    await here.sync?.register(syncTag).catch(() => undefined)
  }

  /** start sends what waits, and listens to what wakes the sender and asks for the day again; it answers how to stop. */
  function start(): () => void {
    const stops: (() => void)[] = []
    const on = (target: EventTarget | undefined, name: string, why: () => Wake | null) => {
      const run = () => {
        const reason = why()
        if (!reason) return
        void ticking.look()
        void wake(reason)
        lookAgain()
      }
      target?.addEventListener(name, run)
      stops.push(() => target?.removeEventListener(name, run))
    }
    on(globalThis.window, 'online', () => 'online')
    on(globalThis.window, 'focus', () => 'visible')
    on(globalThis.document, 'visibilitychange', () => (document.visibilityState === 'visible' ? 'visible' : null))
    const looking = setInterval(() => void ticking.look(), lookEveryMs)
    stops.push(() => clearInterval(looking))
    void ticking.look()
    void askForWorker()
    void outbox.forget().catch(() => undefined)
    void drafts.forget().catch(() => undefined)
    void causes.forget().catch(() => undefined)
    if (!today.value) void loadDay().catch(() => undefined)
    void keepBallast(db).then((room) => (full.value = !room))
    void wake('open')
    return () => {
      sender.stop()
      for (const stop of stops) stop()
    }
  }

  // As text, which stays the same while the clock runs on.
  const stretches = live(
    ['meta'],
    async () => JSON.stringify((await meta<ClockRow>(db, clockKey))?.stretches ?? []),
    '[]',
  )
  const known = computed(() => JSON.parse(stretches.value) as Stretch[])
  const clock = {
    /** How far ahead of the server's the phone's clock was in a stretch (default: is now), ms, as far as the phone knows. */
    ahead: (n?: number): number => aheadAt(known.value, n),
    /** A time (default: now) by the clock of the server, RFC 3339; it was told by the phone's in a stretch (default: now). */
    right: (at = iso(env.now()), n?: number): string => iso(Date.parse(at) - clock.ahead(n)),
  }

  return {
    db,
    clock,
    session,
    day,
    work,
    storage,
    read,
    lookups,
    start,
    drafts: {
      /** Drafts in which something was answered, of every run and member of this phone, the oldest first. */
      begun: live<DraftRow[]>(['drafts'], () => drafts.begun(), []),
      /** Files of a draft and its pictures. Errors: draft.missing. */
      exportDraft: (draftId: string) => drafts.export(draftId),
      /** The draft of a place, begun if there is none. Errors: checklist.missing (the run was never downloaded), member.missing, storage.full. */
      openDraft: (place: Place): Promise<Draft> => kept(() => drafts.open(place)),
      /** Tells the draft of a place now and at every change, of whichever tab; undefined: there is none. Answers how to end that. */
      followDraft: (place: Place, next: (row: DraftRow | undefined) => void): (() => void) =>
        db.live(['drafts'], () => drafts.at(place), next),
      /** Keeps one answer under its itemId, given by the member who ticks now. Errors: draft.missing, storage.full. */
      setAnswer: (draftId: string, answer: Answer, location?: Location) =>
        kept(() => drafts.setAnswer(draftId, answer, location)),
      /** To be called when the page of a draft is left: its clock stands until it is opened again. */
      leaveDraft: (draftId: string) => kept(() => drafts.leave(draftId)),
      discardDraft: (draftId: string) => drafts.discard(draftId),
      /** Hands the check in, without answers that are to be set aside; pressing twice hands in once. Errors: draft.missing, storage.full. */
      submit: (...check: Parameters<Drafts['submit']>): Promise<OutboxRow> => queued(() => drafts.submit(...check)),
      /** Makes answers that were set aside a draft again. Errors: storage.full. */
      takeUp: (recordId: string): Promise<void> => kept(() => drafts.takeUp(recordId)),
      /** A draft that corrects a check handed in from this phone. Errors: record.missing, draft.begun. */
      correct: (checkId: string): Promise<Draft> => kept(() => drafts.correct(checkId)),
    },
    causes: {
      /** Causes that were begun to be told, of every run, the oldest first. */
      begun: live<CauseRow[]>(['meta'], () => causes.begun(), []),
      /** Files of one and its pictures. Errors: draft.missing. */
      exportCause: (at: CausePlace) => causes.export(at),
      /** Why a stop fails or the crew came late, as far as it was told; null when nothing was. */
      findCause: (at: CausePlace): Promise<BegunCause | null> => causes.find(at),
      /** Errors: storage.full. */
      keepCause: (at: CausePlace, begun: BegunCause): Promise<void> => kept(() => causes.keep(at, begun)),
      /** After it was said, or taken back. */
      endCause: (at: CausePlace): Promise<void> => causes.end(at),
    },
    photos: {
      /** Keeps a picture for a draft or record and answers its SHA-256; the bytes are on the phone then. Errors: storage.full. */
      keepPhoto: (blob: Blob, owner: { ownerId: string }): Promise<string> =>
        kept(() => photos.keep(blob, owner.ownerId), false),
      /** The picture, while it is on the phone: it leaves when the server has confirmed check and picture. */
      getPhoto: (sha: string): Promise<Blob | undefined> => photos.get(sha),
    },
    outbox: {
      counts: live<Counts>(['outbox', 'photos'], () => outbox.counts(), noCounts),
      /** Everything handed in that is still on the phone, the latest first. */
      records: live<OutboxRow[]>(['outbox'], () => outbox.records(), []),
      /** Pictures that were refused or are on their way. */
      photos: live<PhotoRow[]>(['photos'], () => db.all('photos'), []),
      /** Queues what a member says besides checks. An id made before lets pictures be kept for it first. */
      say: <K extends SaidKind>(kind: K, said: Said[K], id?: string): Promise<OutboxRow> =>
        queued(() => outbox.say(kind, said, id)),
      /** Takes back what was said, as long as nothing of it has left the phone. */
      withdraw: (id: string): Promise<void> => outbox.withdraw(id),
      /** A new id for a record to be. */
      newId: (): string => env.uuid(),
      /** Sends now whatever waits; resolves when nothing more can be done for the moment. */
      sendNow: (): Promise<void> => wake('person'),
      retry: (id: string): Promise<void> => outbox.retry(id).then(() => void wake('person')),
      export: (id: string) => outbox.export(id),
      drop: (id: string): Promise<void> => outbox.drop(id),
    },
  }
}

export type Offline = ReturnType<typeof createOffline>

/** The app's own. The database is opened at its first use. */
export const offline: Offline = createOffline()
export const { clock, session, day, work, storage, read, lookups, drafts, causes, photos, outbox } = offline
