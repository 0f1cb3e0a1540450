/** One checklist at one place: its draft on this phone, what was handed in of it, and the grade, live. */
import { computed, onBeforeUnmount, ref, shallowRef, type Ref } from 'vue'
import type { Definition, Location, Stop, Today } from '@/api'
import { reachable } from '@/components/answers/effect'
import { answered } from '@/components/answers/shape'
import type { Answer, Grade, Item, ItemGrade, Result } from '@/components/answers/types'
import { contextOf, effectOf, gradeCheck, standing, type Effect, type Own } from '@/grading'
import {
  clock,
  clockOf,
  drafts,
  isAside,
  iso,
  OfflineError,
  outbox,
  photos,
  session,
  type CheckBody,
  type Draft,
  type OutboxRow,
} from '@/offline'
import {
  elsewhereOf,
  itemsOf,
  missing,
  overlayOf,
  refusable,
  setAside,
  stillMissing,
  suggested,
  type Before,
} from './sheet'
import { placed } from '@/media/place'

export interface SheetPlace {
  today(): Today
  stop(): Stop | undefined
  checklist: Definition
  before(): Before
  /** What else this phone knows of the run. */
  own(): Own
  /** Where the phone is, when it knows and may tell. */
  here?(): Location | null
  /** Where pictures are taken, when they say so. */
  photosAt?(): Location | null
}

export type Sheet = ReturnType<typeof useSheet>

