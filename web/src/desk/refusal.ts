/** Why the server did not do what was asked, and how that is said. */
import type { Problem } from '@/api'
import { t } from '@/texts/shared'

/** Refusal is an answer that is none of the good ones; without a problem the server could not be reached. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem | null,
  ) {
    super(problem?.code ?? `status ${status}`)
  }

  /** Somebody else changed it meanwhile (412). */
  get stale(): boolean {
    return this.status === 412
  }

  get missing(): boolean {
    return this.status === 404
  }
}

/** whyNot says in words why something could not be done. */
export function whyNot(err: unknown): string {
  if (!(err instanceof Refusal)) return t('why.unknown')
  if (err.status === 0) return t('why.offline')
  return err.problem?.detail ?? t('why.unknown')
}

/** fieldsOf are the words for each field, by JSON pointer ("/shares/driver"); {} when no field is named. */
export function fieldsOf(err: unknown): Record<string, string> {
  if (!(err instanceof Refusal)) return {}
  return Object.fromEntries((err.problem?.errors ?? []).map((e) => [e.pointer, e.detail]))
}
