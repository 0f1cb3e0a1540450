/** The texts of the app, in one place, and the language that is chosen: both languages are always on the phone. */
import { computed, ref } from 'vue'
import en from './en'
import zhCN from './zh-CN'

export type Lang = 'zh-CN' | 'en'
export type TextKey = keyof typeof zhCN
export type Texts = Record<TextKey, string>

/** A text that the server sends in both languages. */
export interface Bilingual {
  'zh-CN': string
  en: string
}

const all: Record<Lang, Texts> = { 'zh-CN': zhCN, en }
const stored = 'crewcheck.lang'

function firstLang(): Lang {
  const kept = globalThis.localStorage?.getItem(stored)
  if (kept === 'zh-CN' || kept === 'en') return kept
  return globalThis.navigator?.language?.toLowerCase().startsWith('zh') === false ? 'en' : 'zh-CN'
}

export const lang = ref<Lang>(firstLang())

/** Switches the language at once, for this phone. */
export function setLang(to: Lang): void {
  lang.value = to
  globalThis.localStorage?.setItem(stored, to)
  if (globalThis.document) document.documentElement.lang = to
}

const texts = computed(() => all[lang.value])

/** t is the text of a key in the chosen language; {name} is filled from values. */
export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  return texts.value[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

/** said picks the chosen language of a text that came in both. */
export function said(text: Bilingual): string {
  return text[lang.value]
}
