/** Why an answer was graded as it was, in both languages, word for word as the server says it. */
import type { Text } from '@/api'
import { numberText } from './texts'
import type { Reason } from './types'

/** A part of a text: a Text is put in by language. */
export type Part = string | number | Text

/** The same texts as in checklists/reasons.go; the vectors hold each of them to it. */
const reasonTexts = {
  'answered-fail': { 'zh-CN': '自己报了没做到', en: 'The crew says it was not done' },
  'not-answered': { 'zh-CN': '没有填', en: 'Not answered' },
  'photo-missing': { 'zh-CN': '缺照片', en: 'The photo is missing' },
  'note-missing': { 'zh-CN': '没写原因', en: 'The reason is not written down' },
  'signature-missing': { 'zh-CN': '缺签名', en: 'The signature is missing' },
  'later-stage': { 'zh-CN': '由业务员稍后确认', en: 'The salesperson confirms it later' },
  'out-of-range': { 'zh-CN': '数目不合理:%v', en: 'The figure is out of range: %v' },
  'below-minimum': { 'zh-CN': '只备了 %v,至少要 %v', en: 'Only %v on board; at least %v are needed' },
  'over-age-not-swapped': {
    'zh-CN': '有过期酒 %v 瓶,没换也没写原因',
    en: '%v bottles past their limit, neither swapped nor explained',
  },
  'choice-fail': { 'zh-CN': '选的是:%v', en: 'The answer was: %v' },
  'window-missing': { 'zh-CN': '没有约定时间', en: 'No window was agreed' },
  'too-early': { 'zh-CN': '早到 %d 分钟', en: '%d minutes early' },
  'too-late': { 'zh-CN': '晚到 %d 分钟', en: '%d minutes late' },
  'lots-inverted': {
    'zh-CN': '%v 顺序反了:第 %d 位是 %s,第 %d 位是更早的 %s',
    en: '%v is out of order: %[3]s at position %[2]d stands in front of the older %[5]s at position %[4]d',
  },
  'new-in-front': {
    'zh-CN': '%v 新送的放在了旧酒前面:第 %d 位 %s 在第 %d 位 %s 前面',
    en: '%v was delivered in front of older stock: %[3]s at position %[2]d, %[5]s at position %[4]d',
  },
  'over-age': {
    'zh-CN': '%v 已过期:%s 生产,%d 天,期限 %d 天',
    en: '%v is past its limit: produced on %s, %d days old, limit %d days',
  },
  'near-expiry': {
    'zh-CN': '%v 快到期:%s 生产,%d 天,期限 %d 天',
    en: '%v is near its limit: produced on %s, %d days old, limit %d days',
  },
  'produced-in-future': { 'zh-CN': '%v 的生产日期还没到:%s', en: '%v has a production date that is still to come: %s' },
  'bottles-left-no-reason': { 'zh-CN': '%v 留下 %d 个,没写原因', en: '%v: %d left without a reason' },
  'refused-by-crew': {
    'zh-CN': '%v 留下 %d 个:送货的人不肯带',
    en: '%v: %d left because the crew would not take them',
  },
  'bottles-mismatch': { 'zh-CN': '%v 应有 %d 个,点到 %d 个', en: '%v: %d expected, %d counted' },
  'bottles-not-counted': { 'zh-CN': '%v 应有 %d 个,没有点', en: '%v: %d expected, none counted' },
  'swap-left-no-reason': { 'zh-CN': '还有 %d 个没换,没写原因', en: '%d not swapped, without a reason' },
  'receipt-number-missing': { 'zh-CN': '没有回单号', en: 'The receipt has no number' },
  'signer-missing': { 'zh-CN': '没写谁签的', en: "The signer's name is missing" },
  'signed-by-crew': { 'zh-CN': '签名的是送货的人:%v', en: 'It was signed by one of the crew: %v' },
  'receipt-number-taken': { 'zh-CN': '回单号已用在:%v', en: 'The receipt number belongs to another stop: %v' },
  discrepancies: { 'zh-CN': '回单上写了 %d 处差异', en: '%d differences are written on the receipt' },
  'receipts-not-handed': { 'zh-CN': '还没交的回单(%d 张):%v', en: 'Receipts not handed over (%d): %v' },
  'pickup-mismatch': { 'zh-CN': '%v 今天收了 %d 个,入库 %d 个', en: '%v: %d picked up today, %d counted in' },
  'nothing-to-count': { 'zh-CN': '今天没有要点的', en: 'Nothing came back today' },
  'swaps-mismatch': { 'zh-CN': '今天换了 %d 瓶,入库 %v 瓶', en: '%d bottles swapped today, %v brought back' },
  'messages-pending': { 'zh-CN': '还有 %d 句话没转到业务员', en: '%d messages have not reached sales' },
  'stops-unexplained': {
    'zh-CN': '没送也没写原因的店(%d 家):%v',
    en: 'Stops neither delivered nor explained (%d): %v',
  },
} satisfies Record<string, Text>

export type ReasonCode = keyof typeof reasonTexts

export const reasonCodes = Object.keys(reasonTexts) as ReasonCode[]

export function reason(code: ReasonCode, ...parts: Part[]): Reason {
  const { 'zh-CN': zh, en } = reasonTexts[code]
  return { code, detail: { 'zh-CN': fill(zh, 'zh-CN', parts), en: fill(en, 'en', parts) } }
}

/** fill puts parts where the format says %v, %d or %s, or by number: %[3]s. */
function fill(format: string, lang: keyof Text, parts: Part[]): string {
  let next = 0
  return format.replace(/%(?:\[(\d+)\])?[vds]/g, (_, at?: string) => {
    const part = parts[at ? Number(at) - 1 : next++]
    if (typeof part === 'number') return numberText(part)
    return typeof part === 'object' ? part[lang] : (part ?? '')
  })
}
