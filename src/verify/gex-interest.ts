import { UNDEF_TIME } from '../market/time.ts'
import type { Table } from '../table/table.ts'

/** DBN's stat_type of open interest, and the update_action of a deletion. */
const OPEN_INTEREST = 9
const DELETE = 2
const MOST = 2n ** 31n - 1n

/** One published open interest. */
export interface PublishedInterest {
  readonly instrumentId: number
  /** Its trade date, ns. */
  readonly reference: bigint
  readonly received: bigint
  /** Contracts; undefined if deleted. */
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

/** Every complete open interest record of bronze's statistics. */
export function publications(
  statistics: Table,
  instrumentIds: ReadonlySet<number>,
): PublishedInterest[] {
  const found: PublishedInterest[] = []
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

/** Open interest that is known at a moment. */
interface KnownInterest {
  /** Contracts by instrument id, of the latest trade date of each. */
  readonly contracts: ReadonlyMap<number, number>
  /** The latest trade date of all, ns. */
  readonly reference: bigint
}

/** Independent open interest: scans all publications whenever another has been received. */
export class PlainInterest {
  readonly #publications: readonly PublishedInterest[]
  #received = -1
  #known: KnownInterest | undefined

  constructor(all: readonly PublishedInterest[]) {
    this.#publications = all.toSorted((a, b) => Number(a.received - b.received))
  }

  /**
   * Contracts by instrument id as known at a second's end, of the latest trade date. Undefined
   * before the first publication.
   */
  at(endSecond: number): ReadonlyMap<number, number> | undefined {
    return this.#knownAt(endSecond)?.contracts
  }

  /** The latest trade date of which any is known at a second's end, ns. */
  latestReference(endSecond: number): bigint | undefined {
    return this.#knownAt(endSecond)?.reference
  }

  #knownAt(endSecond: number): KnownInterest | undefined {
    const end = BigInt(endSecond) * 1_000_000_000n
    const all = this.#publications
    let received = Math.max(0, this.#received)
    while (received > 0 && all[received - 1].received >= end) received--
    while (received < all.length && all[received].received < end) received++
    if (received === this.#received) return this.#known
    this.#received = received
    this.#known = knownOf(all.slice(0, received))
    return this.#known
  }
}

/** What is known after these publications; undefined of none. */
function knownOf(all: readonly PublishedInterest[]): KnownInterest | undefined {
  const known = new Map<number, Map<bigint, bigint>>()
  for (const { instrumentId, reference, contracts } of all) {
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
  if (latest.length === 0) return undefined
  const references = [...known.values()].flatMap((dates) => [...dates.keys()])
  const reference = references.reduce((last, each) => (each > last ? each : last))
  return { contracts: new Map(latest), reference }
}
