import { type DealerConvention, DealerSeconds } from '../dealers/dealer-seconds.ts'
import {
  DepthAroundSpot,
  HedgePressureSurface,
  hedgeAtMove,
  takeDepth,
} from '../dealers/hedge-pressure.ts'
import { PRICE_SCALE } from '../market/price.ts'
import type { FutureSecond, OptionSeconds } from '../options/option-seconds.ts'
import type { SurfaceColumns, SurfaceContracts, SurfaceName } from '../seconds/second.ts'
import { Table } from '../table/table.ts'

export interface DealerSurfacesInput {
  readonly contracts: SurfaceContracts
  /** Closes each second before this does. */
  readonly seconds: OptionSeconds
  readonly convention: DealerConvention
  readonly rate: number
  /** The future's tick, price units. */
  readonly tickSize: number
  /** How far from spot walls reach, in ticks. */
  readonly maxRelTicks: number
}

/** What of the future's second pressure is computed with; the tables hold it alone. */
export interface FutureTables {
  readonly snapshot: Table<SurfaceColumns<'snap'>>
  readonly wall: Table<SurfaceColumns<'wall'>>
  readonly physics: Table<SurfaceColumns<'physics'>>
}

/** The dealers' tables of one second after the other, with what the same second has of the future. */
export class DealerSurfaces {
  /** In the order in which they are listed and sent. */
  readonly surfaces: ReadonlyMap<SurfaceName, Table>
  readonly #dealers: DealerSeconds
  readonly #pressure: HedgePressureSurface
  readonly #profile: Table<SurfaceColumns<'hedge_profile'>>
  readonly #depth: DepthAroundSpot
  readonly #tickSize: number

  constructor(input: DealerSurfacesInput) {
    const { contracts, seconds, convention, rate, tickSize } = input
    const table = <N extends SurfaceName>(surface: N) =>
      new Table<SurfaceColumns<N>>(contracts[surface], 0)
    const tables = {
      hedgeProfile: table('hedge_profile'),
      dealerFlow: table('dealer_flow'),
      greeks: table('greeks_surface'),
      charmClock: table('charm_clock'),
      volumeGex: table('volume_gex'),
      smile: table('smile'),
      optionLiquidity: table('option_liquidity'),
    }
    const pressure = table('hedge_pressure')
    this.surfaces = new Map<SurfaceName, Table>([
      ['hedge_profile', tables.hedgeProfile],
      ['hedge_pressure', pressure],
      ['dealer_flow', tables.dealerFlow],
      ['greeks_surface', tables.greeks],
      ['charm_clock', tables.charmClock],
      ['volume_gex', tables.volumeGex],
      ['smile', tables.smile],
      ['option_liquidity', tables.optionLiquidity],
    ])
    this.#dealers = new DealerSeconds({
      ...convention,
      seconds,
      rate,
      futureTickSize: tickSize,
      tables,
    })
    this.#pressure = new HedgePressureSurface(pressure)
    this.#profile = tables.hedgeProfile
    this.#depth = new DepthAroundSpot(input.maxRelTicks)
    this.#tickSize = tickSize
  }

  /** Appends a second's rows; the tables must be empty. */
  closeWindow(second: FutureSecond, { snapshot, wall, physics }: FutureTables): void {
    this.#dealers.closeWindow(second)
    const { endSecond, spotPrice, midPoints } = second
    if (Number.isNaN(spotPrice)) return
    takeDepth({ table: wall, from: 0, to: wall.length }, this.#depth)
    const rows = { table: this.#profile, from: 0, to: this.#profile.length }
    const { above_score: above, below_score: below } = physics.columns
    const isScored = physics.length > 0
    this.#pressure.append(
      {
        endSecond,
        forwardTicks: Number.isNaN(midPoints)
          ? 0
          : (midPoints * PRICE_SCALE - spotPrice) / this.#tickSize,
        isBookValid: snapshot.columns.book_valid[0] === 1,
        hedgeAt: (ticks) => hedgeAtMove(rows, ticks),
        aboveScore: isScored ? above[0] : Number.NaN,
        belowScore: isScored ? below[0] : Number.NaN,
      },
      this.#depth,
    )
  }
}
