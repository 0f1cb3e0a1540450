import { onScopeDispose, reactive, watch } from 'vue'

/**
 * usePictures loads pictures, by their SHA-256, that an img cannot fetch by itself, and lets go of them with the
 * component. missing are those that could not be had; load tries one again.
 */
export function usePictures(shas: () => string[], get: (sha: string, signal: AbortSignal) => Promise<Blob>) {
  const urls = reactive(new Map<string, string>())
  const missing = reactive(new Set<string>())
  const gone = new AbortController()

  async function load(sha: string): Promise<void> {
    if (urls.has(sha)) return
    try {
      const blob = await get(sha, gone.signal)
      if (gone.signal.aborted || urls.has(sha)) return
      urls.set(sha, URL.createObjectURL(blob))
      missing.delete(sha)
    } catch {
      missing.add(sha)
    }
  }
  watch(shas, (all) => all.forEach((sha) => void load(sha)), { immediate: true })
  onScopeDispose(() => {
    gone.abort()
    for (const url of urls.values()) URL.revokeObjectURL(url)
  })
  return { urls, missing, load }
}
