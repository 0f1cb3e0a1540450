import { ref } from 'vue'

/** What is on the phone and not at the server; oldestAt is ms, 0 when nothing waits. */
export interface Unsent {
  checks: number
  photos: number
  other: number
  oldestAt: number
  refused: number
}

export const unsent = ref<Unsent>({ checks: 0, photos: 0, other: 0, oldestAt: 0, refused: 0 })
