#!/usr/bin/env node
// Chooses the Node: the one that came with the package where the caller's is too old for it.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const OLDEST = 26

if (Number(process.versions.node.split('.')[0]) >= OLDEST) {
  const { execute } = await import('@oclif/core')
  await execute({ dir: import.meta.url })
} else {
  const ours = ['../node_modules/.bin/node', '../../.bin/node']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find(existsSync)
  if (!ours) {
    console.error(`spymaster needs Node ${OLDEST} or later (found ${process.versions.node}).`)
    process.exit(2)
  }
  // The child has the terminal and gets its signals itself.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {})
  const { status } = spawnSync(ours, process.argv.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, SPYMASTER_STARTED_BY: process.versions.node },
  })
  process.exit(status ?? 130)
}
