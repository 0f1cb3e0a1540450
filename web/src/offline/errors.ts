import type { Problem } from './types'

/** An act that could not be done now; code says why, for texts and tests. */
export class OfflineError extends Error {
  constructor(
    readonly code:
      | 'offline'
      | 'pin.wrong'
      | 'pin.locked'
      | 'pin.missing'
      | 'member.missing'
      | 'unsent'
      | 'storage.full'
      | 'draft.missing'
      | 'draft.begun'
      | 'record.missing'
      | 'export.first'
      | 'checklist.missing'
      | 'refused',
    /** What the server said, where it said something. */
    readonly problem?: Problem,
    /** Seconds to wait, of pin.locked. */
    readonly seconds?: number,
  ) {
    super(problem?.detail ?? code)
    this.name = 'OfflineError'
  }
}

/** isQuota tells whether a write failed because the phone is full. */
export function isQuota(err: unknown): boolean {
  return (err as { name?: string } | undefined)?.name === 'QuotaExceededError'
}
