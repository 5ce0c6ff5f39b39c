import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Lake, openLake } from '../../src/lake/paths.ts'
import { runIngest } from '../../src/pipeline/pipeline.ts'
import type { Day } from '../day.ts'
import { CHOICE, runStages } from '../run-stages.ts'
import { type Lap, type Rounds, timed } from '../workload.ts'
import { ZSTD_REFERENCE, zstdSeconds } from '../zstd.ts'

/** A file to all of a fresh lake, as the commands go about it: to bronze, then to every stage. */
export async function preparePipeline({ path }: Day): Promise<Rounds> {
  const root = await mkdtemp(join(tmpdir(), 'spymaster-bench-'))
  return {
    async round() {
      const lake = openLake(root)
      const referenceSeconds = await zstdSeconds(path)
      const bronze = await timed(() => ingestFile(lake, path))
      const stages = await timed(() => runStages(lake))
      const seconds = bronze.seconds + stages.seconds
      const records = bronze.value
      const lap = (name: string, seconds: number, asked?: string): Lap => ({
        name,
        items: records,
        unit: 'records',
        seconds,
        reference: ZSTD_REFERENCE,
        referenceSeconds,
        ...(asked !== undefined && { asked }),
      })
      return [
        lap('ingest', bronze.seconds),
        ...stages.value.map(({ name, seconds }) => lap(name, seconds)),
        lap('file to all of it', seconds, '≤ 30 ×, 1.2 GB'),
      ]
    },
    close: () => rm(root, { recursive: true }),
  }
}

/** @returns rows of bronze */
async function ingestFile(lake: Lake, path: string): Promise<number> {
  let rows = 0
  const request = { ...CHOICE, paths: [path], overwrite: false, allowTruncated: false }
  await runIngest(lake, request, {
    signal: new AbortController().signal,
    report: (event) => {
      if (event.type === 'ingest' && event.event.type === 'written') rows += event.event.rows
    },
  })
  return rows
}
