import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Lake, openLake } from '../../src/lake/paths.ts'
import { runIngest, runPipeline } from '../../src/stages/pipeline.ts'
import { DATE, SYMBOL } from '../day.ts'
import { type Lap, timed, type Workload } from '../workload.ts'
import { ZSTD_REFERENCE, zstdSeconds } from '../zstd.ts'

/** A file to all of a fresh lake, as the commands go about it: to bronze, then to every stage. */
export const pipeline: Workload = {
  name: 'pipeline',
  warmUps: 0,
  startsAnew: true,
  async prepare({ path }) {
    const root = await mkdtemp(join(tmpdir(), 'spymaster-bench-'))
    return {
      async round() {
        const lake = openLake(root)
        const referenceSeconds = await zstdSeconds(path)
        const bronze = await timed(() => ingestFile(lake, path))
        const stages = await timed(() => runStages(lake))
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
          lap('stages', stages.seconds),
          lap('ingest and stages', bronze.seconds + stages.seconds, '≤ 30 ×, 1.2 GB'),
        ]
      },
      close: () => rm(root, { recursive: true }),
    }
  },
}

const CHOICE = { symbol: SYMBOL, dates: { kind: 'list', dates: [DATE] } } as const

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

async function runStages(lake: Lake): Promise<void> {
  const request = { ...CHOICE, options: {}, layer: 'all', overwrite: false } as const
  await runPipeline(lake, request, {
    signal: new AbortController().signal,
    report: (event) => {
      if (event.type === 'run' && event.event.type === 'failed') throw event.event.failure
    },
  })
}
