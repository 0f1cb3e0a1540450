/** What was given to a venue on the spot, in words. */
import type { Complaint } from '@/api'
import { t } from '@/texts/desk'

export type Gift = NonNullable<Complaint['goodwill']>[number]

/** What is counted of a gift. */
export const gifts = ['swapBottles', 'swapCartons', 'extraCrates', 'minutes'] as const

/** giftSaid is what was given, with its units: "6 bottles swapped · 20 min". */
export const giftSaid = (g: Gift): string =>
  gifts
    .filter((what) => (g[what] ?? 0) > 0)
    .map((what) => t(`desk.goodwill.${what}`, { n: g[what] ?? 0 }))
    .join(' · ')
