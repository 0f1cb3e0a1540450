/** The language that is chosen, and how a text of it is told. Pages have their texts from `phone` or `desk`. */
import { computed, ref } from 'vue'

export type Lang = 'zh-CN' | 'en'

/** A text that the server sends in both languages. */
export interface Bilingual {
  'zh-CN': string
  en: string
}

const stored = 'crewcheck.lang'

function keptLang(): Lang {
  const kept = globalThis.localStorage?.getItem(stored)
  if (kept === 'zh-CN' || kept === 'en') return kept
  return globalThis.navigator?.language?.toLowerCase().startsWith('zh') === false ? 'en' : 'zh-CN'
}

export const lang = ref<Lang>(keptLang())

/** Switches the language at once, for this phone. */
export function setLang(to: Lang): void {
  lang.value = to
  globalThis.localStorage?.setItem(stored, to)
  if (globalThis.document) document.documentElement.lang = to
}

/** followLang takes over what another tab chose, when that is what it kept under this key. */
export function followLang(key: string | null): void {
  if (key === stored) setLang(keptLang())
}

/** said picks the chosen language of a text that came in both. */
export function said(text: Bilingual): string {
  return text[lang.value]
}

/**
 * teller makes the t of some texts: the text of a key in the chosen language; {name} is filled from values, and
 * {name|check|checks} with what is counted, one or many. A key that was put together from a value that these pages do not
 * know is told by that value: one odd word breaks no page.
 */
export function teller<Key extends string>(all: Record<Lang, Record<Key, string>>) {
  const texts = computed<Partial<Record<string, string>>>(() => all[lang.value])
  return (key: Key, values: Record<string, string | number> = {}): string =>
    (texts.value[key] ?? key.slice(key.lastIndexOf('.') + 1)).replace(
      /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g,
      (whole, name: string, one?: string, many?: string) => {
        const value = String(values[name] ?? whole)
        return many === undefined ? value : `${value} ${value === '1' ? one : many}`
      },
    )
}
