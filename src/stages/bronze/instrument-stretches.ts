import { readDbn } from '../../dbn/file.ts'
import { UNDEF_TIME_WORD } from '../../market/time.ts'
import { Receipts } from './receipts.ts'
import type { Stretch } from './sources.ts'

const WORD = 0x1_0000_0000n

/** When the first and the last record of each instrument were received. */
export class InstrumentStretches {
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

  /** @param hasEdges may records of the first and the last instant be missing? */
  all(hasEdges: boolean): Map<number, Stretch[]> {
    const time = (high: number, low: number) => BigInt(high) * WORD + BigInt(low)
    return new Map(
      Array.from(this.#bounds, ([id, [fromHigh, fromLow, toHigh, toLow]]) => [
        id,
        [{ start: time(fromHigh, fromLow), end: time(toHigh, toLow) + 1n, hasEdges }],
      ]),
    )
  }
}

/** What a file's records are of. */
export interface Reach {
  /** Of its records; "mixed" where they are of several. */
  readonly kind: string
  readonly stretches: Map<number, Stretch[]>
}

/**
 * Reads a whole file for when it speaks of which instrument: what its header was asked for may be
 * more than its records are.
 *
 * @param isBounded its header bounds it between two instants: it has all records of each
 * @throws Failure where it cannot be read
 */
export async function readReach(
  path: string,
  isBounded: boolean,
  allowTruncated: boolean,
): Promise<Reach> {
  const receipts = new Receipts()
  const stretches = new InstrumentStretches()
  const kinds = new Set<string>()
  let isCut = false
  for await (const item of readDbn(path, { allowTruncated })) {
    if (item.type === 'end') isCut = item.truncatedAtByte !== undefined
    if (item.type !== 'records') continue
    const times = receipts.of(item)
    if (times === undefined) continue
    kinds.add(item.layout.kind)
    const ids = item.table.column('instrument_id', 'uint32')
    for (let row = 0; row < item.table.length; row++) {
      stretches.add(ids[row], times[2 * row], times[2 * row + 1])
    }
  }
  const [kind = 'mixed'] = kinds
  return { kind: kinds.size > 1 ? 'mixed' : kind, stretches: stretches.all(!isBounded || isCut) }
}
