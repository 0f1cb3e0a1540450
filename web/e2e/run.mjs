/** Runs every script of this folder, one after the other, each with browsers and servers of its own; one that fails ends it. */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))

for (const name of readdirSync(here).sort()) {
  if (!name.endsWith('.mjs') || name === 'run.mjs') continue
  console.log(name)
  const { status } = spawnSync(process.execPath, [here + name], { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
