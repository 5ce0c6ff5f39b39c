import { readDbn } from '../../dbn/file.ts'
import type { Stretch } from './coverage.ts'
import { Receipts } from './receipts.ts'

const WORD = 0x1_0000_0000n
const UNDEF_WORD = 0xffff_ffff

/** When the first and the last record of each instrument were received. */
export class InstrumentStretches {
  /** By instrument: the first time's high and low word, then the last one's. */
  readonly #bounds = new Map<number, Uint32Array>()

  add(instrumentId: number, low: number, high: number): void {
    if (low === UNDEF_WORD && high === UNDEF_WORD) return
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

  all(): Map<number, Stretch[]> {
    const time = (high: number, low: number) => BigInt(high) * WORD + BigInt(low)
    return new Map(
      Array.from(this.#bounds, ([id, [fromHigh, fromLow, toHigh, toLow]]) => [
        id,
        [{ start: time(fromHigh, fromLow), end: time(toHigh, toLow) + 1n }],
      ]),
    )
  }
}

/**
 * Reads a whole file for when it speaks of which instrument: what its header was asked for may be
 * more than its records are.
 *
 * @throws Failure where it cannot be read
 */
export async function readStretches(
  path: string,
  allowTruncated: boolean,
): Promise<Map<number, Stretch[]>> {
  const receipts = new Receipts()
  const stretches = new InstrumentStretches()
  for await (const item of readDbn(path, { allowTruncated })) {
    if (item.type !== 'records') continue
    const times = receipts.of(item)
    if (times === undefined) continue
    const ids = item.table.column('instrument_id', 'uint32')
    for (let row = 0; row < item.table.length; row++) {
      stretches.add(ids[row], times[2 * row], times[2 * row + 1])
    }
  }
  return stretches.all()
}
