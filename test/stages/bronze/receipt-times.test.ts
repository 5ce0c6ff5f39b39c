import { describe, expect, it } from 'vitest'
import { recordLayout } from '../../../src/dbn/layout.ts'
import { ReceiptTimes } from '../../../src/stages/bronze/receipt-times.ts'
import { FLAG, recordTable } from '../made-day.ts'

const LAYOUT = recordLayout('mbo', 3)
const UNDEFINED = -1n
const LIVE = FLAG.last
const BAD = FLAG.last | FLAG.badTime
const SNAPSHOT = FLAG.snapshot | FLAG.badTime

type Row = readonly [flags: number, received: bigint, event?: bigint]

/** The times of a stream's batches. */
function timesOf(...batches: readonly (readonly Row[])[]): bigint[] {
  const receipts = new ReceiptTimes()
  return batches.flatMap((rows) => {
    const fields = rows.map(([flags, ts_recv, ts_event = 0n]) => ({ flags, ts_recv, ts_event }))
    const table = recordTable('mbo', 3, fields)
    const words = receipts.of({ type: 'records', layout: LAYOUT, table }) ?? new Uint32Array()
    return rows.map((_, row) =>
      BigInt.asIntN(64, (BigInt(words[2 * row + 1]) << 32n) | BigInt(words[2 * row])),
    )
  })
}

describe('a receipt that is undefined or bad', () => {
  it('counts as the last good one of a live record, over batches', () => {
    const first: Row[] = [
      [LIVE, 10n],
      [BAD, 99n],
      [LIVE, UNDEFINED, 50n],
      [LIVE, 12n],
    ]
    expect(
      timesOf(first, [
        [BAD, 1n],
        [LIVE, 13n],
      ]),
    ).toEqual([10n, 10n, 10n, 12n, 12n, 13n])
  })

  it('of a snapshot counts as that of the record before, and its ts_event for nothing', () => {
    const rows: Row[] = [
      [SNAPSHOT, 10n],
      [SNAPSHOT, UNDEFINED, 3n],
      [LIVE, 12n],
      [SNAPSHOT, UNDEFINED, 4n],
    ]
    expect(timesOf(rows)).toEqual([10n, 10n, 12n, 12n])
    expect(timesOf([[SNAPSHOT, UNDEFINED, 3n]])).toEqual([UNDEFINED])
  })

  it('of a live record does not count as a snapshot’s, once there is a live one', () => {
    expect(
      timesOf([
        [LIVE, 12n],
        [SNAPSHOT, 10n],
        [BAD, 5n],
      ]),
    ).toEqual([12n, 10n, 12n])
    expect(
      timesOf([
        [SNAPSHOT, 10n],
        [BAD, 5n],
      ]),
    ).toEqual([10n, 10n])
  })

  it('before any good one counts as the next, else as its own, else as ts_event', () => {
    expect(
      timesOf([
        [SNAPSHOT, UNDEFINED],
        [BAD, 99n],
        [LIVE, 12n],
      ]),
    ).toEqual([12n, 12n, 12n])
    expect(
      timesOf([
        [BAD, 99n, 1n],
        [LIVE, UNDEFINED, 7n],
      ]),
    ).toEqual([99n, 7n])
  })
})
