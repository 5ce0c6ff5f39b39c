import type {
  CharmClock,
  DealerFlow,
  Greeks,
  HedgeProfile,
  OptionLiquidity,
  Smile,
  VolumeGex,
} from '../contracts/registry.ts'
import { points } from '../market/price.ts'
import type { UnixSecond } from '../market/time.ts'
import type { ComboTrades } from '../options/combo-trades.ts'
import type { FutureSecond, OptionSeconds } from '../options/option-seconds.ts'
import { SmileSurface } from '../options/smile-surface.ts'
import { strikesAround } from '../options/strike-grid.ts'
import type { Table } from '../table/table.ts'
import { CharmClockSurface } from './charm-clock.ts'
import { DealerFlowSurface } from './dealer-flow.ts'
import { DealerPosition, type PositionConvention } from './dealer-position.ts'
import { DeltaTerms } from './delta-terms.ts'
import { GreeksSurface } from './greeks-surface.ts'
import { HedgeProfileSurface } from './hedge-profile.ts'
import { OptionLiquiditySurface } from './option-liquidity.ts'
import { StrikeExposures } from './strike-exposures.ts'
import { VolumeGexSurface } from './volume-gex.ts'

/** Empty tables, each of the contract that its dataset has. */
export interface DealerTables {
  readonly hedgeProfile: Table<HedgeProfile>
  readonly dealerFlow: Table<DealerFlow>
  readonly greeks: Table<Greeks>
  readonly charmClock: Table<CharmClock>
  readonly volumeGex: Table<VolumeGex>
  readonly smile: Table<Smile>
  readonly optionLiquidity: Table<OptionLiquidity>
}

/** What dealers' positions are taken to be, and where they begin. */
export interface DealerConvention {
  readonly convention: PositionConvention
  /** Unix second at which the trading date ends. */
  readonly tradingEnd: UnixSecond
  /** Midnight UTC of the trade date before, ns: whose open interest flow continues. */
  readonly tradeDateBefore: bigint
  /** Every trade since the trading date opened is there. */
  readonly isFlowWhole: boolean
}

export interface DealerSecondsInput extends DealerConvention {
  /** Closes each second before this does. */
  readonly seconds: OptionSeconds
  /** Combinations of options: their legs' trades are counted before each second. */
  readonly combos?: ComboTrades | undefined
  readonly rate: number
  /** The future's tick, price units. */
  readonly futureTickSize: number
  readonly tables: DealerTables
}

/**
 * What dealers in options must do, second by second: their positions from open interest and from
 * trades, and what these make them trade in the future as price, time and volatility move; the smile
 * that this is priced with, and how liquid the options are.
 */
export class DealerSeconds {
  readonly #input: DealerSecondsInput
  readonly #position: DealerPosition
  readonly #terms: DeltaTerms
  readonly #exposures: StrikeExposures
  readonly #profile: HedgeProfileSurface
  readonly #flow: DealerFlowSurface
  readonly #greeks: GreeksSurface
  readonly #charm: CharmClockSurface
  readonly #volume: VolumeGexSurface
  readonly #smile: SmileSurface
  readonly #liquidity: OptionLiquiditySurface
  readonly #span = { first: 0, end: 0 }

  constructor(input: DealerSecondsInput) {
    const { seconds, convention, tables } = input
    this.#input = input
    this.#position = new DealerPosition(seconds, convention)
    this.#terms = new DeltaTerms(seconds, this.#position)
    this.#exposures = new StrikeExposures(seconds, this.#position)
    this.#profile = new HedgeProfileSurface(tables.hedgeProfile, input.futureTickSize)
    this.#flow = new DealerFlowSurface(
      tables.dealerFlow,
      seconds,
      this.#position,
      convention.futureMultiplier,
    )
    this.#greeks = new GreeksSurface(tables.greeks)
    this.#charm = new CharmClockSurface(tables.charmClock)
    this.#volume = new VolumeGexSurface(tables.volumeGex, seconds, input.tradingEnd)
    this.#smile = new SmileSurface(tables.smile, seconds)
    this.#liquidity = new OptionLiquiditySurface(tables.optionLiquidity, seconds)
  }

  /** Appends a second's rows; none without a spot. */
  closeWindow({ endSecond, spotPrice, midPoints }: FutureSecond): void {
    const { seconds, combos, rate, futureTickSize } = this.#input
    combos?.advance(endSecond, seconds.trades, (id) => seconds.books.optionOf(id))
    if (!Number.isNaN(spotPrice)) {
      const forward = Number.isNaN(midPoints) ? points(spotPrice) : midPoints
      const { strikes } = seconds.exposures
      const second = { endSecond, spotPrice, strikes, tickSize: futureTickSize }
      this.#position.update()
      this.#terms.update(forward, rate)
      strikesAround(strikes, spotPrice, this.#span)
      this.#exposures.update(this.#span, forward, rate)
      const { isPublished } = this.#position
      this.#profile.append(this.#terms, endSecond, forward, isPublished)
      this.#charm.append(this.#terms, endSecond, isPublished)
      this.#greeks.append(this.#exposures, this.#span, second)
      this.#flow.append(this.#exposures, this.#span, second, this.#isComplete())
      this.#volume.append(this.#exposures, this.#span, second)
      this.#smile.append(endSecond, forward, rate)
      this.#liquidity.append(this.#exposures, this.#span, forward, second)
    }
    seconds.trades.endSecond()
    seconds.books.flow.endSecond()
  }

  #isComplete(): boolean {
    const { isFlowWhole, seconds, tradeDateBefore } = this.#input
    return isFlowWhole && seconds.openInterest.latestReference === tradeDateBefore
  }
}
