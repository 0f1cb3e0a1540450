/** The texts of the phone app: both languages are always on the phone. A key that one lacks fails the type check. */
import { teller } from '../language'
import * as shared from '../shared'
import en from './en'
import zhCN from './zh-CN'

const all = { 'zh-CN': { ...shared.zhCN, ...zhCN }, en: { ...shared.en, ...en } }

export type TextKey = keyof (typeof all)['zh-CN'] | keyof (typeof all)['en']
export const t = teller<TextKey>(all)
