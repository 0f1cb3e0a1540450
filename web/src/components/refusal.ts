import type { Problem } from '@/offline'
import { t, type TextKey } from '@/texts'
import { problemLines } from '@/why'

/** Problems that the phone itself found, by their codes. */
const own: Record<string, TextKey> = {
  'phone.logged-out': 'sync.why.logged-out',
  'phone.session-over': 'sync.why.session-over',
  'phone.server-fails': 'sync.why.server-fails',
  'phone.photo-gone': 'sync.why.photo-gone',
}

/** whyRefused says in words, line by line, why something that was handed in did not go through. */
export function whyRefused(p: Problem | undefined): string[] {
  if (!p) return []
  const known = own[p.code]
  return known ? [...new Set([t(known), p.detail])].filter(Boolean) : problemLines(p)
}
