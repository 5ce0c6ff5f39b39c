import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DATASETS } from '../../src/contracts/registry.ts'
import { readDbn } from '../../src/dbn/file.ts'
import { DbnFileWriter } from '../../src/dbn/file-writer.ts'
import { recordLayout } from '../../src/dbn/layout.ts'
import type { Metadata } from '../../src/dbn/metadata.ts'
import type { Lake, Partition } from '../../src/lake/paths.ts'
import type { StageOptions } from '../../src/stages/stage.ts'
import { STAGES } from '../../src/stages/stages.ts'
import type { SynthOptions } from '../../src/synth/options.ts'
import { synthesize } from '../../src/synth/synthesize.ts'
import type { Truth } from '../../src/synth/truth.ts'
import type { Table } from '../../src/table/table.ts'
import { buildDay, DT, emptyLake, SYMBOL } from './small-lake.ts'

const of = (dataset: string): Partition => ({ dataset, symbol: SYMBOL, dt: DT })

export const SURFACE = of(DATASETS.gex)
export const GAMMA_LEVELS = of(DATASETS.gexLevels)
export const OPEN_INTEREST = of(DATASETS.openInterest)
export const OPTION_ORDERS = of(DATASETS.optionMbo)
export const OPTION_STATISTICS = of(DATASETS.statistics)
export const OPTION_DEFINITIONS = of(DATASETS.definitions)

/** The files of a synthetic day, by what is in them. */
export const FILES = {
  futures: 'glbx-mdp3-20260106.mbo.dbn.zst',
  options: 'glbx-mdp3-20260106.options.mbo.dbn.zst',
  definitions: 'glbx-mdp3-20260106.definition.dbn.zst',
  statistics: 'glbx-mdp3-20260106.statistics.dbn.zst',
} as const

export interface OptionDay {
  readonly folder: string
  readonly truth: Truth
  readonly path: (file: keyof typeof FILES) => string
}

/** Minutes of a future and its options, around noon: the smile stands nearly still. */
export async function makeOptionDay(options: Partial<SynthOptions> = {}): Promise<OptionDay> {
  const folder = mkdtempSync(join(tmpdir(), 'spymaster-options-'))
  const truth = await synthesize({
    folder,
    session: '12:44-12:46',
    events: 4000,
    strikeReach: 80,
    seed: 5,
    ...options,
  })
  return { folder, truth, path: (file) => join(folder, FILES[file]) }
}

export function removeDay({ folder }: OptionDay): void {
  rmSync(folder, { recursive: true, force: true })
}

/** A lake of the day's files, or of some of them, through every stage that it has input for. */
export async function lakeOf(
  day: OptionDay,
  files: readonly (keyof typeof FILES)[] = ['futures', 'options', 'definitions', 'statistics'],
  options: StageOptions = {},
): Promise<Lake> {
  const lake = emptyLake()
  await buildDay(lake, files.map(day.path), undefined, options, STAGES)
  return lake
}

/** Writes a file of a day again, with other records. */
export async function rewrite(
  day: OptionDay,
  file: keyof typeof FILES,
  kind: 'mbo' | 'statistics' | 'definition',
  change: (table: Table) => Table | undefined,
): Promise<void> {
  const path = day.path(file)
  let metadata: Metadata | undefined
  const tables: Table[] = []
  for await (const item of readDbn(path, { keepTables: true })) {
    if (item.type === 'metadata') metadata = item.metadata
    if (item.type === 'records') tables.push(change(item.table) ?? item.table)
  }
  if (!metadata) throw new Error(`${path} has no metadata`)
  const mappings = metadata.mappings.map(({ rawSymbol, intervals }) => ({
    rawSymbol,
    // So that records may move to the day before.
    intervals: intervals.map((interval) => ({ ...interval, startDate: 20260105 })),
  }))
  const writer = await DbnFileWriter.create(path, { ...metadata, mappings })
  for (const table of tables) await writer.write(recordLayout(kind, metadata.version), table)
  await writer.close()
}
