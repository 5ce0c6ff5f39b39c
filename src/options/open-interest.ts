import type { Chosen } from '../contracts/kinds.ts'
import type { OpenInterest as Published, Statistics } from '../contracts/registry.ts'
import { UNDEF_PRICE } from '../market/price.ts'
import { NANOSECONDS_PER_SECOND, UNDEF_TIME } from '../market/time.ts'
import { storeInt64, type Table, words } from '../table/table.ts'
import { CALL } from './black76.ts'
import type { Chain } from './chain.ts'
import { InstrumentIndex } from './instrument-index.ts'

/** The columns {@link OpenInterestHistory.push} needs, by their names in the contract of statistics. */
export const OPEN_INTEREST_COLUMNS = [
  'instrument_id',
  'stat_type',
  'ts_ref',
  'ts_recv',
  'quantity',
  'update_action',
] as const

/** DBN's stat_type of open interest. */
const OPEN_INTEREST = 9
/** DBN's update_action of a statistic that is taken back. */
const DELETE = 2
const MAX_CONTRACTS = 2n ** 31n - 1n

/** One statistic of one option, as published. */
interface Publication {
  /** Index into the chain's options. */
  readonly option: number
  /** The trade date it is of: its midnight UTC, ns. */
  readonly reference: bigint
  readonly received: bigint
  /** The Unix second it was received in, named by its start. */
  readonly second: number
  /** Contracts; undefined where the statistic is deleted. */
  readonly contracts: number | undefined
}

/** A row of `statistics_clean`. */
interface CleanRow {
  readonly publication: Publication
  readonly contracts: number
  /** Receipt of what replaced or deleted it; undefined where it still counts. */
  validTo: bigint | undefined
}

export interface OpenInterestCounts {
  open_interest_records: number
  open_interest_deletes: number
  /** Quantity, reference or time of receipt is undefined, or the quantity is no int32 ≥ 0. */
  open_interest_set_aside: number
  /** Of instruments that are not in the chain. */
  open_interest_other_instruments: number
}

/**
 * Open interest as known at each moment: the value of the latest trade date received. A publication
 * counts from its receipt, not from its trade date.
 */
export class OpenInterestHistory {
  /** Contracts of each of the chain's options; 0 where none was published. */
  readonly contracts: Float64Array
  readonly counts: OpenInterestCounts = {
    open_interest_records: 0,
    open_interest_deletes: 0,
    open_interest_set_aside: 0,
    open_interest_other_instruments: 0,
  }

  readonly #chain: Chain
  readonly #index: InstrumentIndex
  readonly #publications: Publication[] = []
  /** Publications before this one have been applied. */
  #known = 0
  /** Of each option what is known, by reference. */
  readonly #byReference: readonly Map<bigint, number>[]
  #latest: bigint | undefined

