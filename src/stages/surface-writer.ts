import type { StageRecord } from '../lake/manifest.ts'
import { openPartition, type PartitionWriter } from '../lake/write.ts'
import { Table } from '../table/table.ts'
import type { Job, Stage, Written } from './stage.ts'

/**
 * Writes one table of a stage: rows gather in `table`, and every so many windows they become a row
 * group.
 */
export class SurfaceWriter {
  readonly dataset: string
  readonly table: Table
  readonly windowsPerGroup: number
  readonly #writer: PartitionWriter
  #windows = 0

  private constructor(
    dataset: string,
    table: Table,
    windowsPerGroup: number,
    writer: PartitionWriter,
  ) {
    this.dataset = dataset
    this.table = table
    this.windowsPerGroup = windowsPerGroup
    this.#writer = writer
  }

  static async open({ lake, symbol, dt }: Job, key: string): Promise<SurfaceWriter> {
    const dataset = lake.datasets.get(key)
    if (!dataset) throw new Error(`there is no dataset ${key}`)
    const { contract, rowGroup } = dataset
    const windows = 'windows' in rowGroup ? rowGroup.windows : rowGroup.rows
    const writer = await openPartition(lake, { dataset: key, symbol, dt })
    return new SurfaceWriter(key, new Table(contract), windows, writer)
  }

  /** Rows of the partition, those that still gather included. */
  get rows(): number {
    return this.#writer.rows + this.table.length
  }

  /** A row group's worth of windows has gathered. */
  get isFull(): boolean {
    return this.#windows >= this.windowsPerGroup
  }

  /** More windows' rows are in the table; true once a row group is full. */
  closeWindows(windows: number): boolean {
    this.#windows += windows
    return this.isFull
  }

  /** Writes the rows gathered as a row group. */
  async flush(): Promise<void> {
    await this.write(this.table)
    this.table.clear()
    this.#windows = 0
  }

  /** Writes a table of whole windows as a row group of its own. */
  async write(table: Table): Promise<void> {
    await this.#writer.writeRowGroup(table)
  }

  async commit(
    { inputs, notes }: Job,
    stage: StageRecord,
    quality: Record<string, string | number>,
  ): Promise<void> {
    await this.#writer.commit({ stage, inputs, quality, notes })
  }

  abort(): Promise<void> {
    return this.#writer.abort()
  }
}

/**
 * Writes all that a stage writes: opens a writer a dataset, lets `fill` fill them in the order of
 * `stage.writes`, and commits them together; where anything fails, none.
 *
 * @param fill returns the quality counts that go into every manifest
 */
export async function writeSurfaces(
  job: Job,
  stage: Stage,
  fill: (writers: readonly SurfaceWriter[]) => Promise<Record<string, string | number>>,
): Promise<Written> {
  const record = { name: stage.name, revision: stage.revision, parameters: job.parameters }
  const writers: SurfaceWriter[] = []
  try {
    for (const dataset of stage.writes) writers.push(await SurfaceWriter.open(job, dataset))
    const quality = await fill(writers)
    const written: Record<string, Written[string]> = {}
    for (const writer of writers) {
      await writer.flush()
      await writer.commit(job, record, quality)
      written[writer.dataset] = { rows: writer.rows, quality }
    }
    return written
  } finally {
    // What was committed is not touched by this.
    for (const writer of writers) await writer.abort()
  }
}
