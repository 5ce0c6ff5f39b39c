import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Lake, openLake } from '../../src/lake/paths.ts'
import { runIngest, runPipeline } from '../../src/pipeline/pipeline.ts'
import { DAY, dayRecords, writeDbn } from '../stages/made-day.ts'

export const SYMBOL = 'ESH6'
export { DAY }

/** A lake of one made day, with every surface of the future, in a folder of its own. */
export async function servedLake(seconds = 90): Promise<Lake> {
  const lake = openLake(mkdtempSync(join(tmpdir(), 'spymaster-serve-')))
  const file = join(lake.root, 'day.dbn.zst')
  await writeDbn(file, dayRecords({ seconds, instruments: ['ESH6'] }))
  const watcher = { report: () => {}, signal: new AbortController().signal }
  await runIngest(lake, { paths: [file], overwrite: false, allowTruncated: false }, watcher)
  const how = { options: {}, layer: 'all', overwrite: false, workers: 1 } as const
  await runPipeline(lake, how, watcher)
  return lake
}

export function removeLake({ root }: Lake): void {
  rmSync(root, { recursive: true, force: true })
}
