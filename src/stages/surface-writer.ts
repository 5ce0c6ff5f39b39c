import type { StageRecord } from '../lake/manifest.ts'
import type { Lake, Partition } from '../lake/paths.ts'
import { openPartition, type PartitionWriter } from '../lake/write.ts'
import { Table } from '../table/table.ts'
import type { Job } from './stage.ts'

/**
 * Writes a table that grows by whole windows: rows gather in `table`, and every so many windows
 * they become a row group.
 */
export class SurfaceWriter {
  readonly table: Table
  readonly #windowsPerGroup: number
  readonly #writer: PartitionWriter
  #windows = 0

  private constructor(table: Table, windowsPerGroup: number, writer: PartitionWriter) {
    this.table = table
    this.#windowsPerGroup = windowsPerGroup
    this.#writer = writer
  }

  static async open(lake: Lake, partition: Partition): Promise<SurfaceWriter> {
    const dataset = lake.datasets.get(partition.dataset)
    if (!dataset || !('windows' in dataset.rowGroup))
      throw new Error(`${partition.dataset} is not written by windows`)
    const writer = await openPartition(lake, partition)
    return new SurfaceWriter(new Table(dataset.contract), dataset.rowGroup.windows, writer)
  }

  /** Rows of the partition, those that still gather included. */
  get rows(): number {
    return this.#writer.rows + this.table.length
  }

  /** A window's rows are in the table; true once a row group is full. */
  closeWindow(): boolean {
    return ++this.#windows >= this.#windowsPerGroup
  }

  get isFull(): boolean {
    return this.#windows >= this.#windowsPerGroup
  }

  /** Writes the rows gathered as a row group. */
  async flush(): Promise<void> {
    await this.#writer.writeRowGroup(this.table)
    this.table.clear()
    this.#windows = 0
  }

  async commit(job: Job, stage: StageRecord, quality: Record<string, string | number>) {
    const { inputs, notes } = job
    return this.#writer.commit({ stage, inputs, quality, notes })
  }

  abort(): Promise<void> {
    return this.#writer.abort()
  }
}
