import { OfflineError } from '@/offline'
import { type SharedKey, t } from '@/texts/shared'

/** whyNot says in words why something could not be done: what the server said, else what the phone knows. */
export function whyNot(err: unknown): string {
  if (!(err instanceof OfflineError)) return t('why.unknown')
  if (err.problem?.detail) return err.problem.detail
  if (err.code === 'pin.locked') return t('why.pin.locked', { seconds: err.seconds ?? 0 })
  return t(`why.${err.code}` as SharedKey)
}
