/** A day's bronze, made in a process of its own: `node bench/make-bronze.ts FILE FOLDER`. */

import { openLake } from '../src/lake/paths.ts'
import { runIngest } from '../src/pipeline/pipeline.ts'

const [file = '', folder = ''] = process.argv.slice(2)
const watcher = { report: () => {}, signal: new AbortController().signal }
const request = { paths: [file], overwrite: false, allowTruncated: false }
await runIngest(openLake(folder), request, watcher)
