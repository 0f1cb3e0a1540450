/** Pages to print, which the service gives to whoever is logged in. */
import { t } from '@/texts/desk'
import { type Asking, api } from './api'
import { Refusal } from './refusal'

/**
 * printPage opens a page of the service in a window of its own and prints it. The window is opened before anything is
 * asked: a browser keeps one shut that no press of a button opened. Errors: Refusal.
 */
export async function printPage(path: string, o: Asking & { query?: object }): Promise<void> {
  const sheet = window.open('', '_blank')
  if (!sheet)
    throw new Refusal(403, { code: 'print.blocked', detail: t('desk.run.print.blocked') } as Refusal['problem'])
  try {
    const html = await (await api.file(path, o)).text()
    sheet.document.write(html)
    sheet.document.close()
    sheet.addEventListener('load', () => sheet.print(), { once: true })
  } catch (err) {
    sheet.close()
    throw err
  }
}
