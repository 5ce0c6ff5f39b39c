import type { CharmClock } from '../contracts/registry.ts'
import { storeSecond, type Table, words } from '../table/table.ts'
import type { DeltaTerms, Hedge } from './delta-terms.ts'

const SECONDS_PER_YEAR = 31_536_000
/** In the order of the contract's letters; undefined of the nearest expiration. */
const HORIZON_SECONDS = [undefined, 60, 900] as const

/** `charm_clock_1s`: what dealers must trade because time passes, every second. */
export class CharmClockSurface {
  readonly table: Table<CharmClock>
  readonly #hedge: Hedge = { interest: 0, flow: 0 }

  /** @param table empty, of the contract `silver.future_option_mbo.charm_clock_1s` */
  constructor(table: Table<CharmClock>) {
    this.table = table
  }

  /** @param isPublished has any open interest been published? */
  append(terms: DeltaTerms, endSecond: number, isPublished: boolean): void {
    const { table } = this
    table.reserve(HORIZON_SECONDS.length)
    const { columns } = table
    const isUnknown = terms.isAlive && !terms.isKnown
    for (let horizon = 0; horizon < HORIZON_SECONDS.length; horizon++) {
      const row = table.length++
      const fixed = HORIZON_SECONDS[horizon]
      const years = fixed === undefined ? terms.nearestYears : fixed / SECONDS_PER_YEAR
      const seconds = fixed ?? terms.nearestYears * SECONDS_PER_YEAR
      terms.hedgeAfter(years, this.#hedge)
      const interest = isUnknown || !isPublished ? Number.NaN : this.#hedge.interest
      const flow = isUnknown ? Number.NaN : this.#hedge.flow
      storeSecond(words(columns.window_end_ts_ns), row, endSecond)
      columns.horizon[row] = horizon
      columns.horizon_seconds[row] = terms.isAlive ? seconds : 0
      columns.hedge_oi[row] = interest
      columns.hedge_flow[row] = flow
      columns.hedge[row] = interest + flow
    }
  }
}
