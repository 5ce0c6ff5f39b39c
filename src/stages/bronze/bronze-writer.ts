import { ACTION, UNDEF_SIZE } from '../../book/codes.ts'
import { acquireLease, type Release } from '../../lake/partition/lease.ts'
import type { FileInput, StageRecord } from '../../lake/partition/manifest.ts'
import { openPartition, type PartitionWriter } from '../../lake/partition/write.ts'
import type { Lake, Partition } from '../../lake/paths.ts'
import { gather } from '../../table/gather.ts'
import { Table } from '../../table/table.ts'

const ACTIONS: ReadonlySet<number> = new Set(Object.values(ACTION))

/**
 * Writes one partition of bronze: rows of several files as they come, each with its file's index.
 */
export class BronzeWriter {
  readonly partition: Partition
  readonly #writer: PartitionWriter
  readonly #release: Release
  readonly #table: Table
  readonly #rowsPerGroup: number
  readonly #hasTrades: boolean
  /** Files that gave rows, in order of their first: a row's `file_index` points into it. */
  readonly #sources: number[] = []
  /** Lots of all trades; selects a root's front contract. */
  #tradedVolume = 0
  /** Number of records by action, of actions that DBN does not define. */
  readonly #unknownActions = new Map<number, number>()

  private constructor(
    partition: Partition,
    writer: PartitionWriter,
    release: Release,
    table: Table,
    rowsPerGroup: number,
  ) {
    this.partition = partition
    this.#writer = writer
    this.#release = release
    this.#table = table
    this.#rowsPerGroup = rowsPerGroup
    this.#hasTrades = table.contract.fields.some(({ name }) => name === 'action')
  }

  static async open(
    lake: Lake,
    partition: Partition,
    lockWaitMs: number,
    signal: AbortSignal,
  ): Promise<BronzeWriter> {
    const dataset = lake.datasets.get(partition.dataset)
    if (!dataset || !('rows' in dataset.rowGroup))
      throw new Error(`${partition.dataset} is not written by rows`)
    const release = await acquireLease(lake, partition, lockWaitMs, signal)
    try {
      const writer = await openPartition(lake, partition)
      const { contract, rowGroup } = dataset
      return new BronzeWriter(partition, writer, release, new Table(contract), rowGroup.rows)
    } catch (error) {
      await release()
      throw error
    }
  }

  get rows(): number {
    return this.#writer.rows + this.#table.length
  }

  /** What is to be noted of its rows. */
  get notes(): string[] {
    return [...this.#unknownActions].map(([action, count]) => {
      const letter = action > 32 && action < 127 ? String.fromCharCode(action) : `code ${action}`
      return `${count} records have the action ${letter}, which DBN does not define: they change no book`
    })
  }

  /** Files that gave rows, in the order that `file_index` counts them. */
  get sources(): readonly number[] {
    return this.#sources
  }

  /**
   * Appends rows of a table; its columns are matched by name.
   *
   * @param file number of their file
   * @returns a promise only if a row group must be written
   */
  append(file: number, source: Table, rows: Int32Array): Promise<void> | undefined {
    if (rows.length === 0) return undefined
    let fileIndex = this.#sources.indexOf(file)
    if (fileIndex < 0) fileIndex = this.#sources.push(file) - 1
    if (this.#table.length + rows.length >= this.#rowsPerGroup)
      return this.#appendAndWrite(fileIndex, source, rows)
    this.#appendRows(fileIndex, source, rows)
    return undefined
  }

  async commit(
    stage: StageRecord,
    inputs: readonly FileInput[],
    quality: Record<string, string | number>,
    notes: readonly string[],
  ): Promise<Record<string, string | number>> {
    await this.#flush()
    const unknown = [...this.#unknownActions.values()].reduce((sum, count) => sum + count, 0)
    const whole = {
      ...quality,
      ...(unknown > 0 && { unknown_actions: unknown }),
      records: this.rows,
      traded_volume: this.#tradedVolume,
    }
    await this.#writer.commit({ stage, inputs, quality: whole, notes })
    return whole
  }

  /** Removes uncommitted data and releases the lease. */
  async close(): Promise<void> {
    await this.#writer.abort()
    await this.#release()
  }

  async #appendAndWrite(fileIndex: number, source: Table, rows: Int32Array): Promise<void> {
    for (let from = 0; from < rows.length; ) {
      const room = this.#rowsPerGroup - this.#table.length
      const piece = rows.subarray(from, from + room)
      this.#appendRows(fileIndex, source, piece)
      from += piece.length
      if (this.#table.length === this.#rowsPerGroup) await this.#flush()
    }
  }

  #appendRows(fileIndex: number, source: Table, rows: Int32Array): void {
    const table = this.#table
    table.reserve(rows.length)
    gather(source, rows, table)
    const end = table.length + rows.length
    table.column('file_index', 'int32').fill(fileIndex, table.length, end)
    if (this.#hasTrades) {
      const action = table.column('action', 'char')
      const size = table.column('size', 'uint32')
      for (let row = table.length; row < end; row++) {
        if (action[row] === ACTION.trade && size[row] !== UNDEF_SIZE)
          this.#tradedVolume += size[row]
        if (!ACTIONS.has(action[row])) {
          const known = this.#unknownActions.get(action[row]) ?? 0
          this.#unknownActions.set(action[row], known + 1)
        }
      }
    }
    table.length = end
  }

  async #flush(): Promise<void> {
    await this.#writer.writeRowGroup(this.#table)
    this.#table.clear()
  }
}
