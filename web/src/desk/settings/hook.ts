/** An endpoint that is told what happens, as a form writes it. */
import type { ItemOf } from '../api'
import { session } from '../session'

export type Hook = ItemOf<'/api/v1/webhooks'>

export const formats = ['wecom', 'dingtalk', 'feishu', 'json'] as const
export type Format = (typeof formats)[number]

/** The families of what is told; what an endpoint names besides is kept. */
export const families = [
  ...(['complaint', 'appeal', 'feedback', 'bottles', 'warning'] as const),
  ...(['coaching', 'idea', 'sample', 'card', 'import'] as const),
]

export interface HookDraft {
  depotId: string
  name: string
  url: string
  format: Format
  events: string[]
  from: string
  to: string
  disabled: boolean
  robotSecret: string
  rotate: boolean
}

export function draftOf(h: Hook | null): HookDraft {
  const own = session.user.value?.depotIds ?? []
  return {
    depotId: h ? (h.depotId ?? '') : (own[0] ?? ''),
    name: h?.name ?? '',
    url: h?.url ?? '',
    format: (h?.format as Format | undefined) ?? 'wecom',
    events: [...(h?.events ?? [])],
    from: h?.quiet?.from ?? '',
    to: h?.quiet?.to ?? '',
    disabled: h?.disabled ?? false,
    robotSecret: '',
    rotate: false,
  }
}

export function bodyOf(d: HookDraft) {
  return {
    ...(d.depotId ? { depotId: d.depotId } : {}),
    ...(d.name.trim() ? { name: d.name.trim() } : {}),
    url: d.url.trim(),
    format: d.format,
    ...(d.events.length > 0 ? { events: d.events } : {}),
    ...(d.from || d.to ? { quiet: { from: d.from, to: d.to } } : {}),
    ...(d.disabled ? { disabled: true } : {}),
    ...(d.robotSecret ? { robotSecret: d.robotSecret } : {}),
    ...(d.rotate ? { rotateSecret: true } : {}),
  }
}
