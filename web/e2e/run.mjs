/**
 * Runs the browser tests against the program at bin/crewcheck, with the pages built into it.
 *
 *   npm run e2e                        all of them
 *   npm run e2e -- shell               only the files whose name holds "shell"
 *   npm run e2e -- --pictures          also writes the screenshots of the docs
 *
 * A test file (NAME.e2e.mjs) exports tests: [{ name, run(demo) }]; demo is a program of the file's own with its logins,
 * started by the file's own start, if it has one, on a copy of one that was seeded once (or in CREWCHECK_SEEDED, a data folder of today's demo). Any other script of this folder is run by itself, with browsers and servers of
 * its own, and fails by its exit code.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { seed, startProgram } from './harness.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const names = process.argv.slice(2).filter((a) => !a.startsWith('--'))
const wanted = readdirSync(here)
  .filter((f) => f.endsWith('.mjs') && !['run.mjs', 'harness.mjs'].includes(f))
  .filter((f) => names.length === 0 || names.some((n) => f.includes(n)))
  .sort()
if (!existsSync(fileURLToPath(new URL('../../bin/crewcheck', import.meta.url)))) {
  console.error('build the program first: npm --prefix web run build && go build -o bin/crewcheck ./cmd/crewcheck')
  process.exit(1)
}

const took = (began) => `(${((Date.now() - began) / 1000).toFixed(1)} s)`

/** runScript runs a script that stands by itself; it answers how many failed. */
function runScript(script) {
  const began = Date.now()
  const { status } = spawnSync(process.execPath, [here + script], { stdio: 'inherit' })
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${script} ${took(began)}`)
  return status === 0 ? 0 : 1
}

/** runFile runs the tests of a file one after another; it answers how many failed. */
async function runFile(file) {
  const { tests, start = {} } = await import(new URL(file, import.meta.url))
  const demo = await startProgram(start)
  let failed = 0
  for (const test of tests) {
    const began = Date.now()
    const problem = await Promise.resolve(test.run(demo)).then(
      () => null,
      (err) => err,
    )
    console.log(`${problem ? 'FAIL' : 'ok  '} ${file}: ${test.name} ${took(began)}`)
    if (problem) console.log(problem.stack ?? problem)
    failed += problem ? 1 : 0
  }
  await demo.stop()
  return failed
}

const began = Date.now()
const seeded = mkdtempSync(join(tmpdir(), 'crewcheck-seeded-'))
let failed = 0
try {
  if (!process.env.CREWCHECK_SEEDED) await seed(seeded)
  console.log(`     four weeks seeded ${took(began)}`)
  for (const file of wanted) failed += await (file.endsWith('.e2e.mjs') ? runFile(file) : runScript(file))
} finally {
  rmSync(seeded, { recursive: true, force: true })
}
console.log(`     ${wanted.length} files ${took(began)}`)
if (failed > 0) {
  console.error(`${failed} failed`)
  process.exit(1)
}
