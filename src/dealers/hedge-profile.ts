import type { HedgeProfile as Profile } from '../contracts/registry.ts'
import { points } from '../market/price.ts'
import { storeSecond, type Table, words } from '../table/table.ts'
import type { DeltaTerms, Hedge } from './delta-terms.ts'
import { hedgeNodes } from './hedge-nodes.ts'

/** `hedge_profile_1s`: what dealers must trade if the future moves, every second. */
export class HedgeProfileSurface {
  readonly table: Table<Profile>
  readonly #tickPoints: number
  #forward = Number.NaN
  #nodes: Int32Array = new Int32Array()
  readonly #hedge: Hedge = { interest: 0, flow: 0 }

  /**
   * @param table empty, of the contract `silver.future_option_mbo.hedge_profile_1s`
   * @param tickSize the future's, price units
   */
  constructor(table: Table<Profile>, tickSize: number) {
    this.table = table
    this.#tickPoints = points(tickSize)
  }

  /**
   * Appends a second's rows.
   *
   * @param isPublished has any open interest been published?
   */
  append(terms: DeltaTerms, endSecond: number, forward: number, isPublished: boolean): void {
    if (forward !== this.#forward) {
      this.#forward = forward
      this.#nodes = hedgeNodes(forward, this.#tickPoints)
    }
    const nodes = this.#nodes
    const { table } = this
    table.reserve(nodes.length)
    const { columns } = table
    const end = words(columns.window_end_ts_ns)
    const isUnknown = terms.isAlive && !terms.isKnown
    const hedge = this.#hedge
    const shiftOf = (ticks: number) => shiftTo(forward + ticks * this.#tickPoints, forward)
    // Ascending.
    terms.narrowTo(shiftOf(nodes[0]), shiftOf(nodes[nodes.length - 1]))
    for (let node = 0; node < nodes.length; node++) {
      const row = table.length++
      const price = forward + nodes[node] * this.#tickPoints
      terms.hedgeAt(shiftTo(price, forward), hedge)
      const interest = isUnknown || !isPublished ? Number.NaN : hedge.interest
      const flow = isUnknown ? Number.NaN : hedge.flow
      storeSecond(end, row, endSecond)
      columns.delta_ticks[row] = nodes[node]
      columns.price_points[row] = price
      columns.hedge_oi[row] = interest
      columns.hedge_flow[row] = flow
      columns.hedge[row] = interest + flow
    }
  }
}

/** ln(price/forward); at a price of 0 or below every call is worthless. */
function shiftTo(price: number, forward: number): number {
  return price > 0 ? Math.log1p((price - forward) / forward) : Number.NEGATIVE_INFINITY
}
