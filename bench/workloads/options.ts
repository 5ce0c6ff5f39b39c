import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Lake, openLake } from '../../src/lake/paths.ts'
import { runIngest, runPipeline } from '../../src/pipeline/pipeline.ts'
import { DATE, DAY_RECORDS, SYMBOL } from '../day.ts'
import { cachedOptionDay } from '../option-day.ts'
import { type Lap, type Load, type Rounds, timed } from '../workload.ts'
import { ZSTD_REFERENCE, zstdSeconds } from '../zstd.ts'

/** What options have beside a whole day of the future's, unless more is asked for. */
const USUAL_RECORDS = 5_000_000
/** What one expiry's had on that day, and how often the time of zstd on the future's file they may take. */
const DAY_OPTION_RECORDS = 45_464_753
const DAY_RATIO = 60
const MAKE_LAKE = fileURLToPath(new URL('../make-lake.ts', import.meta.url))

/**
 * The files of 402 options of one expiry to gamma exposure, beside zstd on the future's file. The
 * future's seconds, which are their clock, are made before and in another process: their memory is
 * not in the peak.
 */
export async function prepareOptions({ seed, records, path, options }: Load): Promise<Rounds> {
  const share = records / DAY_RECORDS
  const wanted = options ?? Math.round(USUAL_RECORDS * share)
  const day = await cachedOptionDay({ seed, records: wanted })
  const root = await mkdtemp(join(tmpdir(), 'spymaster-bench-'))
  await makeFuture(day.futures, root)
  return {
    async round() {
      const lake = openLake(root)
      const referenceSeconds = await zstdSeconds(path)
      const bronze = await timed(() =>
        ingestFiles(lake, [day.definitions, day.statistics, day.options]),
      )
      const silver = await timed(() => runOptions(lake))
      // Of fewer records, or beside a longer file, in proportion.
      const ratio = DAY_RATIO * Math.min(bronze.value / DAY_OPTION_RECORDS / share, 1)
      const asked = `≤ ${ratio.toFixed(1)} ×, 2 GB`
      const lap = (name: string, seconds: number, asked?: string): Lap => ({
        name,
        items: bronze.value,
        unit: 'records',
        seconds,
        reference: ZSTD_REFERENCE,
        referenceSeconds,
        ...(asked !== undefined && { asked }),
      })
      return [
        lap('ingest of options', bronze.seconds),
        lap('silver/gamma-exposure', silver.seconds),
        lap('options to gamma exposure', bronze.seconds + silver.seconds, asked),
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
  const choice = { ...CHOICE, productType: 'future_option_mbo', options: {} }
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
