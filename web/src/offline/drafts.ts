/** Checks in the making: kept at every tick, handed in once. */
import type { Answer, Definition } from '@/api'
import type { Clock } from './clock'
import { type OfflineDatabase, deviceId, meta } from './db'
import { type Env, iso } from './env'
import { OfflineError } from './errors'
import { type ExportFile, filesOf } from './files'
import { isAbsent, isAside, malformed, photosOf, toldKey } from './kinds'
import { release } from './photos'
import type { Store, Stores } from './shape'
import type { CheckBody, DraftRow, OutboxRow, Told } from './types'

export interface Place {
  runId: string
  stopId?: string
  checklistId: string
}

/** A draft with the version of the checklist on which it was begun. */
export interface Draft extends DraftRow {
  checklist: Definition
}

/** What was opened and has nothing in it stays on the phone for so long, and what the server has confirmed; ms. */
export const keptMs = 7 * 24 * 60 * 60_000

/** The longest that a check may take from start to completion; the server refuses more. */
export const longestCheckMs = 72 * 60 * 60_000

export function placeKey(p: Place): string {
  return [p.runId, p.stopId ?? '', p.checklistId].join('|')
}

/** versionsKey is where the versions that a run's day came with are kept. */
export function versionsKey(runId: string): string {
  return `versions.${runId}`
}

/**
 * workTimes are the times of a finished check by the phone's clock at this moment, so that the server can put all of
 * them right at once. When the clock was set back or leapt during the work, the start is told from the monotonic time.
 */
export function workTimes(startedAt: string, elapsedMs: number, now: number) {
  const elapsed = Math.min(Math.max(0, Math.round(elapsedMs)), longestCheckMs)
  const latest = now - elapsed
  const start = Math.max(now - longestCheckMs, Math.min(Date.parse(startedAt) || latest, latest))
  return { startedAt: iso(start), completedAt: iso(now), elapsedMs: elapsed }
}

/**
 * onOneClock is the body of a check with the times that were told by other stretches of the phone's clock put on the one
 * by which it was completed; by says what is to be added.
 */
export function onOneClock(body: OutboxRow['body'], told: Told, by: (n: number) => number): Record<string, unknown> {
  const check = body as unknown as CheckBody
  const put = (at: string, n?: number) => {
    const ms = n === undefined ? 0 : by(n)
    return ms ? iso(Date.parse(at) + ms) : at
  }
  const answers = check.answers.map((a) => (a.at ? { ...a, at: put(a.at, told[toldKey(a)]) } : a))
  const times = workTimes(put(check.startedAt, told['']), check.elapsedMs, Date.parse(check.completedAt))
  return { ...check, ...times, answers }
}

export class Drafts {
  /** When each draft was last touched in this page, monotonic ms. */
  private touched = new Map<string, number>()

  constructor(
    private db: OfflineDatabase,
    private env: Env,
    private clock: Pick<Clock, 'look'>,
  ) {}

  /** open answers with the draft of a place, begun now if there was none. Errors: checklist.missing, member.missing. */
  async open(place: Place): Promise<Draft> {
    const told = { '': await this.clock.look() }
    const draft = await this.db.write(['drafts', 'meta'], async ({ drafts, meta: facts }) => {
      const known = await drafts.index('place').get(placeKey(place))
      if (known && (known.answers.length > 0 || known.supersedes)) return known
      const row = { ...(await this.begin(facts, place, known?.id ?? this.env.uuid())), told }
      await drafts.put(row)
      return row
    })
    return this.whole(draft)
  }

  private async begin(facts: Store<'meta'>, place: Place, id: string): Promise<DraftRow> {
    const versions = await meta<Record<string, number>>(facts, versionsKey(place.runId))
    const version = versions?.[place.checklistId]
    if (!version) throw new OfflineError('checklist.missing')
    return {
      id,
      place: placeKey(place),
      runId: place.runId,
      stopId: place.stopId ?? '',
      checklistId: place.checklistId,
      version,
      memberId: await memberId(facts),
      startedAt: iso(this.env.now()),
      elapsedMs: 0,
      answers: [],
    }
  }

