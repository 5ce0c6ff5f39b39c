/** A day's lake, made in a process of its own: `node bench/make-lake.ts FILE FOLDER`. */

import { openLake } from '../src/lake/paths.ts'
import { runIngest, runPipeline } from '../src/pipeline/pipeline.ts'

const [file = '', folder = ''] = process.argv.slice(2)
const lake = openLake(folder)
const watcher = { report: () => {}, signal: new AbortController().signal }
await runIngest(lake, { paths: [file], overwrite: false, allowTruncated: false }, watcher)
const how = { options: {}, layer: 'all', overwrite: false, workers: 1 } as const
await runPipeline(lake, how, watcher)
