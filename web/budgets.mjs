/**
 * Holds the build in dist to what a cheap phone can bear: bytes of the entry and of what is kept for offline, no
 * other host, no font. Run after the build.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const entryMost = 120_000 // bytes, gzip: what is fetched before anything shows
const keptMost = 400 * 1024 // bytes, as they are kept: the precache of the worker; compressed, about a third of it is fetched
const deskMost = 300_000 // bytes, gzip: what the desk fetches before its first page shows; no chart is in it
const dist = fileURLToPath(new URL('dist/', import.meta.url))
const read = (name) => readFileSync(dist + name)
const problems = []

const packed = (name) => gzipSync(read(name), { level: 9 }).length
const entryBytes = firstLoad('index.html', entryMost)
const deskBytes = firstLoad('desk.html', deskMost)

/** The bytes of a page and of the files that it names, which may be at most so many. */
function firstLoad(page, most) {
  const files = [
    ...read(page)
      .toString()
      .matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g),
  ].map((m) => m[1])
  const bytes = packed(page) + sum(files, packed)
  if (files.length === 0) problems.push(`${page} names no script`)
  if (bytes > most) problems.push(`${page} begins with ${bytes} bytes, ${most} at most: ${files.join(' ')}`)
  for (const name of files)
    if (/ZRender|echarts/i.test(read(name))) problems.push(`${page} begins with a chart: ${name}`)
  return bytes
}

const worker = read('sw.js').toString()
const kept = [...new Set([...worker.matchAll(/"?url"?:"([^"]+)"/g)].map((m) => m[1]))]
const keptBytes = sum(kept, (name) => read(name).length)
if (kept.length === 0) problems.push('sw.js keeps nothing')
if (!kept.includes('index.html')) problems.push('sw.js does not keep index.html')
if (keptBytes > keptMost) problems.push(`the worker keeps ${keptBytes} bytes, ${keptMost} at most`)
for (const name of kept)
  if (/(^|\/)(chart|desk)/i.test(name) || /["'`]desk\.[a-z]/.test(read(name)))
    problems.push(`the worker keeps ${name}, which is no phone's`)

/** Addresses that only name something; nothing is fetched from them. */
const names =
  /^https?:\/\/(www\.w3\.org\/(1998|1999|2000)\/|bit\.ly\/|goo\.gl\/|github\.com\/|vuejs\.org\/|developers?\.|router\.vuejs\.org|pinia\.vuejs\.org|tinyurl\.com)/
for (const name of readdirSync(dist, { recursive: true }).map(String)) {
  if (/\.(woff2?|ttf|otf|eot)$/.test(name)) problems.push(`${name} is a font`)
  if (!/\.(js|css|html|webmanifest|svg)$/.test(name)) continue
  const text = read(name).toString()
  if (/font\/woff|@font-face|alicdn/.test(text)) problems.push(`${name} holds a font`)
  for (const [address] of text.matchAll(/https?:\/\/[a-z0-9.-]+\.[a-z]{2,}[^\s"'`\\)<]*/gi))
    if (!names.test(address)) problems.push(`${name} names another host: ${address}`)
  if (name.endsWith('.html') && /<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=/i.test(text))
    problems.push(`${name} has something inline`)
}

function sum(list, of) {
  return list.reduce((n, one) => n + of(one), 0)
}

console.log(
  `entry ${entryBytes} of ${entryMost} bytes (gzip), desk ${deskBytes} of ${deskMost}, kept for offline ${keptBytes} of ${keptMost} bytes in ${kept.length} files`,
)
for (const p of problems) console.error(p)
process.exit(problems.length > 0 ? 1 : 0)
