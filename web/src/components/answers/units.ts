import { t, type TextKey } from '@/texts'

const known = ['bottles', 'cases', 'crates', 'cartons']

/** unitText is the unit of an item in the chosen language; units that a depot made up stay as they are. */
export function unitText(unit: string | undefined): string {
  if (!unit) return ''
  return known.includes(unit) ? t(`answer.unit.${unit}` as TextKey) : unit
}
