import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Lake, openLake } from '../../src/lake/paths.ts'
import { runIngest, runPipeline } from '../../src/stages/pipeline.ts'
import { DATE, DAY_RECORDS, type Day, SYMBOL } from '../day.ts'
import { cachedOptionDay } from '../option-day.ts'
import { type Lap, type Rounds, timed } from '../workload.ts'
import { ZSTD_REFERENCE, zstdSeconds } from '../zstd.ts'

/** Of a whole day's futures records so many are beside them: 5 million options'. */
const OPTION_SHARE = 5_000_000 / DAY_RECORDS
const MAKE_LAKE = fileURLToPath(new URL('../make-lake.ts', import.meta.url))

/**
 * 510 options' files to gamma exposure, all expirations summed. The future's seconds, which are its
 * clock, are made before and in another process: their memory is not in the peak.
 */
export async function prepareOptions({ seed, records }: Day): Promise<Rounds> {
  const wanted = Math.round(records * OPTION_SHARE)
  const day = await cachedOptionDay({ seed, records: wanted })
  const root = await mkdtemp(join(tmpdir(), 'spymaster-bench-'))
  await makeFuture(day.futures, root)
  return {
    async round() {
      const lake = openLake(root)
      const referenceSeconds = await zstdSeconds(day.options)
      const bronze = await timed(() =>
        ingestFiles(lake, [day.definitions, day.statistics, day.options]),
      )
      const silver = await timed(() => runOptions(lake))
      const lap = (name: string, seconds: number): Lap => ({
        name,
        items: bronze.value,
        unit: 'records',
        seconds,
        reference: ZSTD_REFERENCE,
        referenceSeconds,
      })
      return [
        lap('ingest of options', bronze.seconds),
        lap('silver/gamma-exposure', silver.seconds),
        lap('options to gamma exposure', bronze.seconds + silver.seconds),
      ]
    },
    close: () => rm(root, { recursive: true }),
  }
}

async function makeFuture(file: string, root: string): Promise<void> {
  const child = spawn(process.execPath, [MAKE_LAKE, file, root], { stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`the lake of ${file} could not be made`)
}

const CHOICE = { symbol: SYMBOL, dates: { kind: 'list', dates: [DATE] } } as const

/** @returns orders of options that bronze holds */
async function ingestFiles(lake: Lake, paths: readonly string[]): Promise<number> {
  let rows = 0
  const request = { ...CHOICE, paths, overwrite: false, allowTruncated: false }
  await runIngest(lake, request, {
    signal: new AbortController().signal,
    report: (found) => {
      if (found.type !== 'ingest' || found.event.type !== 'written') return
      const { partition, rows: written } = found.event
      if (partition.dataset === 'bronze.future_option_mbo.mbo') rows += written
    },
  })
  return rows
}

async function runOptions(lake: Lake): Promise<void> {
  const how = { layer: 'silver', overwrite: false, workers: 1 } as const
  const choice = { ...CHOICE, productType: 'future_option_mbo', options: { expiry: 'all' } }
  await runPipeline(
    lake,
    { ...choice, ...how },
    {
      signal: new AbortController().signal,
      report: (found) => {
        if (found.type === 'run' && found.event.type === 'failed') throw found.event.failure
      },
    },
  )
}
