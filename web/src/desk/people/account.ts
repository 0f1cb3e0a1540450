/** An account as a form writes it, and who may give which roles. */
import type { ItemOf } from '../api'
import { type Role, session } from '../session'

export type User = ItemOf<'/api/v1/users'>

export const roles: Role[] = ['driver', 'porter', 'sales', 'venue', 'supervisor', 'manager', 'admin']

/** mayGive are the roles that somebody here may hand out; the service holds everybody to it. */
export function mayGive(): Role[] {
  if (session.has('admin')) return roles
  if (session.has('manager')) return ['driver', 'porter', 'sales', 'venue', 'supervisor']
  return ['driver', 'porter']
}

/** mayChange tells whether an account has no role but those, and of a supervisor only their own depots. */
export function mayChange(u: User): boolean {
  const may: string[] = mayGive()
  if (!u.roles.every((r) => may.includes(r))) return false
  if (session.has('manager', 'admin')) return true
  const own = session.user.value?.depotIds ?? []
  return u.depotIds.length > 0 && u.depotIds.every((d) => own.includes(d))
}

export interface AccountDraft {
  phone: string
  name: string
  firstName: string
  roles: Role[]
  depotIds: string[]
  venueIds: string[]
  language: string
  disabled: boolean
  secret: string
}

export function draftOf(u: User | null): AccountDraft {
  const own = session.user.value?.depotIds ?? []
  return {
    phone: u?.phone ?? '',
    name: u?.name ?? '',
    firstName: u?.firstName ?? '',
    roles: [...((u?.roles ?? []) as Role[])],
    depotIds: [...(u?.depotIds ?? (own.length === 1 ? own : []))],
    venueIds: [...(u?.venueIds ?? [])],
    language: u?.language ?? '',
    disabled: u?.disabled ?? false,
    secret: '',
  }
}

export function bodyOf(d: AccountDraft) {
  const { secret, language, firstName, disabled, ...rest } = d
  return {
    ...rest,
    phone: d.phone.trim(),
    name: d.name.trim(),
    ...(firstName.trim() ? { firstName: firstName.trim() } : {}),
    ...(language ? { language } : {}),
    ...(disabled ? { disabled } : {}),
    ...(secret ? { secret } : {}),
  }
}
