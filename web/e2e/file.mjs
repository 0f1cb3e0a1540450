/**
 * Runs one file of the browser tests, in a process of its own: node file.mjs NAME.e2e.mjs. run.mjs calls it.
 * It fails when one of them does. Its program and its browsers end with it, however it ends.
 */
import { startProgram } from './harness.mjs'

const file = process.argv[2]
const took = (began) => `(${((Date.now() - began) / 1000).toFixed(1)} s)`
for (const end of ['disconnect', 'SIGINT', 'SIGTERM']) process.once(end, () => process.exit(143))
if (process.connected === false) process.exit(143) // run.mjs ended before that was listened to

/** told says how it went; it answers whether it failed. */
async function told(name, run) {
  const began = Date.now()
  const problem = await Promise.resolve(run()).then(
    () => null,
    (err) => err,
  )
  console.log(`${problem ? 'FAIL' : 'ok  '} ${name} ${took(began)}`)
  if (problem) console.log(problem.stack ?? problem)
  return problem !== null
}

/** runTests runs the tests of a file one after another. */
async function runTests() {
  const { tests, start = {} } = await import(new URL(file, import.meta.url))
  const demo = await startProgram(start)
  let failed = false
  for (const test of tests) failed = (await told(`${file}: ${test.name}`, () => test.run(demo))) || failed
  await demo.stop()
  return failed
}

const script = () => told(file, () => import(new URL(file, import.meta.url)))
process.exit((await (file.endsWith('.e2e.mjs') ? runTests() : script())) ? 1 : 0)
