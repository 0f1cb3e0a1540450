/** A crew as a form writes it. */
import type { ItemOf } from '../../api'

export type Crew = ItemOf<'/api/v1/crews'>

/** The most members of a crew, as the service has it. */
export const mostMembers = 20

export interface CrewDraft {
  depotId: string
  name: string
  memberIds: string[]
  disabled: boolean
}

export function draftOf(c: Crew | null): CrewDraft {
  return {
    depotId: c?.depotId ?? '',
    name: c?.name ?? '',
    memberIds: [...(c?.memberIds ?? [])],
    disabled: c?.disabled ?? false,
  }
}

export function bodyOf({ disabled, ...d }: CrewDraft) {
  return { ...d, name: d.name.trim(), ...(disabled ? { disabled } : {}) }
}