  private async whole(row: DraftRow): Promise<Draft> {
    const kept = await this.db.get('checklists', [row.checklistId, row.version])
    if (!kept) throw new OfflineError('checklist.missing')
    if (!this.touched.has(row.id)) this.touched.set(row.id, this.env.mono())
    return { ...row, checklist: kept.definition }
  }

  /** The monotonic time since the draft was last touched in this page. */
  private lap(id: string): number {
    const now = this.env.mono()
    const since = now - (this.touched.get(id) ?? now)
    this.touched.set(id, now)
    return since
  }

  private async change(id: string, change: (row: DraftRow) => DraftRow): Promise<DraftRow> {
    const lap = this.lap(id)
    return this.db.write(['drafts'], async ({ drafts }) => {
      const row = await drafts.get(id)
      if (!row) throw new OfflineError('draft.missing')
      const changed = change({ ...row, elapsedMs: row.elapsedMs + lap })
      await drafts.put(changed)
      return changed
    })
  }

  /**
   * setAnswer keeps one answer, of the member who ticks now; it is on the phone when this resolves. Each member has their
   * own answer to an item: what another one said on this phone stays. location is where the phone is, when it knows.
   */
  async setAnswer(id: string, answer: Answer, location?: CheckBody['location']): Promise<DraftRow> {
    const by = answer.memberId ?? (await memberId(this.db))
    const clock = await this.clock.look()
    return this.change(id, (row) => {
      const given = { ...answer, memberId: by }
      const old = row.answers.find((a) => isSame(a, given))
      const answers = [...row.answers.filter((a) => a !== old), given]
      const told = given.at === old?.at ? row.told : { ...row.told, [toldKey(given)]: clock }
      return { ...row, told, location: location ?? row.location, answers }
    })
  }

  /** leave stops the draft's clock until it is opened again. */
  async leave(id: string): Promise<void> {
    if (!this.touched.has(id)) return
    try {
      await this.change(id, (row) => row)
    } catch (err) {
      if (!(err instanceof OfflineError)) throw err
    } finally {
      this.touched.delete(id)
    }
  }

  /** at is the draft of a place as it is on the phone now. */
  async at(place: Place): Promise<DraftRow | undefined> {
    return (await this.db.by('drafts', 'place', placeKey(place)))[0]
  }

  /** begun are the drafts in which something was answered, the oldest first. */
  async begun(): Promise<DraftRow[]> {
    const rows = (await this.db.all('drafts')).filter((d) => d.answers.length > 0)
    return rows.sort((a, b) => a.startedAt.localeCompare(b.startedAt))
  }

  /** export makes files of a draft and its pictures; the draft stays. Errors: draft.missing. */
  async export(id: string): Promise<ExportFile[]> {
    const row = await this.db.get('drafts', id)
    if (!row) throw new OfflineError('draft.missing')
    const photos = await this.db.by('photos', 'owners', id)
    return filesOf(
      this.db,
      `draft-${id}`,
      row,
      photos.map((p) => p.sha),
    )
  }

  /** forget takes drafts off the phone that were opened long ago and in which nothing was answered. */
  async forget(): Promise<void> {
    const last = iso(this.env.now() - keptMs)
    await this.db.write(['drafts', 'photos', 'blobs'], async ({ drafts, ...pictures }) => {
      for (const d of await drafts.getAll()) {
        if (d.answers.length > 0 || d.startedAt >= last) continue
        await drafts.delete(d.id)
        await release(pictures, d.id, [])
      }
    })
  }

  /** discard throws a draft away, with the pictures that only it shows. */
  async discard(id: string): Promise<void> {
    await this.db.write(['drafts', 'photos', 'blobs'], async ({ drafts, ...pictures }) => {
      await drafts.delete(id)
      await release(pictures, id, [])
    })
    this.touched.delete(id)
  }

