/** What a venue is told of a complaint of its own: how it stands, and what happens next by when. */
import type { Complaint } from '@/api'
import { t } from '@/texts/desk'
import { moment } from '../time'

export function nextSaid(k: Complaint): string {
  if (k.status === 'open' || k.status === 'reopened') return t('desk.mine.next.ack', { at: moment(k.dueAckAt, k) })
  if (k.status === 'acknowledged' || k.status === 'decided')
    return t('desk.mine.next.resolve', { at: moment(k.dueResolveAt, k) })
  return t(k.status === 'resolved' ? 'desk.mine.next.confirm' : 'desk.mine.next.closed')
}
