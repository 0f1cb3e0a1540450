/** Checklists in words. */
import { said } from '@/texts/language'
import { api } from '../../api'
import { useRead } from '../../read'

/** useChecklists answers what says the title of a checklist; its id until they are read. */
export function useChecklists(): (id: string) => string {
  const read = useRead(
    () => ({}),
    (_, ask) => api.get('/api/v1/checklists', ask),
  )
  return (id) => {
    const known = read.data.value?.items.find((c) => c.checklistId === id)
    return known ? said(known.definition.title) : id
  }
}
