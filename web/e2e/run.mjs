/**
 * Runs the browser tests against the program at bin/crewcheck, with the pages built into it.
 *
 *   npm run e2e                        all of them
 *   npm run e2e -- shell               only the files whose name holds "shell"
 *   npm run e2e -- --pictures          also writes the screenshots of the docs
 *
 * A test file (NAME.e2e.mjs) exports tests: [{ name, run(demo) }]; demo is a program of the file's own with its logins,
 * started by the file's own start, if it has one, on a copy of one that was seeded once (or in CREWCHECK_SEEDED, a data
 * folder of today's demo). Any other script of this folder is run by itself, with browsers and servers of its own, and
 * fails by what it throws.
 *
 * Each file is a process of its own (file.mjs), as many at once as there are processors, four at most. They share nothing
 * but the seeded folder, which they only copy. What a file says is printed whole, when it has ended.
 */
import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { seed } from './harness.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const flags = process.argv.slice(2).filter((a) => a.startsWith('--'))
const names = process.argv.slice(2).filter((a) => !a.startsWith('--'))
const wanted = readdirSync(here)
  .filter((f) => f.endsWith('.mjs') && !['run.mjs', 'file.mjs', 'harness.mjs'].includes(f))
  .filter((f) => names.length === 0 || names.some((n) => f.includes(n)))
  .sort()
if (wanted.length === 0) {
  console.error(`no file's name holds ${names.join(' or ')}`)
  process.exit(1)
}
if (!existsSync(fileURLToPath(new URL('../../bin/crewcheck', import.meta.url)))) {
  console.error('build the program first: npm --prefix web run build && go build -o bin/crewcheck ./cmd/crewcheck')
  process.exit(1)
}

const nameOf = (file) => file.replace('.e2e.mjs', '')
/** Those that take long go first, so that no lane is left alone with one of them at the end. */
const long = ['desk', 'offline', 'desk-better', 'troubles', 'crew']
const turn = (file) => (long.includes(nameOf(file)) ? long.indexOf(nameOf(file)) : long.length)
/** What measures has the machine to itself, at the end. */
const measures = (file) => file === 'fast.e2e.mjs'

const took = (began) => `(${((Date.now() - began) / 1000).toFixed(1)} s)`
const began = Date.now()
/** Everything that a test leaves behind is in here, and gone in the end. */
const room = mkdtempSync(join(tmpdir(), 'crewcheck-e2e-'))
process.once('exit', () => rmSync(room, { recursive: true, force: true }))
const running = new Set()
const failed = []
let stopped = 0

/** runFile runs a file in a process of its own, which ends with this one; what it says is kept until it ends, unless it runs alone. */
async function runFile(file, alone) {
  const kept = join(room, `${file}.log`)
  const out = alone ? 'inherit' : openSync(kept, 'w')
  const env = { ...process.env, TMPDIR: room }
  const child = spawn(process.execPath, [`${here}file.mjs`, file, ...flags], {
    env,
    stdio: ['ignore', out, out, 'ipc'],
  })
  running.add(child)
  const [code, signal] = await new Promise((resolve) => child.once('exit', (...how) => resolve(how)))
  running.delete(child)
  if (!alone) {
    closeSync(out)
    process.stdout.write(readFileSync(kept))
  }
  if (code === 0) return
  if (signal) console.log(`FAIL ${file}: ended by ${signal}`)
  failed.push(file)
}

/** inLanes runs files, so many at once: each lane takes the next one when it is free. */
async function inLanes(files, lanes) {
  const left = [...files]
  const lane = async () => {
    while (left.length > 0 && !stopped) await runFile(left.shift(), lanes === 1)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

/** stop ends what runs; what has not begun does not begin. */
function stop(code) {
  stopped = code
  for (const child of running) child.kill('SIGTERM')
  if (running.size === 0) process.exit(code)
}
process.once('SIGINT', () => stop(130))
process.once('SIGTERM', () => stop(143))

if (!process.env.CREWCHECK_SEEDED) await seed(join(room, 'seeded'))
console.log(`     four weeks seeded ${took(began)}`)
const others = wanted.filter((f) => !measures(f)).sort((a, b) => turn(a) - turn(b))
await inLanes(others, Math.min(others.length, availableParallelism(), 4))
await inLanes(wanted.filter(measures), 1)
console.log(`     ${wanted.length} files ${took(began)}`)
if (failed.length > 0) console.error(`failed: ${failed.join(', ')}`)
process.exit(stopped || Math.min(failed.length, 1))
