/**
 * Runs the browser tests against the program at bin/crewcheck, with the pages built into it.
 *
 *   npm run e2e                        all of them
 *   npm run e2e -- shell               only the files whose name holds "shell"
 *   npm run e2e -- --pictures          also writes the screenshots of the docs
 *
 * A test file (NAME.e2e.mjs) exports tests: [{ name, run(demo) }]; demo is the running program with its logins. Any
 * other script of this folder is run by itself, with browsers and servers of its own, and fails by its exit code.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startProgram } from './harness.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const names = process.argv.slice(2).filter((a) => !a.startsWith('--'))
const wanted = readdirSync(here)
  .filter((f) => f.endsWith('.mjs') && !['run.mjs', 'harness.mjs'].includes(f))
  .filter((f) => names.length === 0 || names.some((n) => f.includes(n)))
  .sort()
const files = wanted.filter((f) => f.endsWith('.e2e.mjs'))
const scripts = wanted.filter((f) => !files.includes(f))
if (!existsSync(fileURLToPath(new URL('../../bin/crewcheck', import.meta.url)))) {
  console.error('build the program first: npm --prefix web run build && go build -o bin/crewcheck ./cmd/crewcheck')
  process.exit(1)
}

let failed = 0
for (const script of scripts) {
  const { status } = spawnSync(process.execPath, [here + script], { stdio: 'inherit' })
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${script}`)
  if (status !== 0) failed++
}

const demo = await startProgram()
try {
  for (const file of files) {
    const { tests } = await import(new URL(file, import.meta.url))
    for (const test of tests) {
      const began = Date.now()
      let problem = null
      try {
        await test.run(demo)
      } catch (err) {
        problem = err
        failed++
      }
      console.log(`${problem ? 'FAIL' : 'ok  '} ${file}: ${test.name} (${((Date.now() - began) / 1000).toFixed(1)} s)`)
      if (problem) console.log(problem.stack ?? problem)
    }
  }
} finally {
  await demo.stop()
}
if (failed > 0) {
  console.error(`${failed} failed`)
  process.exit(1)
}
