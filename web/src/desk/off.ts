/** What is switched off: a filter for lists of crews, products and venues. */
import { computed, type ComputedRef } from 'vue'
import { t } from '@/texts/desk'
import type { FilterField } from './parts/filter-field'

interface OffField {
  field: ComputedRef<FilterField<'off'>>
  fits: (wanted: string, row: { disabled?: boolean }) => boolean
}

export function useOffField(): OffField {
  return {
    field: computed(() => ({
      name: 'off',
      label: t('desk.plan.off'),
      options: [
        { value: 'yes', text: t('desk.word.yes') },
        { value: 'no', text: t('desk.word.no') },
      ],
    })),
    fits: (wanted, row) => !wanted || (wanted === 'yes') === Boolean(row.disabled),
  }
}
