/** A complaint as it is written down, and as the service takes it. */
import { timeIn } from '../time'

export const sources = ['phone', 'visit'] as const

export interface Filing {
  category: string
  /** '' when it is about none of the stops: then the day says when it was. */
  stopId: string
  /** YYYY-MM-DD. */
  on: string
  /** HH:MM, '' when the hour is not known. */
  at: string
  receiptNumber: string
  about: ('driver' | 'porter')[]
  /** Who spoke for the venue. */
  name: string
  phone: string
  source: (typeof sources)[number]
  description: string
  photos: string[]
}

interface Where {
  venueId: string
  zone: string
  staff: boolean | undefined
  stop: { id: string; date: string } | undefined
}

/** filed is the body of a complaint; what only the staff is asked for is left out of a venue's own. */
export function filed(f: Filing, { venueId, zone, staff, stop }: Where) {
  const date = stop?.date ?? f.on
  return {
    venueId,
    category: f.category,
    description: f.description.trim(),
    photos: f.photos,
    ...(stop ? { stopId: stop.id } : {}),
    ...(staff && f.at ? { occurredAt: new Date(timeIn(zone, date, f.at)).toISOString() } : { occurredOn: date }),
    ...(staff ? heard(f) : {}),
  }
}

/** heard is what somebody of the staff knows of who said it. */
function heard(f: Filing) {
  const [name, phone, receiptNumber] = [f.name.trim(), f.phone.trim(), f.receiptNumber.trim()]
  return {
    source: f.source,
    ...(receiptNumber ? { receiptNumber } : {}),
    ...(f.about.length ? { about: f.about } : {}),
    ...(name || phone ? { contact: { name, ...(phone ? { phone } : {}) } } : {}),
  }
}
