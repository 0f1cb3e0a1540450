/** What is limited: by a depot, which sets it, and by the server, the standards and the program, which it reads. */
import { type DeskKey, t } from '@/texts/desk'
import { api, type ItemOf } from '../api'
import { type Read, useRead } from '../read'

export type Limit = ItemOf<'/api/v1/limits'>

export const useLimits = (): Read<Limit[]> =>
  useRead(
    () => 'all',
    async (_, ask) => (await api.get('/api/v1/limits', ask)).items,
  )

export const limitName = (l: Limit) => t(`desk.limit.${l.name}` as DeskKey)

/** amount says a number of a limit with its unit. */
export function amount(l: Limit, n = l.value): string {
  if (n < 0) return t('desk.limit.none')
  if (l.unit === 'bytes') return `${Math.round(n / 2 ** 20)} MiB`
  return t(`desk.limit.unit.${l.unit.replaceAll(' ', '-')}` as DeskKey, { n })
}
