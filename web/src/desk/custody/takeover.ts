/** Taking a receipt over by its number, as a scanner reads it. */
import { t } from '@/texts/desk'
import { api } from '../api'
import { whyNot } from '../refusal'

export interface Taken {
  id: number
  number: string
  state: 'waiting' | 'taken' | 'again' | 'missing' | 'refused'
  venueId: string
  /** Why it was refused, '' when it was not. */
  why: string
  /** When it was scanned, ms. */
  at: number
}

/**
 * takeOver finds the receipts of a number and takes over those that are still with the crew. Of a number that several
 * venues' receipts have, none is taken: they are told apart in the list.
 */
export async function takeOver(line: Taken): Promise<void> {
  line.state = 'waiting'
  line.why = ''
  try {
    line.number = await numberOf(line.number)
    const found = await api.get('/api/v1/receipts', { query: { number: line.number, limit: 10 } })
    const open = found.items.filter((r) => r.state === 'signed')
    line.venueId = found.items[0]?.venueId ?? ''
    if (found.items.length === 0) line.state = 'missing'
    else if (open.length === 0) line.state = 'again'
    else if (open.length > 1) refuse(line, t('desk.handover.several', { n: open.length }))
    else {
      line.venueId = open[0]?.venueId ?? ''
      await api.post('/api/v1/receipts/{id}/hand-over', { path: { id: open[0]?.id ?? '' }, body: {} })
      line.state = 'taken'
    }
  } catch (err) {
    refuse(line, whyNot(err))
  }
}

/** A receipt carries two codes: its number, and the address of its page, which knows the number. */
async function numberOf(scanned: string): Promise<string> {
  const token = /\/r\/([0-9a-f]{32})$/.exec(scanned)?.[1]
  if (!token) return scanned
  const page = await api.get('/api/v1/receipts/{token}', { path: { token } })
  return page.number ?? scanned
}

function refuse(line: Taken, why: string): void {
  line.state = 'refused'
  line.why = why
}
