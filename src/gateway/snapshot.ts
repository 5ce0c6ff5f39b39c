import { ACTION, FLAG } from '../book/codes.ts'
import { SCHEMAS } from '../dbn/codes.ts'
import { NEWEST_VERSION, recordLayout } from '../dbn/layout.ts'
import { UNDEF_PRICE } from '../market/price.ts'
import { NO_SIDE } from '../market/side.ts'
import { MergedRecords, type Run } from './merged-records.ts'
import { encodeRecord } from './notices.ts'
import { RestingOrders } from './resting-orders.ts'
import type { ServedFile } from './served-files.ts'

/** Bytes of a record of a snapshot. */
export const MBO_BYTES = recordLayout('mbo', NEWEST_VERSION).size

const MBO = SCHEMAS.indexOf('mbo')
const SNAPSHOT_FLAGS = FLAG.snapshot | FLAG.badReceipt
const PUBLISHER_AT = 2

/**
 * The books of instruments after a number of merged records, made from the beginning of the files.
 * Each is a clear and an Add for every order; the last one ends the event. An instrument without
 * orders has the clear alone.
 *
 * @param now when the snapshots are made
 * @returns the records of one instrument after the other, by number
 */
export async function snapshotBooks(
  files: readonly ServedFile[],
  taken: number,
  instruments: ReadonlySet<number>,
  now: bigint,
): Promise<Uint8Array[]> {
  const books = new Map<number, Book>()
  for (const instrument of instruments) books.set(instrument, new Book(instrument))
  const records = new MergedRecords(files)
  try {
    while (records.taken < taken) {
      await records.ready()
      const time = records.nextTime
      const run = time === undefined ? undefined : records.take(time, taken - records.taken)
      if (!run) break
      if (run.batch.schema === MBO) apply(books, run)
    }
  } finally {
    await records.close()
  }
  return [...books.values()]
    .sort((a, b) => a.instrument - b.instrument)
    .flatMap((book) => book.snapshot(now))
}

function apply(books: ReadonlyMap<number, Book>, { batch, from, to }: Run): void {
  const { bytes, instruments } = batch
  for (let row = from; row < to; row++) {
    books.get(instruments[row])?.apply(bytes.subarray(row * MBO_BYTES, (row + 1) * MBO_BYTES))
  }
}

class Book {
  readonly instrument: number
  readonly #orders = new RestingOrders()
  #publisher = 0

  constructor(instrument: number) {
    this.instrument = instrument
  }

  apply(record: Uint8Array): void {
    const [low, high] = [record[PUBLISHER_AT], record[PUBLISHER_AT + 1]]
    this.#publisher = low | (high << 8)
    this.#orders.apply(record)
  }

  snapshot(now: bigint): Uint8Array[] {
    const adds = this.#orders.snapshot(SNAPSHOT_FLAGS, now)
    const clear = encodeRecord('mbo', {
      publisher_id: this.#publisher,
      instrument_id: this.instrument,
      ts_event: now,
      price: UNDEF_PRICE,
      flags: adds.length === 0 ? SNAPSHOT_FLAGS | FLAG.last : SNAPSHOT_FLAGS,
      action: ACTION.clear,
      side: NO_SIDE,
      ts_recv: now,
    })
    return adds.length === 0 ? [clear] : [clear, adds]
  }
}
