/** Samples in words. */
import { type DeskKey, t } from '@/texts/desk'

export const kinds = [
  ...['too-fast', 'photo-reused', 'photo-copied', 'far-from-venue', 'arrival-time', 'before-arrival'],
  ...['after-leaving', 'lots-over-order', 'stock-count', 'bottles-recounted', 'bottles-over-balance', 'audit'],
]
export const states = ['open', 'decided', 'lapsed']
export const kindText = (kind: string): string => t(`desk.sample.kind.${kind}` as DeskKey)

/** standText says how a sample stands: by its verdict once there is one. */
export function standText(s: { state: string; verdict?: boolean | null }): string {
  if (s.state === 'decided') return t(s.verdict ? 'desk.sample.true' : 'desk.sample.false')
  return t(`desk.sample.state.${s.state}` as DeskKey)
}
