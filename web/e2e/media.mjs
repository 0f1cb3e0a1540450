/**
 * Pictures, ink and codes in Chromium with a camera of its own: what a phone would send is what the server takes.
 * Needs bin/crewcheck. Prints a line for everything that holds, and the time a picture of 12 megapixels takes.
 */
/* global crypto, createImageBitmap, FileReader, ImageData, OffscreenCanvas, btoa */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { createServer } from 'vite'
import { patience, startProgram, until } from './harness.mjs'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const shots = here('../../bin/screenshots')
const holds = (what) => console.log(`  ok  ${what}`)

/** jpegOf reads size and segments of a JPEG. */
function jpegOf(bytes) {
  assert.equal(bytes.readUInt16BE(0), 0xffd8, 'it is a JPEG')
  const out = { segments: [] }
  for (let at = 2; bytes[at] === 0xff && bytes[at + 1] !== 0xda; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1]
    out.segments.push(marker)
    if (marker >= 0xc0 && marker <= 0xc2) {
      out.height = bytes.readUInt16BE(at + 5)
      out.width = bytes.readUInt16BE(at + 7)
    }
  }
  return out
}

/** exif is an APP1 segment that says "turn me by 90°" and names a place. */
function exif() {
  const body = Buffer.alloc(90)
  body.write('Exif\0\0', 0, 'latin1')
  body.write('MM\0*', 6, 'latin1')
  body.writeUInt32BE(8, 10)
  body.writeUInt16BE(2, 14)
  const entry = (at, tag, type, count, value, short) => {
    body.writeUInt16BE(tag, at)
    body.writeUInt16BE(type, at + 2)
    body.writeUInt32BE(count, at + 4)
    if (short) body.writeUInt16BE(value, at + 8)
    else body.writeUInt32BE(value, at + 8)
  }
  entry(16, 0x0112, 3, 1, 6, true)
  entry(28, 0x8825, 4, 1, 38, false)
  body.writeUInt16BE(1, 44)
  entry(46, 0x0001, 2, 2, 0x4e000000, false)
  const head = Buffer.from([0xff, 0xe1, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, body])
}

/** photo12 is a picture of 12 megapixels as a phone takes it: red left, blue right, grain all over, position inside. */
async function photo12(page) {
  const base64 = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(4000, 3000)
    const pen = canvas.getContext('2d')
    for (const [colour, x] of [
      ['#c02020', 0],
      ['#2040c0', 2000],
    ]) {
      pen.fillStyle = colour
      pen.fillRect(x, 0, 2000, 3000)
    }
    const tile = new OffscreenCanvas(500, 500)
    const grain = new ImageData(500, 500)
    for (let i = 0; i < 500; i++) crypto.getRandomValues(grain.data.subarray(i * 2000, i * 2000 + 2000))
    for (let i = 3; i < grain.data.length; i += 4) grain.data[i] = 50
    tile.getContext('2d').putImageData(grain, 0, 0)
    pen.fillStyle = pen.createPattern(tile, 'repeat')
    pen.fillRect(0, 0, 4000, 3000)
    const bytes = new Uint8Array(
      await (await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 })).arrayBuffer(),
    )
    let text = ''
    for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768))
    return btoa(text)
  })
  const plain = Buffer.from(base64, 'base64')
  return Buffer.concat([plain.subarray(0, 2), exif(), plain.subarray(2)])
}

const lastMade = async (page, n) => {
  await page.waitForFunction((count) => window.made.length >= count, n)
  const { sha, base64 } = await page.evaluate(async () => {
    const { sha, blob } = window.made.at(-1)
    const url = await new Promise((resolve) => {
      const reader = new FileReader()
      reader.onload = () => resolve(reader.result)
      reader.readAsDataURL(blob)
    })
    return { sha, base64: url.split(',')[1] }
  })
  return { sha, bytes: Buffer.from(base64, 'base64') }
}

function checkPicture({ sha, bytes }, what) {
  const jpeg = jpegOf(bytes)
  assert.ok(bytes.length <= 300_000, `${what}: ${bytes.length} bytes`)
  assert.ok(Math.max(jpeg.width, jpeg.height) <= 1600, `${what}: ${jpeg.width} × ${jpeg.height}`)
  assert.ok(!jpeg.segments.includes(0xe1) && !bytes.includes('Exif'), `${what} has no EXIF`)
  assert.equal(createHash('sha256').update(bytes).digest('hex'), sha)
  holds(`${what}: ${jpeg.width} × ${jpeg.height}, ${Math.round(bytes.length / 1000)} KB, no EXIF, the same digest`)
  return jpeg
}

