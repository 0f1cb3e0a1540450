import { isKey, t } from '@/texts'

/** unitText is the unit of an item in the chosen language; units that a depot made up stay as they are. */
export function unitText(unit: string | undefined): string {
  if (!unit) return ''
  const key = `answer.unit.${unit}`
  return isKey(key) ? t(key) : unit
}