  constructor(chain: Chain) {
    this.#chain = chain
    this.#index = new InstrumentIndex(
      chain.options.map(({ instrumentId }, option) => [instrumentId, option]),
    )
    this.contracts = new Float64Array(chain.options.length)
    this.#byReference = chain.options.map(() => new Map())
  }

  /** The latest trade date of which any is known, midnight UTC in ns; undefined before the first. */
  get latestReference(): bigint | undefined {
    return this.#latest
  }

  /** Adds statistics; {@link advance} applies them in order of receipt. */
  push(statistics: Table<Chosen<Statistics, (typeof OPEN_INTEREST_COLUMNS)[number]>>): void {
    const instrumentId = statistics.columns.instrument_id
    const statType = statistics.columns.stat_type
    const action = statistics.columns.update_action
    const reference = statistics.columns.ts_ref
    const received = statistics.columns.ts_recv
    const quantity = statistics.columns.quantity
    const { counts } = this
    for (let row = 0; row < statistics.length; row++) {
      if (statType[row] !== OPEN_INTEREST) continue
      const option = this.#index.get(instrumentId[row])
      const isDelete = action[row] === DELETE
      const isHeld = isDelete || (quantity[row] >= 0n && quantity[row] <= MAX_CONTRACTS)
      if (option < 0) {
        counts.open_interest_other_instruments++
      } else if (!isHeld || reference[row] === UNDEF_TIME || received[row] === UNDEF_TIME) {
        counts.open_interest_set_aside++
      } else {
        if (isDelete) counts.open_interest_deletes++
        else counts.open_interest_records++
        this.#publications.push({
          option,
          reference: reference[row],
          received: received[row],
          second: Number(received[row] / NANOSECONDS_PER_SECOND),
          contracts: isDelete ? undefined : Number(quantity[row]),
        })
      }
    }
    // What is known stays as it was; the sort is stable, so a tie goes by the order of the file.
    const rest = this.#publications.splice(this.#known).sort(byReceipt)
    for (const publication of rest) this.#publications.push(publication)
  }

  /** Applies publications received before a second ends. Returns true if there are any. */
  advance(endSecond: number): boolean {
    const known = this.#known
    let next = this.#publications[this.#known]
    while (next !== undefined && next.second < endSecond) {
      this.#apply(next)
      next = this.#publications[++this.#known]
    }
    return this.#known > known
  }

  /**
   * Appends rows of the contract `silver.future_option.statistics_clean`: every publication in the
   * order of receipt, with the time until it was replaced or deleted.
   */
  appendTo(table: Table<Published>): void {
    // Of each option and trade date the row that counts, to be ended by the next publication.
    const current = new Map<string, CleanRow>()
    const rows: CleanRow[] = []
    for (const publication of this.#publications) {
      const key = `${publication.option} ${publication.reference}`
      const before = current.get(key)
      if (before) before.validTo = publication.received
      current.delete(key)
      if (publication.contracts === undefined) continue
      const row = { publication, contracts: publication.contracts, validTo: undefined }
      rows.push(row)
      current.set(key, row)
    }
    // One that was replaced at the instant of its receipt never counted.
    const kept = rows.filter(({ publication, validTo }) => publication.received !== validTo)
    kept.sort(
      ({ publication: a }, { publication: b }) =>
        byReceipt(a, b) || a.option - b.option || (a.reference < b.reference ? -1 : 1),
    )
    table.reserve(kept.length)
    for (const row of kept) this.#appendRow(table, row)
  }

  #apply({ option, reference, contracts }: Publication): void {
    const known = this.#byReference[option]
    if (contracts === undefined) known.delete(reference)
    else known.set(reference, contracts)
    let latest: bigint | undefined
    for (const other of known.keys()) if (latest === undefined || other > latest) latest = other
    this.contracts[option] = latest === undefined ? 0 : (known.get(latest) as number)
    if (contracts === undefined) this.#latest = this.#latestOfAll()
    else if (this.#latest === undefined || reference > this.#latest) this.#latest = reference
  }

  #latestOfAll(): bigint | undefined {
    let latest: bigint | undefined
    for (const known of this.#byReference) {
      for (const reference of known.keys()) {
        if (latest === undefined || reference > latest) latest = reference
      }
    }
    return latest
  }

  #appendRow(table: Table<Published>, { publication, contracts, validTo }: CleanRow): void {
    const row = table.length++
    const { symbol, instrumentId, right, strike, expiration, multiplier } =
      this.#chain.options[publication.option]
    table.columns.option_symbol[row] = symbol
    table.columns.instrument_id[row] = instrumentId
    table.columns.underlying[row] = this.#chain.underlying
    table.columns.right[row] = right === CALL ? 0 : 1
    storeInt64(words(table.columns.strike_price_int), row, strike)
    table.columns.expiration_ts_ns[row] = expiration
    table.columns.multiplier[row] = multiplier
    table.columns.open_interest[row] = contracts
    table.columns.ts_ref_ns[row] = publication.reference
    table.columns.ts_recv_ns[row] = publication.received
    table.columns.valid_from_ns[row] = publication.received
    table.columns.valid_to_ns[row] = validTo ?? UNDEF_PRICE
  }
}

function byReceipt(a: Publication, b: Publication): number {
  if (a.received === b.received) return 0
  return a.received < b.received ? -1 : 1
}