async function sendPicture({ url, porter }, { sha, bytes }) {
  const login = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ phone: porter.phone, secret: porter.secret }),
  })
  const { accessToken } = await login.json()
  const put = (name) =>
    fetch(`${url}/api/v1/photos/${name}`, {
      method: 'PUT',
      headers: { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'image/jpeg' },
      body: bytes,
    })
  assert.equal((await put(sha)).status, 201)
  assert.ok((await put('0'.repeat(64))).status >= 400)
  holds('the server takes the picture under the digest of the phone, and under no other')
}

async function inPageCamera(page, server) {
  const button = page.getByRole('button', { name: 'Photo of the receipt' })
  await button.click()
  await page.getByRole('button', { name: 'Take the picture' }).waitFor()
  await page.screenshot({ path: `${shots}/media-camera.png` })
  await page.getByRole('button', { name: 'Take the picture' }).click()
  const picture = await lastMade(page, 1)
  checkPicture(picture, 'the in-page camera')
  await sendPicture(server, picture)
  await page.waitForFunction(() => !document.querySelector('dialog'))
  assert.equal(await page.evaluate(() => document.activeElement?.textContent?.trim()), 'Photo of the receipt')
  assert.equal(await page.getByRole('img', { name: 'Photo 1' }).count(), 1)
  await button.click()
  await page.getByRole('button', { name: 'Take the picture' }).waitFor()
  await page.keyboard.press('Escape')
  await page.waitForFunction(() => !document.querySelector('dialog'))
  holds('the focus is back on the item, Escape closes the camera, the picture is shown')
}

async function phonesCamera(context, url) {
  const page = await context.newPage()
  await page.addInitScript(() => Object.defineProperty(navigator, 'mediaDevices', { value: undefined }))
  await page.goto(url)
  const file = await photo12(page)
  await page.getByLabel('Photo of the receipt').setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: file })
  const picture = await lastMade(page, 1)
  const jpeg = checkPicture(picture, `a file of 12 megapixels and ${(file.length / 1e6).toFixed(1)} MB`)
  assert.deepEqual([jpeg.width, jpeg.height], [1200, 1600], 'it stands upright')
  const top = await page.evaluate(async () => {
    const bitmap = await createImageBitmap(window.made.at(-1).blob)
    const pen = new OffscreenCanvas(1200, 1600).getContext('2d')
    pen.drawImage(bitmap, 0, 0)
    return [100, 1500].map((y) => [...pen.getImageData(600, y, 1, 1).data.slice(0, 3)])
  })
  assert.ok(top[0][0] > top[0][2] && top[1][2] > top[1][0], 'red is on top, blue below')
  const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(64)])
  await page.getByLabel('Photo of the receipt').setInputFiles({ name: 'a.heic', mimeType: 'image/heic', buffer: heic })
  await page.getByRole('alert').filter({ hasText: 'HEIC' }).waitFor()
  holds('its orientation is kept, and HEIC is refused in words')
  await timeOf(page, file)
  await page.close()
}

/** timeOf measures what a cheap phone waits: the same picture at a quarter of the processor's speed. */
async function timeOf(page, file) {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  const times = []
  for (let i = 0; i < 3; i++) {
    times.push(
      await page.evaluate(async (base64) => {
        const blob = await (await fetch(`data:image/jpeg;base64,${base64}`)).blob()
        const start = performance.now()
        await window.compress(blob)
        return performance.now() - start
      }, file.toString('base64')),
    )
  }
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  const median = times.sort((a, b) => a - b)[1]
  assert.ok(median < 15_000, `12 megapixels take ${median} ms`)
  holds(
    `12 megapixels at a quarter of the speed: ${Math.round(median)} ms (median of ${times.map(Math.round).join(', ')})`,
  )
}

