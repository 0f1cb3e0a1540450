/** The lines that explain a score, put together by what they are about. */
import type { ScoreLine } from '@/api'

/** The parts of a score, in their order. */
export const partNames = ['compliance', 'completeness', 'punctuality', 'honesty', 'voice', 'recovery'] as const

export interface LineGroup {
  key: string
  what: ScoreLine['what']
  part: string
  kind: string
  points: number
  lines: ScoreLine[]
}

/** groupsOf puts lines of the same part, kind and item together: those that cost most first, the gains last. */
export function groupsOf(lines: ScoreLine[]): LineGroup[] {
  const groups = new Map<string, LineGroup>()
  for (const line of lines) {
    const key = [line.part, line.kind, line.itemId ?? line.checklistId ?? line.what.en].join(' ')
    const group = groups.get(key) ?? { key, what: line.what, part: line.part, kind: line.kind, points: 0, lines: [] }
    group.points += line.points
    group.lines.push(line)
    groups.set(key, group)
  }
  for (const g of groups.values()) g.lines.sort((a, b) => (b.date ?? '').localeCompare(a.date ?? ''))
  return [...groups.values()].sort((a, b) => a.points - b.points)
}
