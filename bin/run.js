#!/usr/bin/env node
// Chooses the Node: the one that came with the package where the caller's is too old for it.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const OLDEST = 26

if (Number(process.versions.node.split('.')[0]) >= OLDEST) {
  // Who reads has seen enough, as "| head" does; and whom nobody hears works on.
  process.stdout.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error
    process.exit()
  })
  process.stderr.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error
  })
  if (process.connected && process.env.SPYMASTER_STARTED_BY) {
    const { followLauncher } = await import('./launched.js')
    followLauncher()
  }
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
  const { launch } = await import('./launched.js')
  launch(ours)
}
