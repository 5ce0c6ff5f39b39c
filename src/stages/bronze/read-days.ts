import { readDbn } from '../../dbn/file.ts'
import { NANOSECONDS_PER_DAY, UNDEF_TIME_WORD } from '../../market/time.ts'
import type { RawFile } from './raw-files.ts'
import { ReceiptTimes } from './receipt-times.ts'

/** UTC days since the epoch; the end exclusive. */
export interface Days {
  readonly firstDay: bigint
  readonly endDay: bigint
}

/**
 * The days of a file's records: from its header, else, for a live recording or a fragment, from the
 * receipt times of its records, which requires reading the whole file.
 *
 * @throws Failure if it cannot be read
 */
export async function readDays({ path, metadata }: RawFile): Promise<Days> {
  const { start = 0n, end: endTime = -1n } = metadata ?? {}
  if (start > 0n && endTime > start) {
    return {
      firstDay: start / NANOSECONDS_PER_DAY,
      endDay: (endTime + NANOSECONDS_PER_DAY - 1n) / NANOSECONDS_PER_DAY,
    }
  }
  const receipts = new ReceiptTimes()
  let first = UNDEF_TIME_WORD
  let last = 0
  for await (const item of readDbn(path, { allowTruncated: true })) {
    if (item.type !== 'records') continue
    const times = receipts.of(item) ?? new Uint32Array()
    // A high word spans 4 seconds; slightly too wide a range is harmless. Columns may be longer than
    // the number of rows.
    const end = Math.min(times.length, 2 * item.table.length)
    for (let at = 1; at < end; at += 2) {
      if (times[at] === UNDEF_TIME_WORD) continue
      if (times[at] < first) first = times[at]
      if (times[at] > last) last = times[at]
    }
  }
  const day = (high: number) => (BigInt(high) << 32n) / NANOSECONDS_PER_DAY
  return { firstDay: day(first), endDay: day(last + 1) + 1n }
}
