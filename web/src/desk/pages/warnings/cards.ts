/** How a coaching card stands. */
import type { Coaching } from '@/api'
import { type DeskKey, t } from '@/texts/desk'
import { dates, number, sample } from '../../figures'

export const states = ['open', 'acknowledged', 'measured']
export const stateText = (state: string): string => t(`desk.coaching.state.${state}` as DeskKey)
export const outcomeText = (outcome: string): string => t(`desk.coaching.outcome.${outcome}` as DeskKey)
export const signOf: Record<string, string> = { better: 'ok', 'not-better': 'bad', 'too-little': 'warn' }

type Measure = NonNullable<Coaching['verdict']>['before']

/** measureText is one of the two figures that are compared: rate, interval, sample and window. */
export function measureText(m: Measure): string {
  const { low, high } = m.interval
  return t('desk.coaching.measure', {
    rate: number(100 * m.rate),
    low: number(100 * low),
    high: number(100 * high),
    observed: number(m.observed),
    sample: sample(m.n, m.unit),
    dates: dates(m.from, m.to),
  })
}