  /**
   * submit hands the draft in: in one step it becomes a record of the outbox. A second press, also in another tab,
   * finds that record. aside are answers that would be refused and that only their members can put right: they stay on
   * the phone as records of theirs that are set aside, and the others go without them. cardVersion is that of the venue's
   * card by which was asked. Errors: draft.missing, member.missing.
   */
  async submit(id: string, aside: Answer[] = [], cardVersion?: number): Promise<OutboxRow> {
    const lap = this.lap(id)
    const clock = await this.clock.look()
    const device = { id: await deviceId(this.db, this.env.uuid), appVersion: this.env.appVersion }
    const row = await this.db.write(['drafts', 'outbox', 'photos', 'blobs', 'meta'], async (stores) => {
      const { drafts, outbox } = stores
      const known = await outbox.get(id)
      if (known) return known
      const draft = await drafts.get(id)
      if (!draft) throw new OfflineError('draft.missing')
      const supersedes = await replaced(stores, draft.supersedes)
      const parts = partsOf({ ...draft, supersedes, elapsedMs: draft.elapsedMs + lap }, aside, this.env.uuid)
      const records: OutboxRow[] = []
      for (const part of parts) {
        const record = { ...(await this.record(stores, part, { device, cardVersion })), clock }
        await outbox.add(record)
        await own(stores.photos, record)
        records.push(record)
      }
      await drafts.delete(id)
      await release(stores, id, records[0]!.photos)
      return records[0]!
    })
    this.touched.delete(id)
    return row
  }

  /**
   * takeUp makes answers that were set aside a draft again, for their member to put right. What was answered in that
   * place since then stays.
   */
  async takeUp(id: string): Promise<void> {
    await this.db.write(['drafts', 'outbox', 'photos', 'blobs'], async ({ drafts, outbox, ...pictures }) => {
      const row = await outbox.get(id)
      if (!row || !isAside(row)) return
      const { checklist, runId, stopId, startedAt, elapsedMs, answers } = row.body as unknown as CheckBody
      const place = placeKey({ runId, stopId, checklistId: checklist.id })
      const known = await drafts.index('place').get(place)
      const kept = known?.answers ?? []
      const back = answers.filter((a) => !kept.some((k) => isSame(k, a)))
      const fresh = { id, place, runId, stopId: stopId ?? '', checklistId: checklist.id, version: checklist.version }
      const draft = known ?? { ...fresh, memberId: row.memberId, startedAt, elapsedMs, answers: [] }
      await drafts.put({ ...draft, answers: [...kept, ...back], told: { ...toldOf(row), ...known?.told } })
      await outbox.delete(id)
      if (draft.id === id) return
      await own(pictures.photos, { id: draft.id, photos: photosOf(back) })
      await release(pictures, id, [])
    })
  }

  private async record(
    stores: Stores<'outbox' | 'meta'>,
    draft: Part,
    by: Pick<CheckBody, 'device' | 'cardVersion'>,
  ): Promise<OutboxRow> {
    const member = draft.asideOf ?? (await memberId(stores.meta))
    const now = this.env.now()
    const body: CheckBody = {
      checklist: { id: draft.checklistId, version: draft.version },
      runId: draft.runId,
      memberId: member,
      ...workTimes(draft.startedAt, draft.elapsedMs, now),
      ...by,
      answers: draft.answers.map(sent),
    }
    if (draft.stopId) body.stopId = draft.stopId
    if (draft.location) body.location = draft.location
    if (draft.supersedes) body.supersedes = draft.supersedes
    const photos = photosOf(draft.answers)
    const told = { ...draft.told }
    // A start that was told from the monotonic time is on the clock of the end.
    if (body.startedAt !== draft.startedAt) delete told['']
    return {
      id: draft.id,
      seq: await nextSeq(stores.outbox),
      kind: 'check',
      method: 'PUT',
      path: `/api/v1/checks/${draft.id}`,
      body: body as unknown as Record<string, unknown>,
      memberId: member,
      runId: draft.runId,
      stopId: draft.stopId,
      checklistId: draft.checklistId,
      photos,
      ...(draft.asideOf ? refusedHere : { state: 'waiting' as const }),
      tries: 0,
      nextAt: 0,
      createdAt: now,
      told,
      confirm: photos.length > 0 ? 1 : 0,
    }
  }

