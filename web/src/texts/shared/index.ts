/** What the phone and the desk say alike: ages, distances, why something was not done. */
import { teller } from '../language'
import en from './en'
import zhCN from './zh-CN'

export { en, zhCN }
export const t = teller({ 'zh-CN': zhCN, en })
export type SharedKey = Parameters<typeof t>[0]
