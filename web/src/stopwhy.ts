/** Why a stop was not delivered, as the phone and the desk say it. */
import { en, type SharedKey, t } from './texts/shared'

/** causeName is an outside cause in the chosen language; one that this app has no word for is said as it came. */
export function causeName(cause: string): string {
  const key = `cause.${cause}`
  return key in en ? t(key as SharedKey) : cause
}

/** stopWhy is the cause of a stop that failed, and what the crew wrote of it; '' when nothing was said. */
export function stopWhy(stop: { cause?: string; reason?: string }): string {
  return [stop.cause && causeName(stop.cause), stop.reason].filter(Boolean).join(' · ')
}
