import { OfflineError, type Problem } from '@/offline'
import { type Bilingual, said } from '@/texts/language'
import { type SharedKey, t } from '@/texts/shared'

/** problemLines says what the server found wrong, and with which fields: in the chosen language, whenever it is shown. */
export function problemLines(p: Problem): string[] {
  const line = (x: { detail?: string; texts?: Bilingual }) => (x.texts ? said(x.texts) : (x.detail ?? ''))
  return [line(p) || p.title || p.code, ...(p.errors ?? []).map(line)].filter((l, i, all) => all.indexOf(l) === i)
}

/** whyNot says in words why something could not be done: what the server said, else what the phone knows. */
export function whyNot(err: unknown): string {
  if (!(err instanceof OfflineError)) return t('why.unknown')
  if (err.problem?.detail) return problemLines(err.problem)[0]!
  if (err.code === 'pin.locked') return t('why.pin.locked', { seconds: err.seconds ?? 0 })
  return t(`why.${err.code}` as SharedKey)
}
