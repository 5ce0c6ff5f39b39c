import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { type Lake, openLake } from '../../../src/lake/paths.ts'
import { runIngest, runPipeline } from '../../../src/pipeline/pipeline.ts'
import { SURFACE_DATASETS, type SurfaceName } from '../../../src/seconds/second.ts'
import { synthesize } from '../../../src/synth/synthesize.ts'
import type { Truth } from '../../../src/synth/truth.ts'
import { shownFolder } from '../../lake/lake-files.ts'

export const SYMBOL = 'ESH6'
export const DT = '2026-01-06'

/** A lake of a synthetic quarter of an hour, or one of each of several days, in a folder of its own. */
export async function syntheticLake(days = 1): Promise<{ lake: Lake; truth: Truth }> {
  const lake = openLake(mkdtempSync(join(tmpdir(), 'spymaster-hud-')))
  const folder = join(lake.root, 'raw')
  mkdirSync(folder)
  const { signal } = new AbortController()
  const wanted = {
    ...{ folder, days, symbol: SYMBOL, date: DT, session: '09:30-09:45', seed: 1 },
    ...{ events: 60_000, expiries: [0], strikeReach: 40 },
  }
  const truth = await synthesize(wanted, { report: () => {}, signal })
  const watcher = { report: () => {}, signal }
  await runIngest(lake, { paths: [folder], overwrite: false, allowTruncated: false }, watcher)
  const how = { options: {}, layer: 'all', overwrite: false, workers: 1 } as const
  await runPipeline(lake, how, watcher)
  return { lake, truth }
}

export function removeLake({ root }: Lake): void {
  rmSync(root, { recursive: true, force: true })
}

/** Rows of a surface as DuckDB reads them of the lake: another reader than any of the program's. */
export async function rowsOf(
  lake: Lake,
  surface: SurfaceName,
  columns: string,
  where: string,
): Promise<Record<string, unknown>[]> {
  const database = await (await DuckDBInstance.create()).connect()
  const partition = { dataset: SURFACE_DATASETS[surface], symbol: SYMBOL, dt: DT }
  const files = `${shownFolder(lake, partition)}/*.parquet`
  const sql = `SELECT ${columns} FROM read_parquet('${files}', hive_partitioning = false) WHERE ${where}`
  const rows = (await database.runAndReadAll(sql)).getRowObjects()
  database.closeSync()
  return rows as Record<string, unknown>[]
}
