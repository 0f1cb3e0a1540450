/** The camera inside of the page: the system's own camera app makes cheap phones throw the page away. */

/** Whether this browser shows a camera in the page at all; only on https and localhost. */
export const hasCamera = (): boolean => !!globalThis.navigator?.mediaDevices?.getUserMedia

/** openCamera starts the rear camera; refused, missing or busy ones reject. */
export function openCamera(): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: { ideal: 'environment' }, width: { ideal: 1920 }, height: { ideal: 1080 } },
  })
}

export function closeCamera(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop()
}

/** What of the browser's BarcodeDetector is used; TypeScript's DOM does not know it yet. */
export interface Detector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>
}

interface DetectorClass {
  new (options: { formats: string[] }): Detector
  getSupportedFormats(): Promise<string[]>
}

/** The codes on receipts, and on a supervisor's screen. */
const formats = ['qr_code', 'code_128', 'code_39', 'ean_13', 'itf', 'data_matrix']

/** openDetector reads codes where the browser can; null elsewhere. */
export async function openDetector(): Promise<Detector | null> {
  const known = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector
  if (!known || !hasCamera()) return null
  const supported = await known.getSupportedFormats().catch(() => [] as string[])
  const usable = formats.filter((f) => supported.includes(f))
  return usable.length > 0 ? new known({ formats: usable }) : null
}
