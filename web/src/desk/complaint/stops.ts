/** The stops at a venue, to choose the one that a complaint is about. */
import { day } from '@/format'
import { type DeskKey, t } from '@/texts/desk'
import { api, type ItemOf } from '../api'
import { type Read, useRead } from '../read'
import { hours, type Placed } from '../time'

export type VenueStop = ItemOf<'/api/v1/venues/{id}/stops'>

/** How far from a day its stops are looked for, days. */
export const reach = 3

/** around are the days from reach before a date to reach after it; null while the date is none. */
export function around(date: string): { from: string; to: string } | null {
  const noon = Date.parse(`${date}T12:00:00Z`)
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || Number.isNaN(noon)) return null
  const on = (days: number) => new Date(noon + days * 86_400_000).toISOString().slice(0, 10)
  return { from: on(-reach), to: on(reach) }
}

/** stopSaid tells one stop from the others: when, how it went, who was there. */
export function stopSaid(s: VenueStop, where?: Placed): string {
  const when = [day(s.date), hours(s.arrivedAt ?? s.window?.from, where)].filter(Boolean).join(' ')
  const people = s.crew.map((m) => m.firstName).filter(Boolean)
  return [when, t(`desk.stop.${s.status}` as DeskKey), people.join(t('desk.mine.and'))].filter(Boolean).join(' · ')
}

/** useStopsAround reads the stops at a venue around a date; nothing while one of them is not known. */
export function useStopsAround(of: () => { venueId: string; date: string }): Read<VenueStop[]> {
  return useRead(
    () => {
      const { venueId, date } = of()
      const days = around(date)
      return venueId && days ? { id: venueId, ...days } : null
    },
    async ({ id, ...days }, ask) =>
      (await api.get('/api/v1/venues/{id}/stops', { ...ask, path: { id }, query: { ...days, limit: 200 } })).items,
  )
}
