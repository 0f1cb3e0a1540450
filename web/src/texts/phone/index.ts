/** The texts of the phone app: both languages are always on the phone. A key that one lacks fails the type check. */
import { teller } from '../language'
import * as shared from '../shared'
import en from './en'
import zhCN from './zh-CN'

const all = { 'zh-CN': { ...shared.zhCN, ...zhCN }, en: { ...shared.en, ...en } }

export type TextKey = keyof (typeof all)['zh-CN'] | keyof (typeof all)['en']
export const t = teller<TextKey>(all)

/** isKey tells whether there is such a text. */
export const isKey = (key: string): key is TextKey => key in all.en

/** The beginnings of keys whose ends are values of the API: 'stop.status' of 'stop.status.planned'. */
type Group<Key> = Key extends `${infer A}.${infer B}.${string}`
  ? `${A}.${B}`
  : Key extends `${infer A}.${string}`
    ? A
    : never

/** named is the text of a value of the API. A newer server may say what this app has no word for: it is shown as it came, and said to be unknown. */
export function named(group: Group<TextKey>, value: string, values: Record<string, string | number> = {}): string {
  const key = `${group}.${value}`
  return isKey(key) ? t(key, values) : t('app.unknown', { value })
}
