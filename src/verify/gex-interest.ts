import { UNDEF_TIME } from '../market/time.ts'
import type { Table } from '../table/table.ts'

/** DBN's stat_type of open interest, and the update_action that takes a statistic back. */
const OPEN_INTEREST = 9
const DELETE = 2
const MOST = 2n ** 31n - 1n

/** One open interest as it was published. */
export interface Publication {
  readonly instrumentId: number
  /** Its trade date, ns. */
  readonly reference: bigint
  readonly received: bigint
  /** Contracts; undefined where it is taken back. */
  readonly contracts: bigint | undefined
}

/** The columns {@link publications} reads. */
export const STATISTIC_COLUMNS = [
  'instrument_id',
  'stat_type',
  'update_action',
  'ts_ref',
  'ts_recv',
  'quantity',
] as const

/** Every open interest among bronze's statistics that says of what, when and how much. */
export function publications(statistics: Table, instrumentIds: ReadonlySet<number>): Publication[] {
  const found: Publication[] = []
  const type = statistics.column('stat_type', 'uint16')
  const action = statistics.column('update_action', 'uint8')
  const ids = statistics.column('instrument_id', 'uint32')
  for (let row = 0; row < statistics.length; row++) {
    if (type[row] !== OPEN_INTEREST || !instrumentIds.has(ids[row])) continue
    const reference = statistics.column('ts_ref', 'int64')[row]
    const received = statistics.column('ts_recv', 'int64')[row]
    const quantity = statistics.column('quantity', 'int64')[row]
    const isDelete = action[row] === DELETE
    if (reference === UNDEF_TIME || received === UNDEF_TIME) continue
    if (!isDelete && (quantity < 0n || quantity > MOST)) continue
    const contracts = isDelete ? undefined : quantity
    found.push({ instrumentId: ids[row], reference, received, contracts })
  }
  return found
}

/** Open interest once more: whenever it is asked for, all publications are gone through anew. */
export class PlainInterest {
  readonly #publications: readonly Publication[]

  constructor(all: readonly Publication[]) {
    this.#publications = all.toSorted((a, b) => Number(a.received - b.received))
  }

  /**
   * Contracts by instrument id as they were known at a second's end: of each instrument those of
   * its latest trade date. Undefined before any is known.
   */
  at(endSecond: number): ReadonlyMap<number, number> | undefined {
    const end = BigInt(endSecond) * 1_000_000_000n
    const known = new Map<number, Map<bigint, bigint>>()
    for (const { instrumentId, reference, received, contracts } of this.#publications) {
      if (received >= end) break
      const dates = known.get(instrumentId) ?? new Map<bigint, bigint>()
      known.set(instrumentId, dates)
      if (contracts === undefined) dates.delete(reference)
      else dates.set(reference, contracts)
    }
    const latest = [...known].flatMap(([instrumentId, dates]) =>
      [...dates]
        .sort(([a], [b]) => Number(b - a))
        .slice(0, 1)
        .map(([, contracts]) => [instrumentId, Number(contracts)] as const),
    )
    return latest.length > 0 ? new Map(latest) : undefined
  }
}