export function useSheet(at: SheetPlace) {
  const run = at.today().run!
  const stopId = at.stop()?.id
  const place = { runId: run.id, stopId, checklistId: at.checklist.id }
  const draft = shallowRef<Draft | null>(null)
  const failed = ref('') as Ref<string>
  const me = computed(() => session.current.value?.userId ?? '')
  const roleOf = (userId: string) => run.members.find((m) => m.userId === userId)?.role ?? ''
  const venue = computed(() => at.today().venues.find((v) => v.id === at.stop()?.venueId))
  const overlay = computed(() => overlayOf(venue.value, at.checklist.id))

  const here = computed(() =>
    outbox.records.value.filter(
      (r) =>
        r.kind === 'check' && r.runId === run.id && r.stopId === (stopId ?? '') && r.checklistId === at.checklist.id,
    ),
  )
  /** Answers that were left out of what was handed in: their members have to put them right. */
  const aside = computed(() => here.value.filter(isAside))
  /** What was handed in from this phone, the latest first; corrected ones are gone from view. */
  const records = computed(() => {
    const all = here.value.filter((r) => !isAside(r))
    const kept = new Set(
      standing(all.map((r) => ({ id: r.id, supersedes: bodyOf(r).supersedes })).reverse()).map((k) => k.id),
    )
    return all.filter((r) => kept.has(r.id))
  })
  const begun = computed(
    () => draft.value?.answers.some((a) => a.memberId === me.value) === true || !!draft.value?.supersedes,
  )
  /** The check in which the member who ticks now has answered, when they are not at another one. */
  const handed = computed(() =>
    begun.value
      ? undefined
      : records.value.find(
          (r) => bodyOf(r).memberId === me.value || bodyOf(r).answers.some((a) => a.memberId === me.value),
        ),
  )

  const definition = computed(() =>
    draft.value && !handed.value ? (draft.value.checklist as unknown as Definition) : at.checklist,
  )
  const items = computed(() => itemsOf(definition.value, overlay.value, roleOf(me.value)))
  const all = computed(() => itemsOf(definition.value, overlay.value, ''))
  /** Their times are by the clock of the server. */
  const answers = computed<Answer[]>(() => {
    const row = handed.value ?? draft.value
    const told = handed.value ? bodyOf(handed.value).answers : (draft.value?.answers ?? [])
    return told.map((a) => (a.at ? { ...a, at: clock.right(a.at, clockOf(row!, a)) } : a)) as Answer[]
  })
  const mine = computed(
    () => new Map(answers.value.filter((a) => (a.memberId || me.value) === me.value).map((a) => [a.itemId, a])),
  )

  const before = new Map<string, ItemGrade>()
  /** The phone's grade. Rows that did not change keep their identity, so that only the touched one is drawn again. */
  const grade = computed<Grade>(() => {
    const { definition, answers, context } = graded.value
    const g = gradeCheck(definition, answers, context) as Grade
    return { ...g, items: g.items.map((i) => same(before, i)) }
  })
  const gradeOf = computed(() => {
    const server = serverGrade.value
    const out = new Map<string, ItemGrade>()
    for (const g of (server ?? grade.value).items)
      if (!g.memberId || g.memberId === me.value || !out.has(g.itemId)) out.set(g.itemId, g)
    return out
  })
  const serverGrade = computed(() => handed.value?.answer?.grade as Grade | undefined)
  const isDone = (itemId: string) => {
    const item = all.value.find((it) => it.id === itemId)
    return !!item && answers.value.some((a) => a.itemId === itemId && answered(item, a))
  }
  const score = computed(
    () => serverGrade.value?.score ?? (handed.value ? grade.value.score : reachable(grade.value, all.value, isDone)),
  )
  /** What another phone has handed in here, as the server told last. */
  const elsewhere = computed(() =>
    elsewhereOf(at.today().run?.checks ?? [], place, new Set(outbox.records.value.map((r) => r.id))),
  )
  const owed = computed(() =>
    handed.value ? [] : stillMissing(missing(items.value, answers.value, me.value), elsewhere.value, me.value),
  )
  /** Set when this member answers all the same, though another phone has done it. */
  const adding = ref(false)
  const doneElsewhere = computed(
    () => !!elsewhere.value && !handed.value && !owed.value.length && !answers.value.length && !adding.value,
  )
  const others = computed(() => setAside(all.value, answers.value, me.value))
  /** What the member who ticks now has to put right; what another one has is left out of what is handed in. */
  const wrong = computed(() =>
    handed.value
      ? []
      : refusable(
          all.value,
          answers.value.filter((a) => !others.value.includes(a)),
        ),
  )
  const total = computed(
    () =>
      items.value.filter((it) => it.rules.graded !== 'later-stage' && !it.rules.optional && !it.rules.extraMile).length,
  )
  /** Nothing of it is for this member. */
  const empty = computed(() => items.value.length === 0)

  /** What an answer is graded by. */
  const graded = computed(() => {
    const { id, version } = definition.value
    const check = { checklist: { id, version }, stopId, memberId: me.value, answers: answers.value }
    return { definition: definition.value, answers: check.answers, context: contextOf(at.today(), check, at.own()) }
  })
  const effect = (itemId: string, result: Result): Effect | null =>
    effectOf(graded.value, at.today().effects, {
      itemId,
      memberId: mine.value.has(itemId) ? me.value : undefined,
      result,
    })
  const suggestion = (item: Item) => suggested(item, at.today(), at.stop(), at.before(), answers.value)
  const othersOf = (itemId: string) =>
    answers.value.filter((a) => a.itemId === itemId && a.memberId && a.memberId !== me.value)

  /** Writes go one after the other, each on the phone before the next: the last one tapped is the one that stays. */
  let queue: Promise<unknown> = Promise.resolve()
  function inTurn<T>(write: () => Promise<T>): Promise<T | undefined> {
    const next = queue.then(write).then(
      (out) => ((failed.value = ''), out),
      (err: unknown) => {
        if (!(err instanceof OfflineError)) throw err
        failed.value = err.code
        return undefined
      },
    )
    queue = next.catch(() => undefined)
    return next
  }

  const open = () => inTurn(async () => void (draft.value = await drafts.openDraft(place)))
  /** toldAt is the time of an answer as the phone's clock told it, when that is the one it had before. */
  function toldAt(a: Answer): string | undefined {
    const i = answers.value.findIndex((b) => b === mine.value.get(a.itemId) && b.at === a.at)
    return draft.value?.answers[i]?.at
  }
  /** Resolves true when the answer is on the phone. */
  async function answer(a: Answer): Promise<boolean> {
    const ahead = clock.ahead()
    const kept = await inTurn(async () => {
      draft.value ??= await drafts.openDraft(place)
      const given: Answer = { ...a, memberId: me.value }
      if (a.at) given.at = toldAt(a) ?? iso(Date.parse(a.at) + ahead)
      const row = await drafts.setAnswer(draft.value.id, given, at.here?.() ?? undefined)
      draft.value = { ...draft.value, ...row }
      return true
    })
    return kept === true
  }
  async function keepPhoto(picture: Blob): Promise<string> {
    const photosAt = at.photosAt?.()
    draft.value ??= await drafts.openDraft(place)
    return photos.keepPhoto(await placed(picture, photosAt), { ownerId: draft.value.id })
  }
  const photosPlaced = computed(() => !!at.photosAt?.())
  /** Resolves when all that was tapped is on the phone, or has failed in words. */
  const settled = () => queue
  /** Hands in what was answered; a place where nothing was is left as it is. */
  const submit = () =>
    inTurn(async () => {
      if (!draft.value?.answers.length) return
      await drafts.submit(draft.value.id, others.value, venue.value?.cardVersion)
      draft.value = await drafts.openDraft(place)
    })
  const correct = () =>
    inTurn(async () => {
      if (handed.value) draft.value = await drafts.correct(handed.value.id)
    })
  /** Throws a correction away: what was handed in stays as it is. */
  const leave = () =>
    inTurn(async () => {
      if (!draft.value?.supersedes) return
      await drafts.discardDraft(draft.value.id)
      draft.value = await drafts.openDraft(place)
    })
  /** Something of the correction differs from what it corrects. */
  const changed = computed(() => {
    const { supersedes, answers: now = [] } = draft.value ?? {}
    const old = records.value.find((r) => r.id === supersedes)
    const told = (all: readonly unknown[]) => all.map((a) => JSON.stringify(a)).sort()
    return !old || String(told(bodyOf(old).answers)) !== String(told(now))
  })
  const settledOne = computed(() => ['done', 'refused'].includes(handed.value?.state ?? ''))
  /** A refused check is put right like one that was taken: nothing that was ticked is given again. */
  const correctable = computed(() => settledOne.value && !draft.value?.answers.length)
  /** Another member's unfinished answers lie here: they are handed in before anything is corrected. */
  const blocked = computed(() => settledOne.value && !!draft.value?.answers.length)

  /** What another tab did is seen here: its answers, and that the draft was handed in or thrown away. */
  const unfollow = drafts.followDraft(place, (row) => {
    const shown = draft.value
    if (!row) draft.value = null
    else if (shown?.id === row.id && shown.version === row.version) draft.value = { ...shown, ...row }
    else void open()
  })
  void open()
  onBeforeUnmount(() => {
    unfollow()
    if (draft.value) void drafts.leaveDraft(draft.value.id)
  })

  return {
    id: at.checklist.id,
    place,
    definition,
    items,
    answers,
    mine,
    othersOf,
    grade,
    gradeOf,
    serverGrade,
    score,
    handed,
    owed,
    wrong,
    aside,
    total,
    empty,
    failed,
    draft,
    effect,
    suggestion,
    open,
    answer,
    keepPhoto,
    photosPlaced,
    settled,
    submit,
    correct,
    leave,
    changed,
    correctable,
    blocked,
    elsewhere,
    addOwn: () => void (adding.value = true),
    doneElsewhere,
  }
}

const bodyOf = (r: OutboxRow) => r.body as unknown as CheckBody

function same(known: Map<string, ItemGrade>, g: ItemGrade): ItemGrade {
  const key = `${g.itemId} ${g.memberId ?? ''}`
  const old = known.get(key)
  if (old && JSON.stringify(old) === JSON.stringify(g)) return old
  known.set(key, g)
  return g
}
