/** What types of empties are called. */
import { type SharedKey, t } from './texts/shared'

const sized = /^(?:(bottle|keg|crate)-)?([0-9]{1,5})(ml|l)$/

/** emptiesName is "500 ml bottles" of 500ml, "20 l kegs" of keg-20l; a depot's own type, not named by its size, is said as it is written. */
export function emptiesName(type: string): string {
  const [, kind = 'bottle', n = '', measure = ''] = sized.exec(type) ?? []
  if (!n) return type
  return t(`empties.${kind}` as SharedKey, { n, measure: t(`empties.${measure}` as SharedKey) })
}
