import type { Manifest } from '../lake/partition/manifest.ts'
import { type PartitionReader, readPartition, readParts } from '../lake/partition/read.ts'
import type { Lake, Partition } from '../lake/paths.ts'
import { LruMap } from '../lru-map.ts'
import { secondFromWords } from '../market/time.ts'
import { Table, words } from '../table/table.ts'

/** Row groups kept: the one being read, the next, and one to come back to. */
const MAX_CACHED_GROUPS = 3
const TIME = 'window_end_ts_ns'
const NANOSECONDS_PER_SECOND = 1_000_000_000n

interface SecondRange {
  readonly first: number
  readonly last: number
}

/** Reads one surface's rows by second. Seconds are named by their end, Unix seconds. */
export class SurfaceReader {
  readonly #reader: PartitionReader
  /** First and last second of each row group. */
  readonly #ranges: readonly SecondRange[]
  /** Row groups by number and columns. */
  readonly #groups = new LruMap<string, Promise<Table>>({ max: MAX_CACHED_GROUPS })

  private constructor(reader: PartitionReader) {
    this.#reader = reader
    this.#ranges = reader.rowGroups.map(({ ranges }) => ({
      first: Number((ranges[TIME].minimum as bigint) / NANOSECONDS_PER_SECOND),
      last: Number((ranges[TIME].maximum as bigint) / NANOSECONDS_PER_SECOND),
    }))
  }

  static async open(lake: Lake, partition: Partition): Promise<SurfaceReader> {
    return new SurfaceReader(await readPartition(lake, partition))
  }

  /** Of a manifest's parts, whether or not it is the partition's present one. */
  static async of(lake: Lake, manifest: Manifest): Promise<SurfaceReader> {
    return new SurfaceReader(await readParts(lake, manifest))
  }

  get manifest(): Manifest {
    return this.#reader.manifest
  }

  /** First and last second that has rows; undefined where none has. */
  get span(): SecondRange | undefined {
    const [first] = this.#ranges
    const last = this.#ranges.at(-1)
    return first && last && { first: first.first, last: last.last }
  }

  /** The rows of a second; the next row group is fetched ahead of need. */
  async second(endSecond: number): Promise<Table> {
    const index = this.#ranges.findIndex(({ last }) => endSecond <= last)
    if (index < 0) return new Table(this.#reader.contract, 0)
    const table = await this.#group(index)
    const { first, last } = this.#ranges[index]
    const isLatterHalf = endSecond > (first + last) / 2
    // A failure to read ahead is told when the rows are asked for.
    if (isLatterHalf && index + 1 < this.#ranges.length) this.#group(index + 1).catch(() => {})
    return between(table, endSecond, endSecond)
  }

  /**
   * The rows of seconds from one to another, both included, as pieces in order.
   *
   * @param columns which to read, the time among them; all, if left out
   */
  async range(from: number, to: number, columns?: readonly string[]): Promise<Table[]> {
    const pieces: Table[] = []
    for (const [index, { first, last }] of this.#ranges.entries()) {
      if (last < from || first > to) continue
      pieces.push(between(await this.#group(index, columns), from, to))
    }
    return pieces
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#groups.values())
    await this.#reader.close()
  }

  #group(index: number, columns?: readonly string[]): Promise<Table> {
    const key = `${index} ${columns?.join() ?? ''}`
    const known = this.#groups.get(key)
    if (known) return known
    const table = this.#reader.read(index, columns)
    this.#groups.set(key, table)
    table.catch(() => this.#groups.delete(key))
    return table
  }
}

/** The rows of a table, sorted by time, whose second lies from one to another. */
function between(table: Table, from: number, to: number): Table {
  return table.rows(firstRowFrom(table, from), firstRowFrom(table, to + 1))
}

function firstRowFrom(table: Table, endSecond: number): number {
  const times = words(table.column(TIME, 'int64'))
  let low = 0
  let high = table.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (secondFromWords(times[2 * middle], times[2 * middle + 1]) < endSecond) low = middle + 1
    else high = middle
  }
  return low
}