  /**
   * correct opens a draft that corrects a check handed in from this phone: its answers are there to be changed, and
   * the check is left as it is. What somebody has begun at the same place is not thrown away for it: that is handed in
   * first. Errors: record.missing, draft.begun.
   */
  async correct(checkId: string): Promise<Draft> {
    const clock = await this.clock.look()
    const row = await this.db.write(['drafts', 'outbox', 'photos', 'meta'], async (stores) => {
      const { drafts, outbox, photos } = stores
      const old = await outbox.get(checkId)
      if (!old || old.kind !== 'check') throw new OfflineError('record.missing')
      const body = old.body as unknown as CheckBody
      const place = placeKey({ runId: body.runId, stopId: body.stopId, checklistId: body.checklist.id })
      const known = await drafts.index('place').get(place)
      if (known?.supersedes === checkId) return known
      if (known && known.answers.length > 0) throw new OfflineError('draft.begun')
      const draft: DraftRow = {
        id: this.env.uuid(),
        place,
        runId: body.runId,
        stopId: body.stopId ?? '',
        checklistId: body.checklist.id,
        version: body.checklist.version,
        memberId: await memberId(stores.meta),
        startedAt: iso(this.env.now()),
        elapsedMs: 0,
        answers: body.answers,
        told: { ...toldOf(old), '': clock },
        supersedes: checkId,
      }
      if (known) await drafts.delete(known.id)
      await drafts.put(draft)
      await own(photos, { id: draft.id, photos: photosOf(body.answers) })
      return draft
    })
    return this.whole(row)
  }
}

/** toldOf is by which stretches the times of a check were told. */
function toldOf({ body, clock, told }: OutboxRow): Told {
  const keys = ['', ...(body as unknown as CheckBody).answers.map(toldKey)]
  return { ...(clock !== undefined && Object.fromEntries(keys.map((key) => [key, clock]))), ...told }
}

/** sent is an answer without what the phone alone remembers of it. */
function sent(answer: Answer): Answer {
  const rest: Answer & { before?: unknown } = { ...answer }
  delete rest.before
  return rest
}

/**
 * replaced is the check that a correction corrects at the server. One that is not there is none: the correction holds all that
 * was ticked in it, and takes its place on the phone, so that a later try cannot send it over the correction.
 */
async function replaced(
  { outbox, ...pictures }: Stores<'outbox' | 'photos' | 'blobs'>,
  id: string | undefined,
): Promise<string | undefined> {
  const old = id ? await outbox.get(id) : undefined
  if (!isAbsent(old)) return id
  await outbox.delete(old.id)
  await release(pictures, old.id, [])
  return (old.body as unknown as CheckBody).supersedes
}

/** What a draft is handed in as: the check, and what is set aside of it; asideOf is whose answers those are. */
type Part = DraftRow & { asideOf?: string }

const refusedHere = { state: 'refused' as const, problem: { code: malformed, status: 0, detail: '' } }

const isSame = (a: Answer, b: Answer) => a.itemId === b.itemId && a.memberId === b.memberId

/** partsOf are the check, unless all of it is set aside, and then what is set aside, each member's by itself; the first has the draft's id. */
function partsOf(draft: DraftRow, aside: Answer[], uuid: () => string): Part[] {
  const isOut = (a: Answer) => aside.some((b) => isSame(a, b))
  const out = draft.answers.filter(isOut)
  const parts: Part[] = [...new Set(out.map((a) => a.memberId!))].map((asideOf) => {
    const answers = out.filter((a) => a.memberId === asideOf)
    return { ...draft, id: uuid(), answers, asideOf, supersedes: undefined }
  })
  const rest = draft.answers.filter((a) => !isOut(a))
  if (rest.length > 0 || parts.length === 0) parts.unshift({ ...draft, answers: rest })
  parts[0] = { ...parts[0]!, id: draft.id }
  return parts
}

/** own notes that a draft or record shows these pictures. */
async function own(photos: Store<'photos'>, owner: { id: string; photos: string[] }): Promise<void> {
  for (const sha of owner.photos) {
    const photo = await photos.get(sha)
    if (photo && !photo.owners.includes(owner.id)) await photos.put({ ...photo, owners: [...photo.owners, owner.id] })
  }
}

/** memberId is who ticks now. Errors: member.missing. */
async function memberId(from: Parameters<typeof meta>[0]): Promise<string> {
  const id = await meta<string>(from, 'current')
  if (!id) throw new OfflineError('member.missing')
  return id
}

/** nextSeq is the place of a new record in the order of handing in. */
export async function nextSeq(outbox: Store<'outbox'>): Promise<number> {
  const last = await outbox.index('seq').openKeyCursor(null, 'prev')
  return (last?.key ?? 0) + 1
}
