/**
 * A lake for the browser's screen, made in a process of its own: `node bench/hud/lake.ts FOLDER`.
 * Forty-one minutes of a future and its options, walls to ±120 ticks.
 */

import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openLake } from '../../src/lake/paths.ts'
import { runIngest, runPipeline } from '../../src/pipeline/pipeline.ts'
import { synthesize } from '../../src/synth/synthesize.ts'
import { DATE, SYMBOL } from '../day.ts'

const [root = ''] = process.argv.slice(2)
const raw = join(root, 'raw')
await mkdir(raw)
await synthesize({
  folder: raw,
  seed: 1,
  date: DATE,
  symbol: SYMBOL,
  session: '09:30-10:11',
  events: 250_000,
})
const lake = openLake(root)
const watcher = { report: () => {}, signal: new AbortController().signal }
await runIngest(lake, { paths: [raw], overwrite: false, allowTruncated: false }, watcher)
const options = { maxRelTicks: 120 }
await runPipeline(lake, { options, layer: 'all', overwrite: false, workers: 1 }, watcher)
await rm(raw, { recursive: true })
