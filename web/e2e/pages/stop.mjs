/**
 * Works a stop in the browser as a person would, and counts: taps are touches of a control (the shutter of the camera
 * too), keys are typed characters, strokes are ink.
 */

/** A stop page under the hand of somebody. `page` is a Playwright page on /stops/{id}. */
export class StopHand {
  constructor(page) {
    this.page = page
    this.taps = 0
    this.keys = 0
    this.strokes = 0
  }

  item(id) {
    return this.page.getByTestId(`item-${id}`)
  }

  /** tap touches a control once it can be touched. */
  async tap(locator) {
    await locator.scrollIntoViewIfNeeded()
    await locator.click()
    this.taps++
  }

  /** centre brings something from under what sticks to the top and the bottom of the page. */
  centre(locator) {
    return locator.evaluate((el) => el.scrollIntoView({ block: 'center', behavior: 'instant' }))
  }

  async type(locator, text) {
    await this.tap(locator)
    await this.page.keyboard.type(text)
    this.keys += text.length
  }

  /** state is open, begun, pass, warn, fail, na or later. */
  state(id) {
    return this.item(id).getAttribute('data-state')
  }

  /** until waits for the state of an item: what is shown then is on the phone. */
  async until(id, ...states) {
    const wanted = states.map((s) => `[data-testid="item-${id}"][data-state="${s}"]`).join(', ')
    await this.page.waitForSelector(wanted)
  }

  async pass(id) {
    await this.tap(this.page.getByTestId(`pass-${id}`))
    await this.until(id, 'pass', 'warn', 'na', 'fail')
  }

  /** fail ticks "not done" after its effect was shown, with a note where one is asked for. */
  async fail(id, note) {
    await this.tap(this.page.getByTestId(`fail-${id}`))
    await this.tap(this.page.getByTestId(`settle-${id}`))
    await this.until(id, 'fail')
    if (note) await this.type(this.page.getByTestId(`note-${id}`), note)
  }

  async na(id) {
    await this.tap(this.page.getByTestId(`na-${id}`))
    await this.tap(this.page.getByTestId(`settle-${id}`))
    await this.until(id, 'na', 'fail')
  }

  /** photo takes a picture by the camera in the page, or gives it the file: opening it and its shutter are two taps. */
  async photo(id, file) {
    if (file) {
      await this.item(id).locator('input[type=file]').first().setInputFiles(file)
      this.taps += 2
    } else {
      await this.tap(this.item(id).locator('.take-photo button').first())
      await this.tap(this.page.locator('.shutter'))
    }
    await this.until(id, 'pass', 'warn', 'fail')
  }

  /** sign draws one stroke on the pad of an item and says that it is done. */
  async sign(id) {
    const pad = this.item(id).locator('canvas')
    await this.centre(pad)
    await this.page.waitForTimeout(600) // a smooth scroll comes to rest
    const box = await pad.boundingBox()
    const at = (x, y) => [box.x + box.width * x, box.y + box.height * y]
    await this.page.mouse.move(...at(0.15, 0.6))
    await this.page.mouse.down()
    for (let i = 1; i <= 24; i++) await this.page.mouse.move(...at(0.15 + i * 0.028, 0.5 + 0.3 * Math.sin(i)))
    await this.page.mouse.up()
    this.strokes++
    await this.tap(this.item(id).locator('.sign .big.main'))
    await this.item(id).locator('.a-ink [role=status]').waitFor()
  }

  /** receipt gives the number and the ink; the signer whom the venue's card names first stands there already. */
  async receipt(number) {
    await this.type(this.item('receipt.signed').getByRole('textbox').first(), number)
    await this.sign('receipt.signed')
    await this.until('receipt.signed', 'pass', 'warn', 'fail')
  }

  /** allWell works everything of the standards that a porter has at a stop, as on a day when nothing is wrong. */
  async allWell(number) {
    for (const id of [
      'keeper-met',
      'stock-count',
      'lots',
      'placed-as-asked',
      'over-age',
      'damaged-swap',
      'packaging-swap',
      'area-clean',
    ])
      await this.pass(`fifo.${id}`)
    for (const id of ['counted-together', 'taken', 'crates']) await this.pass(`bottles.${id}`)
    await this.photo('bottles.slip')
    await this.pass('receipt.counted')
    await this.receipt(number)
    await this.photo('receipt.photo')
    await this.pass('receipt.copy-left')
    for (const id of ['dress', 'language', 'no-dispute', 'thanked']) await this.pass(`conduct.${id}`)
  }

  /** dates reads the production dates off the cases, where the loading did not tell them; typing, no taps. */
  async dates(id, days) {
    const fields = this.item(id).locator('input[type=date]')
    for (let i = 0; i < (await fields.count()); i++) {
      await fields.nth(i).fill(days[i % days.length])
      await fields.nth(i).dispatchEvent('change')
    }
  }

  /** correct opens a check that was handed in for its correction. */
  async correct(checklistId) {
    await this.centre(this.page.getByTestId(`correct-${checklistId}`))
    await this.tap(this.page.getByTestId(`correct-${checklistId}`))
    await this.page.waitForSelector(`[data-testid="sheet-${checklistId}"][data-handed=""]`)
  }

  async arrive() {
    await this.tap(this.page.getByTestId('arrive'))
    await this.page.waitForSelector('[data-testid=arrived-at]')
  }

  /** handIn presses "delivered, hand in" and waits until nothing of the member's is left to hand in. */
  async handIn() {
    await this.tap(this.page.getByTestId('hand-in'))
    await this.page.waitForSelector('[data-testid=stop-done]')
  }
}
