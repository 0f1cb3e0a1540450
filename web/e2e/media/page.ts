/** The room of pictures alone on a page, for e2e/media.mjs: what it makes lands in window.made. */
import { createApp, defineComponent, h, ref } from 'vue'
import CodeScanner from '../../src/media/CodeScanner.vue'
import PhotoField from '../../src/media/PhotoField.vue'
import SignaturePad from '../../src/media/SignaturePad.vue'
import { compress } from '../../src/media/compress'
import { sha256 } from '../../src/media/digest'
import '../../src/style/tokens.css'
import '../../src/style/base.css'

const kept = new Map<string, Blob>()
const made: { sha?: string; blob: Blob }[] = []
Object.assign(window, { made, compress, scanned: [] as string[] })

async function keep(blob: Blob): Promise<string> {
  const sha = await sha256(await blob.arrayBuffer())
  kept.set(sha, blob)
  made.push({ sha, blob })
  return sha
}

const Page = defineComponent(() => {
  const photos = ref<string[]>([])
  return () =>
    h('div', { class: 'page' }, [
      h('h1', 'Media'),
      h(PhotoField, {
        photos: photos.value,
        label: 'Photo of the receipt',
        keep,
        load: async (sha: string) => kept.get(sha),
        onChange: (to: string[]) => (photos.value = to),
      }),
      h(SignaturePad, { label: 'Sign here', onTaken: (blob: Blob) => made.push({ blob }) }),
      h(CodeScanner, {
        label: 'Scan the number',
        onScanned: (text: string) => (window as unknown as { scanned: string[] }).scanned.push(text),
      }),
    ])
})

createApp(Page).mount('#app')
