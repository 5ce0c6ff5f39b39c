import type { Greeks } from '../contracts/registry.ts'
import type { StrikeSpan } from '../options/strike-grid.ts'
import type { Table } from '../table/table.ts'
import { GREEKS } from './greeks.ts'
import type { StrikeExposures } from './strike-exposures.ts'
import { type SecondAtStrikes, storeStrike } from './strike-rows.ts'

/** `greeks_surface_1s`: dealers' greeks at the strikes around spot, every second. */
export class GreeksSurface {
  readonly table: Table<Greeks>

  /** @param table empty, of the contract `silver.future_option_mbo.greeks_surface_1s` */
  constructor(table: Table<Greeks>) {
    this.table = table
  }

  append(exposures: StrikeExposures, span: StrikeSpan, second: SecondAtStrikes): void {
    const { table } = this
    table.reserve(span.end - span.first)
    const { columns, length: first } = table
    for (let place = span.first; place < span.end; place++) {
      storeStrike(columns, table.length++, place, second)
    }
    for (let greek = 0; greek < GREEKS.length; greek++) {
      const { name } = GREEKS[greek]
      const { interest, flow } = exposures.greeks[greek]
      const ofInterest = columns[`${name}_oi`]
      const ofFlow = columns[`${name}_flow`]
      const ofBoth = columns[`${name}_sum`]
      for (let place = span.first; place < span.end; place++) {
        const row = first + place - span.first
        ofInterest[row] = interest[place]
        ofFlow[row] = flow[place]
        ofBoth[row] = interest[place] + flow[place]
      }
    }
  }
}
