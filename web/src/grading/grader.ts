/** The grade of one answer to one item: what is asked of every kind. */
import { gradeTheDay } from './grade-day'
import { gradeKind, isEmpty } from './grade-kinds'
import { type Part, reason, type ReasonCode } from './reasons'
import { blank } from './texts'
import type { Answer, Context, Item, ItemGrade, Outcome, Reason, Rules } from './types'

export class Grader {
  outcome: Outcome = 'pass'
  private readonly reasons: Reason[] = []
  readonly rules: Rules

  /** answer is null when nobody gave one; swapped is what the check exchanged, by unit. */
  constructor(
    readonly item: Item,
    readonly answer: Answer | null,
    readonly context: Context,
    readonly swapped: Map<string, number>,
  ) {
    this.rules = item.rules ?? {}
  }

  fail(code: ReasonCode, ...parts: Part[]): void {
    this.outcome = 'fail'
    this.reasons.push(reason(code, ...parts))
  }

  /** warn adds a warning, which never softens a fail. */
  warn(code: ReasonCode, ...parts: Part[]): void {
    if (this.outcome !== 'fail') this.outcome = 'warn'
    this.reasons.push(reason(code, ...parts))
  }

  /** na sets the item aside, with or without saying why. */
  na(code?: ReasonCode): void {
    this.outcome = 'na'
    if (code) this.reasons.push(reason(code))
  }

  needs(rule: string): boolean {
    return this.rules.evidence?.includes(rule) ?? false
  }

  noNote(): boolean {
    return blank(this.answer?.note)
  }

  grade(): ItemGrade {
    this.judge()
    const won = this.outcome === 'pass' || this.outcome === 'warn'
    const counts = won || (this.outcome === 'fail' && !this.rules.optional && !this.rules.extraMile)
    const out: ItemGrade = {
      itemId: this.item.id,
      outcome: this.outcome,
      points: won ? this.item.weight : 0,
      max: counts ? this.item.weight : 0,
    }
    if (this.answer?.memberId) out.memberId = this.answer.memberId
    if (this.reasons.length > 0) out.reasons = this.reasons
    return out
  }

  private judge(): void {
    if (this.rules.graded === 'later-stage') return this.na('later-stage')
    if (gradeTheDay(this)) return this.evidence()
    const a = this.answer
    if (a?.result === 'na') {
      this.na()
      if (this.needs('note-on-na') && this.noNote()) this.fail('note-missing')
      return
    }
    if (a?.result === 'fail') this.fail('answered-fail')
    else if (!a || isEmpty(this.item, a)) return this.unanswered()
    else gradeKind(this, a)
    this.evidence()
  }

  private unanswered(): void {
    if (this.rules.optional || this.rules.extraMile) this.na()
    else this.fail('not-answered')
  }

  /** evidence: what is missing always makes a fail; a fail without its evidence only gains one more reason. */
  private evidence(): void {
    if (this.outcome === 'na' || !this.answer) return
    const failed = this.outcome === 'fail'
    const noPhoto = (this.answer.photos ?? []).length === 0
    if (noPhoto && (this.needs('photo-always') || (failed && this.needs('photo-on-fail')))) this.fail('photo-missing')
    if (failed && this.needs('note-on-fail') && this.noNote()) this.fail('note-missing')
    if (this.needs('signature-always') && this.item.kind !== 'receipt' && !this.answer.signature) {
      this.fail('signature-missing')
    }
  }
}
