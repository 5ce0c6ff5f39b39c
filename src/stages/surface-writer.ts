import { DATASETS, type DatasetName } from '../contracts/registry.ts'
import type { ColumnsOf } from '../lake/datasets.ts'
import type { Quality, StageRecord } from '../lake/partition/manifest.ts'
import type { TableWriter } from '../lake/partition/table-writer.ts'
import { beginRun, type StageRun } from '../lake/partition/write.ts'
import { assertPartition, type Partition } from '../lake/paths.ts'
import { type Columns, Table } from '../table/table.ts'
import { qualityNotes } from './quality-notes.ts'
import type { Job, StageOutput } from './stage.ts'

/** The key of a dataset by its name. */
export type DatasetKey<N extends DatasetName> = (typeof DATASETS)[N]

/** Writers by dataset name. */
export type Writers<W extends DatasetName> = {
  readonly [N in W]: SurfaceWriter<ColumnsOf<DatasetKey<N>>>
}

/**
 * Writes one table of a stage: rows are collected in `table` and written as a row group after a
 * number of windows.
 */
export class SurfaceWriter<C extends Columns = Columns> {
  readonly dataset: string
  readonly table: Table<C>
  readonly windowsPerGroup: number
  readonly #writer: TableWriter
  #windows = 0

  private constructor(
    dataset: string,
    table: Table<C>,
    windowsPerGroup: number,
    writer: TableWriter,
  ) {
    this.dataset = dataset
    this.table = table
    this.windowsPerGroup = windowsPerGroup
    this.#writer = writer
  }

  static async open<N extends DatasetName>(
    { lake, symbol, dt }: Job,
    run: StageRun,
    name: N,
  ): Promise<SurfaceWriter<ColumnsOf<DatasetKey<N>>>> {
    const partition: Partition<DatasetKey<N>> = { dataset: DATASETS[name], symbol, dt }
    const { contract, rowGroup } = assertPartition(lake, partition)
    const windows = 'windows' in rowGroup ? rowGroup.windows : rowGroup.rows
    const writer = await run.table(partition.dataset)
    return new SurfaceWriter(partition.dataset, new Table(contract), windows, writer)
  }

  /** Rows of the partition, including those not yet written. */
  get rows(): number {
    return this.#writer.rows + this.table.length
  }

  /** Whether a row group's windows are complete. */
  get isFull(): boolean {
    return this.#windows >= this.windowsPerGroup
  }

  /** Counts windows whose rows are in the table. Returns true if a row group is full. */
  closeWindows(windows: number): boolean {
    this.#windows += windows
    return this.isFull
  }

  /** Writes the collected rows as a row group. */
  async flush(): Promise<void> {
    await this.write(this.table)
    this.table.clear()
    this.#windows = 0
  }

  /** Writes a table of whole windows as a row group of its own. */
  async write(table: Table<C>): Promise<void> {
    await this.#writer.writeRowGroup(table)
  }
}

/**
 * Runs a stage's writes: opens a writer per dataset, calls `fill`, and commits all tables together,
 * or none if anything fails.
 *
 * @param fill returns quality counts for the manifest
 */
export async function writeSurfaces<W extends DatasetName>(
  job: Job,
  stage: StageRecord,
  names: readonly W[],
  fill: (writers: Writers<W>) => Promise<Quality>,
): Promise<StageOutput> {
  const { symbol, dt, inputs, notes } = job
  const run = await beginRun(job.lake, { stage: stage.name, symbol, dt })
  try {
    const writers = new Map<W, SurfaceWriter>()
    for (const name of names) writers.set(name, await SurfaceWriter.open(job, run, name))
    const quality = await fill(Object.fromEntries(writers) as Writers<W>)
    for (const writer of writers.values()) await writer.flush()
    const known = [...notes, ...qualityNotes(quality)]
    await run.commit({ stage, inputs, quality, notes: known })
    return Object.fromEntries(
      [...writers.values()].map(({ dataset, rows }) => [dataset, { rows, quality }]),
    )
  } finally {
    // No effect after a commit.
    await run.abort()
  }
}
