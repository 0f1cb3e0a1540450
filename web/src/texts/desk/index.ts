/** The texts of the desk. A key that one language lacks fails the type check; keys begin with "desk.". */
import { teller } from '../language'
import en from './en'
import zhCN from './zh-CN'

export type DeskKey = keyof typeof zhCN | keyof typeof en
export const t = teller<DeskKey>({ 'zh-CN': zhCN, en })
