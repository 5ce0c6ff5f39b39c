import { type Batch, fileRecords } from './file-records.ts'
import type { ServedFile } from './served-files.ts'

/** Records of one batch, from one row up to and without another. */
export interface Run {
  readonly batch: Batch
  readonly from: number
  readonly to: number
}

/** A file on its way through the merge. */
interface Cursor {
  readonly batches: AsyncGenerator<Batch>
  batch: Batch | undefined
  /** The next row of the batch. */
  row: number
  isAtEnd: boolean
}

/**
 * The records of several files in one order: by the time each may be sent, of equal times by the
 * order of the files, and within a file as they stand. One batch a file is in memory.
 */
export class MergedRecords {
  readonly #cursors: readonly Cursor[]
  #taken = 0

  constructor(files: readonly ServedFile[]) {
    this.#cursors = files.map((file) => ({
      batches: fileRecords(file),
      batch: undefined,
      row: 0,
      isAtEnd: false,
    }))
  }

  /** Records handed out so far. */
  get taken(): number {
    return this.#taken
  }

  /**
   * Reads on where a file's batch is used up; ask for this before every {@link take}.
   *
   * @throws Failure where a file is damaged
   */
  async ready(): Promise<void> {
    for (const cursor of this.#cursors) {
      while (!cursor.isAtEnd && (!cursor.batch || cursor.row === cursor.batch.count)) {
        const next = await cursor.batches.next()
        cursor.batch = next.done ? undefined : next.value
        cursor.isAtEnd = next.done === true
        cursor.row = 0
      }
    }
  }

  /** When the next record may be sent; undefined at the end of all files. */
  get nextTime(): bigint | undefined {
    const first = this.#first()
    return first && timeOf(first)
  }

  /**
   * Records that come next and follow one another in one file; undefined at the end, or where the
   * next one is later than asked for.
   *
   * @param until the latest time
   * @param limit how many, 1 at least
   */
  take(until: bigint, limit: number): Run | undefined {
    const first = this.#first()
    if (!first?.batch || timeOf(first) > until) return undefined
    const { batch, row } = first
    let to = rowAfter(batch.times, row, until)
    const index = this.#cursors.indexOf(first)
    for (const [otherIndex, other] of this.#cursors.entries()) {
      if (other === first || !other.batch) continue
      // Of equal times the earlier file's come first.
      const limit = otherIndex < index ? timeOf(other) - 1n : timeOf(other)
      to = Math.min(to, rowAfter(batch.times, row, limit))
    }
    to = Math.min(to, batch.count, row + limit)
    first.row = to
    this.#taken += to - row
    return { batch, from: row, to }
  }

  /** Closes the files. */
  async close(): Promise<void> {
    for (const { batches } of this.#cursors) await batches.return(undefined)
  }

  #first(): Cursor | undefined {
    let first: Cursor | undefined
    for (const cursor of this.#cursors) {
      if (!cursor.batch) continue
      if (!first || timeOf(cursor) < timeOf(first)) first = cursor
    }
    return first
  }
}

function timeOf({ batch, row }: Cursor): bigint {
  return batch?.times[row] ?? 0n
}

/** The first row from `from` on whose time is later; times ascend. */
function rowAfter(times: BigInt64Array, from: number, until: bigint): number {
  let low = from
  let high = times.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (times[middle] <= until) low = middle + 1
    else high = middle
  }
  return low
}
