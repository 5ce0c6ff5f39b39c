import { FLAG } from '../../book/codes.ts'
import type { RecordBatch } from '../../dbn/decoder.ts'
import { readDbn } from '../../dbn/file.ts'
import { UNDEF_TIME_WORD } from '../../market/time.ts'
import { ReceiptTimes } from './receipt-times.ts'
import { MIXED, type Period, type Source } from './sources.ts'

const WORD = 0x1_0000_0000n

/** Tracks the first and the last receipt time of each instrument. */
export class InstrumentPeriods {
  /** By instrument: the first time's high and low word, then the last one's. */
  readonly #bounds = new Map<number, Uint32Array>()

  add(instrumentId: number, low: number, high: number): void {
    if (low === UNDEF_TIME_WORD && high === UNDEF_TIME_WORD) return
    const bounds = this.#bounds.get(instrumentId)
    if (!bounds) {
      this.#bounds.set(instrumentId, Uint32Array.of(high, low, high, low))
      return
    }
    if (high < bounds[0] || (high === bounds[0] && low < bounds[1])) {
      bounds[0] = high
      bounds[1] = low
    }
    if (high > bounds[2] || (high === bounds[2] && low > bounds[3])) {
      bounds[2] = high
      bounds[3] = low
    }
  }

  /** @param hasEdges whether records of the first and last instant may be missing */
  toMap(hasEdges: boolean): Map<number, Period[]> {
    const time = (high: number, low: number) => BigInt(high) * WORD + BigInt(low)
    return new Map(
      Array.from(this.#bounds, ([id, [fromHigh, fromLow, toHigh, toLow]]) => [
        id,
        [{ start: time(fromHigh, fromLow), end: time(toHigh, toLow) + 1n, hasEdges }],
      ]),
    )
  }
}

/** The kind of a file's records, {@link MIXED} if there are several, and the periods of each. */
export type FilePeriods = Pick<Source, 'kind' | 'periods'>

export interface ReadPeriodsOptions {
  /** It is a recording: a snapshot in it tells of orders that were received before. */
  readonly isLive: boolean
  /** Its header has a time range, so it has all records of its first and last instant. */
  readonly isBounded: boolean
  /** The number of records that its request was limited to; 0 if it was not. */
  readonly limit: bigint
  readonly allowTruncated: boolean
}

/**
 * Reads a whole file to find the periods its records cover, which may be less than its header's.
 *
 * @throws Failure if it cannot be read
 */
export async function readPeriods(
  path: string,
  { isLive, isBounded, limit, allowTruncated }: ReadPeriodsOptions,
): Promise<FilePeriods> {
  const receipts = new ReceiptTimes()
  const byKind = new Map<string, InstrumentPeriods>()
  let isCut = false
  for await (const item of readDbn(path, { allowTruncated })) {
    if (item.type === 'end') {
      const isLimited = limit > 0n && BigInt(item.records) >= limit
      isCut = item.truncatedAtByte !== undefined || isLimited
    }
    if (item.type !== 'records') continue
    const times = receipts.of(item)
    if (times === undefined) continue
    const { kind } = item.layout
    const periods = byKind.get(kind) ?? new InstrumentPeriods()
    byKind.set(kind, periods)
    const ids = item.table.column('instrument_id', 'uint32')
    const flags = snapshotFlags(item, isLive)
    for (let row = 0; row < item.table.length; row++) {
      if (flags && flags[row] & FLAG.snapshot) continue
      periods.add(ids[row], times[2 * row], times[2 * row + 1])
    }
  }
  const [kind = MIXED] = byKind.keys()
  const hasEdges = !isBounded || isCut
  return {
    kind: byKind.size > 1 ? MIXED : kind,
    periods: new Map(Array.from(byKind, ([each, periods]) => [each, periods.toMap(hasEdges)])),
  }
}

function snapshotFlags({ layout, table }: RecordBatch, isLive: boolean): Uint8Array | undefined {
  return isLive && layout.kind === 'mbo' ? table.column('flags', 'uint8') : undefined
}
