/** How the app looks on this phone: light or dark, and the size of its text. Kept on the phone, used at once. */
import { ref, watchEffect } from 'vue'
import { followLang } from './texts/language'

export type Theme = 'auto' | 'light' | 'dark'
export const textSizes = [100, 125, 150] as const
export type TextSize = (typeof textSizes)[number]

const storedTheme = 'crewcheck.theme'
const storedSize = 'crewcheck.textSize'

function kept(key: string): string {
  return globalThis.localStorage?.getItem(key) ?? ''
}

function keptTheme(): Theme {
  const k = kept(storedTheme)
  return k === 'light' || k === 'dark' ? k : 'auto'
}

const keptSize = (): TextSize => textSizes.find((s) => String(s) === kept(storedSize)) ?? 100

export const theme = ref<Theme>(keptTheme())
export const textSize = ref<TextSize>(keptSize())

/** Other tabs of this browser take over, at once, what one of them chose. */
function followOtherTabs(): void {
  window.addEventListener('storage', ({ key }) => {
    if (key === storedTheme) theme.value = keptTheme()
    if (key === storedSize) textSize.value = keptSize()
    followLang(key)
  })
}

/** applyLooks puts both on the page and keeps them there: with a theme of auto, as the phone changes its own. */
export function applyLooks(): void {
  followOtherTabs()
  const phoneIsDark = window.matchMedia('(prefers-color-scheme: dark)')
  const dark = ref(phoneIsDark.matches)
  phoneIsDark.addEventListener?.('change', (e) => (dark.value = e.matches))
  watchEffect(() => {
    const root = document.documentElement
    root.dataset.theme = theme.value === 'auto' ? (dark.value ? 'dark' : 'light') : theme.value
    root.style.fontSize = `${textSize.value}%`
    localStorage.setItem(storedTheme, theme.value)
    localStorage.setItem(storedSize, String(textSize.value))
  })
}
