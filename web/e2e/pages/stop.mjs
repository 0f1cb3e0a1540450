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
    await this.page.waitForSelector(wanted, { timeout: 10_000 })
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

  /** photo takes a picture from a file: opening the camera and its shutter are two taps. */
  async photo(id, file) {
    await this.item(id).locator('input[type=file]').first().setInputFiles(file)
    this.taps += 2
    await this.until(id, 'pass', 'warn')
  }

  async arrive() {
    await this.tap(this.page.getByTestId('arrive'))
    await this.page.waitForSelector('[data-testid=arrived-at]')
  }

  /** handIn presses "delivered, hand in" and waits until nothing of the member's is left to hand in. */
  async handIn() {
    await this.tap(this.page.getByTestId('hand-in'))
    await this.page.waitForSelector('[data-testid=stop-done]', { timeout: 20_000 })
  }
}
