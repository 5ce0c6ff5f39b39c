import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Failure } from '../../src/failure.ts'
import type { Manifest } from '../../src/lake/partition/manifest.ts'
import { readPartition } from '../../src/lake/partition/read.ts'
import { readStored } from '../../src/lake/partition/stored.ts'
import { type Lake, openLake, type Partition } from '../../src/lake/paths.ts'
import {
  type IngestRequest,
  type PipelineEvent,
  type PipelineRequest,
  runIngest,
  runPipeline,
} from '../../src/pipeline/pipeline.ts'
import type { IngestEvent } from '../../src/stages/bronze/ingest.ts'
import { DAY } from './made-day.ts'

export const MBO = 'bronze.future_mbo.mbo'
export const DEFINITIONS = 'bronze.shared.instrument_definitions'
export const SNAPSHOT = 'silver.future_mbo.book_snapshot_1s'
export const WALL = 'silver.future_mbo.wall_surface_1s'

export const mbo = (symbol = 'ESH6', dt = DAY): Partition => ({ dataset: MBO, symbol, dt })

/** A folder of its own, which goes when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'spymaster-stages-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** An empty lake of the real datasets. */
export function temporaryLake(): Lake {
  return openLake(join(temporaryFolder(), 'lake'))
}

/** Ingests files and returns what was reported, without progress. */
export async function ingestFiles(
  lake: Lake,
  paths: readonly string[],
  request: Partial<IngestRequest> = {},
  signal = new AbortController().signal,
  onRefused: (failure: Failure) => void = raise,
): Promise<IngestEvent[]> {
  const events: IngestEvent[] = []
  const report = (event: PipelineEvent) => {
    if (event.type === 'refused') onRefused(event.failure)
    if (event.type === 'ingest' && event.event.type !== 'progress') events.push(event.event)
  }
  const asked = { paths, overwrite: false, allowTruncated: false, ...request }
  await runIngest(lake, asked, { report, signal, lockWaitMs: 0 })
  return events
}

function raise(failure: Failure): never {
  throw failure
}

/** Runs the pipeline and returns the keys of what was run, in order. */
export async function runStages(
  lake: Lake,
  request: Partial<PipelineRequest> = {},
  signal = new AbortController().signal,
): Promise<string[]> {
  const ran: string[] = []
  const report = (event: PipelineEvent) => {
    if (event.type === 'run' && event.event.type === 'done') ran.push(event.event.node.key)
  }
  const asked = { options: {}, layer: 'all', overwrite: false, workers: 1, ...request } as const
  await runPipeline(lake, asked, { report, signal })
  return ran
}

/** Runs the pipeline and returns what was written, what failed, and days outside of the session. */
export async function runAndTell(lake: Lake, request: Partial<PipelineRequest> = {}) {
  const ran = { written: [] as string[], failed: [] as string[], lacking: [] as string[] }
  const report = (told: PipelineEvent) => {
    if (told.type === 'lacking' && told.what.includes('session')) ran.lacking.push(told.what)
    if (told.type !== 'run') return
    if (told.event.type === 'done') ran.written.push(told.event.node.key)
    if (told.event.type === 'failed') ran.failed.push(told.event.failure.message)
  }
  const asked = { options: {}, layer: 'all', overwrite: false, workers: 1, ...request } as const
  await runPipeline(lake, asked, { report, signal: new AbortController().signal })
  return ran
}

export async function manifestOf(lake: Lake, partition: Partition): Promise<Manifest> {
  const stored = await readStored(lake, partition)
  if (!stored) throw new Error(`${partition.dataset} ${partition.symbol} is not there`)
  return stored
}

/** A column of a whole partition. */
export async function columnOf(
  lake: Lake,
  partition: Partition,
  name: string,
): Promise<(number | bigint | string)[]> {
  const reader = await readPartition(lake, partition)
  try {
    const values: (number | bigint | string)[] = []
    for (let group = 0; group < reader.rowGroups.length; group++) {
      values.push(...(await reader.read(group, [name])).filled(name))
    }
    return values
  } finally {
    await reader.close()
  }
}

/** sha256 of every manifest and every file that is shown, by its path. */
export function lakeHashes(lake: Lake): Record<string, string> {
  return Object.fromEntries(
    lakeFiles(lake)
      .filter((path) => /^(?!\.)|^\.manifests\/.*\d\.json$/.test(path))
      .map((path) => [path, sha256(join(lake.root, path))]),
  )
}

/** What runs leave behind if they do not tidy up. */
export function leftovers(lake: Lake): string[] {
  return lakeFiles(lake).filter((path) => /^\.(tmp|locks|leases|runs)\//.test(path))
}

function lakeFiles({ root }: Lake): string[] {
  if (!existsSync(root)) return []
  for (;;) {
    try {
      return readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
        .sort()
    } catch (error) {
      // A run that is under way took a folder away while it was listed: look again.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}
