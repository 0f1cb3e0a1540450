/** byPlace gives values the keys of texts that stand in the same order; the build tells English so (vite.config.ts). */
export function byPlace<Key extends string>(texts: Record<Key, string>, values: string[]): Record<Key, string> {
  return Object.fromEntries((Object.keys(texts) as Key[]).map((key, i) => [key, values[i]!])) as Record<Key, string>
}
