/** Files that a person takes off the phone. */
import type { OfflineDatabase } from './db'

/** A file for a person to keep: a record or draft, or a picture of it. */
export interface ExportFile {
  name: string
  blob: Blob
}

/** filesOf are what was written as JSON, and its pictures as far as they are on the phone. */
export async function filesOf(
  db: OfflineDatabase,
  name: string,
  content: object,
  photos: string[],
): Promise<ExportFile[]> {
  const json = new Blob([JSON.stringify(content, null, 2)], { type: 'application/json' })
  const files: ExportFile[] = [{ name: `${name}.json`, blob: json }]
  for (const sha of photos) {
    const [row, blob] = await Promise.all([db.get('photos', sha), db.get('blobs', sha)])
    if (!blob) continue
    const type = row?.type ?? 'image/jpeg'
    files.push({ name: `${sha}.${type.split('/')[1]}`, blob: new Blob([blob.bytes], { type }) })
  }
  return files
}