async function signature(page) {
  const pad = page.locator('canvas')
  const done = page.getByRole('button', { name: 'Signed' })
  assert.ok(await done.isDisabled(), 'an empty pad is no signature')
  const at = async (x, y) => {
    const box = await pad.boundingBox()
    return [box.x + box.width * x, box.y + box.height * y]
  }
  await pad.scrollIntoViewIfNeeded()
  await page.mouse.click(...(await at(0.5, 0.5)))
  await done.click()
  await page.getByRole('alert').filter({ hasText: 'too little' }).waitFor()
  await page.getByRole('button', { name: 'Sign again' }).click()
  const cdp = await page.context().newCDPSession(page)
  const touch = async (type, x, y) =>
    cdp.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] })
  await touch('touchStart', ...(await at(0.1, 0.5)))
  for (let i = 1; i <= 60; i++) await touch('touchMove', ...(await at(0.1 + i / 100, 0.5 + 0.3 * Math.sin(i / 3))))
  await touch('touchEnd')
  await page.mouse.move(...(await at(0.2, 0.2)))
  await page.mouse.down()
  for (let i = 1; i <= 20; i++) await page.mouse.move(...(await at(0.2 + i / 40, 0.2 + i / 40)))
  await page.mouse.up()
  const ink = () =>
    pad.evaluate((c) => {
      const { data } = c.getContext('2d').getImageData(0, 0, c.width, c.height)
      let n = 0
      for (let i = 3; i < data.length; i += 4) if (data[i] > 0) n++
      return n
    })
  assert.ok((await ink()) > 500, 'touch and mouse leave ink')
  await page.setViewportSize({ width: 844, height: 390 })
  await page.waitForTimeout(100)
  await until('the ink when the phone is turned', async () => (await ink()) > 500)
  await page.setViewportSize({ width: 390, height: 844 })
  await page.waitForTimeout(100)
  await until('the ink when it is turned back', async () => (await ink()) > 300)
  await page.screenshot({ path: `${shots}/media-signature-dark.png` })
  const before = await page.evaluate(() => window.made.length)
  await done.click()
  const { bytes } = await lastMade(page, before + 1)
  assert.equal(bytes.readUInt32BE(0), 0x89504e47)
  assert.ok(bytes.length <= 60_000)
  const [corner, dark] = await page.evaluate(async () => {
    const bitmap = await createImageBitmap(window.made.at(-1).blob)
    const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
    pen.drawImage(bitmap, 0, 0)
    const { data } = pen.getImageData(0, 0, bitmap.width, bitmap.height)
    let dark = 0
    for (let i = 0; i < data.length; i += 4) if (data[i] < 60) dark++
    return [[...data.slice(0, 4)], dark]
  })
  assert.deepEqual(corner, [255, 255, 255, 255])
  assert.ok(dark > 300)
  holds(
    `a signature by touch and mouse, in the dark: ${Math.round(bytes.length / 1000)} KB of PNG, black on white; a dot is none`,
  )
}

async function accessible(page, what) {
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => window.axe.run())
  assert.deepEqual(
    violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target)}`),
    [],
  )
  holds(`axe finds nothing ${what}`)
}

async function scanner(context, url) {
  const page = await context.newPage()
  await page.addInitScript(() => {
    window.BarcodeDetector = class {
      static getSupportedFormats = async () => ['qr_code', 'code_128']
      detect = async (video) => (video.videoWidth > 0 ? [{ rawValue: 'R-1001' }] : [])
    }
  })
  await page.goto(url)
  await page.getByRole('button', { name: 'Scan the number' }).click()
  await page.waitForFunction(() => window.scanned.length === 1)
  assert.deepEqual(await page.evaluate(() => window.scanned), ['R-1001'])
  await page.close()
  holds('a code is read where the browser can (a detector of the test: this Chromium has none)')
}

async function main() {
  mkdirSync(shots, { recursive: true })
  const vite = await createServer({ root: here('..'), logLevel: 'error', server: { host: '127.0.0.1', port: 0 } })
  await vite.listen()
  const url = `http://127.0.0.1:${vite.httpServer.address().port}/e2e/media/index.html`
  const program = await startProgram()
  const server = { url: program.url, porter: program.users.find((u) => u.role === 'porter') }
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
    ],
  })
  try {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en', hasTouch: true })
    context.setDefaultTimeout(patience)
    const page = await context.newPage()
    await page.goto(url, { waitUntil: 'networkidle' }) // Vite may load a page anew that came while it bundled its libraries
    await page.getByRole('heading', { name: 'Media' }).waitFor()
    await accessible(page, 'in the light')
    await inPageCamera(page, server)
    await phonesCamera(context, url)
    await page.evaluate(() => (document.documentElement.dataset.theme = 'dark'))
    await accessible(page, 'in the dark, with a picture')
    await signature(page)
    await scanner(context, url)
  } finally {
    await browser.close()
    await program.stop()
    await vite.close()
  }
}

await main()
