import { ACTION, UNDEF_SIZE } from '../book/codes.ts'
import { ASK, BID } from '../market/side.ts'
import { secondFromWords, type UnixSecond } from '../market/time.ts'
import type { OptionRecords } from './option-records.ts'

/**
 * Lots traded in each option since a trading date opened, by aggressor, and in the second under way.
 * A trade without an aggressor (opening auctions, implied trades) is of unknown side.
 */
export class OptionTrades {
  /** By index in the chain: lots bought and sold by aggressors, and of unknown side. */
  readonly bought: Float64Array
  readonly sold: Float64Array
  readonly unknown: Float64Array
  /** Lots bought less lots sold since the last second ended. */
  readonly signed: Float64Array
  readonly #touched: number[] = []
  readonly #from: UnixSecond

  /**
   * @param options how many there are
   * @param from Unix second at which the trading date opens: earlier trades are of the date before
   */
  constructor(options: number, from: UnixSecond) {
    this.#from = from
    this.bought = new Float64Array(options)
    this.sold = new Float64Array(options)
    this.unknown = new Float64Array(options)
    this.signed = new Float64Array(options)
  }

  /** Counts a record if it is a trade of the trading date; by its ts_event. */
  record(records: OptionRecords, row: number, option: number): void {
    if (records.action[row] !== ACTION.trade || records.size[row] === UNDEF_SIZE) return
    const { timeWords } = records
    if (secondFromWords(timeWords[2 * row], timeWords[2 * row + 1]) < this.#from) return
    this.add(option, records.side[row], records.size[row])
  }

  /** @param aggressor DBN's side: `B` bought, `A` sold, anything else is unknown */
  add(option: number, aggressor: number, lots: number): void {
    if (aggressor === BID) {
      this.bought[option] += lots
      this.#sign(option, lots)
    } else if (aggressor === ASK) {
      this.sold[option] += lots
      this.#sign(option, -lots)
    } else {
      this.unknown[option] += lots
    }
  }

  /** Contracts that dealers hold from these trades: the other side of every aggressor. */
  inventory(option: number): number {
    return this.sold[option] - this.bought[option]
  }

  volume(option: number): number {
    return this.bought[option] + this.sold[option] + this.unknown[option]
  }

  /** The options that traded with an aggressor since the last second ended. */
  get touched(): readonly number[] {
    return this.#touched
  }

  endSecond(): void {
    for (const option of this.#touched) this.signed[option] = 0
    this.#touched.length = 0
  }

  #sign(option: number, lots: number): void {
    if (!this.#touched.includes(option)) this.#touched.push(option)
    this.signed[option] += lots
  }
}
