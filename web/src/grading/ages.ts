import { addDays, dayNumber } from './time'

/** The percentage of its shelf life past which a lot is watched. */
export const nearExpiryPercent = 80

export interface Ages {
  near: string // the first day on which the lot is near its limit
  over: string // the first day on which it is past it
}

/** ages tells when a lot comes near its limit and when past it; null when it does not age or has no date. */
export function ages(producedOn: string, shelfLifeDays: number): Ages | null {
  if (shelfLifeDays <= 0 || dayNumber(producedOn) === null) return null
  return {
    near: addDays(producedOn, Math.trunc((shelfLifeDays * nearExpiryPercent) / 100) + 1),
    over: addDays(producedOn, shelfLifeDays + 1),
  }
}
