/** Why a stop fails or the crew came late, as it is being told: on the phone at every touch, said when it is settled. */
import { computed, ref, shallowRef } from 'vue'
import type { Location } from '@/api'
import { maxText } from '@/components/answers/shape'
import { placed } from '@/media/place'
import { causes, iso, OfflineError, outbox, photos, type BegunCause } from '@/offline'

export type Telling = ReturnType<typeof useCause>

/** photosAt is where pictures are taken, when they say so. */
export function useCause(at: { runId: string; stopId: string }, photosAt: () => Location | null) {
  const begun = shallowRef<BegunCause | null>(null)
  /** Why the last touch is not on the phone. */
  const notKept = ref('')
  let queue: Promise<unknown> = causes.findCause(at).then((row) => void (begun.value ??= row))

  function change(patch: Partial<BegunCause>): void {
    const startedAt = iso(Date.now())
    const fresh: BegunCause = { id: outbox.newId(), kind: 'failed', cause: '', note: '', photos: [], startedAt }
    const row = { ...(begun.value ?? fresh), ...patch }
    begun.value = row
    queue = queue
      .then(() => causes.keepCause(at, row))
      .then(
        () => (notKept.value = ''),
        (err: unknown) => {
          if (!(err instanceof OfflineError)) throw err
          notKept.value = err.code
        },
      )
  }

  const ask = (kind: BegunCause['kind']) => change({ kind, cause: '' })

  async function end(): Promise<void> {
    await queue
    await causes.endCause(at)
    begun.value = null
  }

  /** A cause outside the crew becomes an exemption; a failed stop says so with its reason. Twice says the same once. */
  async function settle(): Promise<void> {
    const { id, kind, cause, note: written, photos } = begun.value!
    const note = written.trim()
    await queue
    if (cause !== 'other') await outbox.say('exemption', { ...at, cause, note, photos }, id)
    const why = { cause: cause === 'other' ? '' : cause, reason: note.slice(0, maxText) }
    if (kind === 'failed') await outbox.say('status', { ...at, status: 'failed', ...why })
    await end()
  }

  return {
    begun,
    notKept,
    change,
    ask,
    back: end,
    settle,
    settled: () => queue,
    keepPhoto: async (picture: Blob) =>
      photos.keepPhoto(await placed(picture, photosAt()), { ownerId: begun.value!.id }),
    photosPlaced: computed(() => photosAt() !== null),
    loadPhoto: (sha: string) => photos.getPhoto(sha),
  }
}
