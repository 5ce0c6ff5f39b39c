import type { MboRecords } from '../book/mbo-records.ts'
import type { Chosen } from '../contracts/kinds.ts'
import type { Statistics } from '../contracts/registry.ts'
import type { DealerConvention } from '../dealers/dealer-seconds.ts'
import type { RegularOpen } from '../market/regular-open.ts'
import type { Session } from '../market/session.ts'
import type { UnixSecond } from '../market/time.ts'
import type { Chain, Series } from '../options/chain.ts'
import type { DealerSigns } from '../options/exposures.ts'
import type { OPEN_INTEREST_COLUMNS } from '../options/open-interest.ts'
import type { OptionRecords } from '../options/option-records.ts'
import { type FutureSecond, type OptionQuality, OptionSeconds } from '../options/option-seconds.ts'
import type { Second, SurfaceColumns, SurfaceContracts, SurfaceName } from '../seconds/second.ts'
import { BandsSurface } from '../surfaces/bands.ts'
import type { WallNorms } from '../surfaces/calibration-norms.ts'
import type { FuturesQuality, FuturesWindow } from '../surfaces/futures-window.ts'
import { GapsSurface, type RecordGap } from '../surfaces/gaps.ts'
import { LevelsSurface, type OutsideLevels } from '../surfaces/levels.ts'
import { type SETTLEMENT_COLUMNS, settlementsOf } from '../surfaces/settlements.ts'
import { VacuumSurface } from '../surfaces/vacuum.ts'
import { Table } from '../table/table.ts'
import { BookSurfaces } from './book-surfaces.ts'
import { DealerSurfaces } from './dealer-surfaces.ts'
import { FuturesSeconds } from './futures-seconds.ts'
import { OptionFeed } from './option-feed.ts'

/** The options whose gamma exposure is computed, and what dealers in them must trade. */
export interface OptionsInput {
  readonly chain: Chain
  /** The series whose exposures are summed. */
  readonly series: readonly Series[]
  readonly rate: number
  readonly dealerSigns: DealerSigns
  /** Unix second at which the trading date opens, 18:00 New York: trades count from then on. */
  readonly tradingOpen: UnixSecond
  readonly dealers: DealerConvention
}

export interface EngineInput {
  /** The contract of each surface. */
  readonly contracts: SurfaceContracts
  readonly session: Session
  /** Price units of one tick. */
  readonly tickSize: number
  /** How far from spot walls reach, in ticks. */
  readonly maxRelTicks: number
  /** Frozen from earlier sessions, or `NO_NORMS`: scores never look ahead. */
  readonly norms: WallNorms
  readonly open: RegularOpen
  readonly outside: OutsideLevels
  /** Instrument id of the future, to select its settlements; undefined if unknown. */
  readonly instrumentId?: number | undefined
  /** The records come from a live session, which may miss some: see {@link Engine.addGap}. */
  readonly isLive?: boolean | undefined
  /** Undefined without options: then there is no gamma exposure. */
  readonly options?: OptionsInput | undefined
  /**
   * Called with each second as it closes: all of its surfaces at once. The tables are valid until
   * the engine is called again; `copySecond` copies them for longer use.
   */
  readonly onSecond: (second: Second) => void
}

/** Columns of statistics for open interest and settlements. */
type EngineStatistics = Chosen<
  Statistics,
  (typeof OPEN_INTEREST_COLUMNS | typeof SETTLEMENT_COLUMNS)[number]
>

/** Initial capacity of one second's tables; they grow. */
const INITIAL_ROWS = 256

/**
 * One symbol's records in, its seconds out: every surface of each second in one pass, as soon as it
 * closes. It knows nothing of the day to come and keeps nothing of the seconds that are gone but
 * what later ones are measured against.
 *
 * A second closes when a later one has an event, or when the clock says so ({@link advanceTo}). The
 * future's seconds are the clock of its options: push an option's records before the future's
 * records that close their second; what comes later is late and counted.
 *
 *     const engine = new Engine({ ...input, onSecond: (second) => send(second) })
 *     engine.push(records)
 *     engine.advanceTo(now)
 *     engine.end()
 */
export class Engine {
  readonly #input: EngineInput
  readonly #seconds: FuturesSeconds
  /** Surfaces with tables of their own; vacuum's table is new each second. */
  readonly #tables: readonly Table[]
  readonly #surfaces: Map<SurfaceName, Table>
  readonly #snapshot: Table<SurfaceColumns<'snap'>>
  readonly #wall: Table<SurfaceColumns<'wall'>>
  readonly #book: BookSurfaces
  readonly #levels: LevelsSurface
  readonly #bands: BandsSurface
  readonly #gaps: GapsSurface
  /** Created when the session's first second closes, where differences start. */
  #vacuum: VacuumSurface | undefined
  readonly #options: OptionSeconds | undefined
  readonly #optionFeed: OptionFeed | undefined
  readonly #dealers: DealerSurfaces | undefined

  constructor(input: EngineInput) {
    const { contracts, session, tickSize, norms, options } = input
    const table = <N extends SurfaceName>(surface: N) =>
      new Table<SurfaceColumns<N>>(contracts[surface], INITIAL_ROWS)
    const [snap, wall, radar] = [table('snap'), table('wall'), table('radar')]
    const [physics, levels, gaps] = [table('physics'), table('levels'), table('gaps')]
    this.#input = input
    this.#snapshot = snap
    this.#wall = wall
    this.#book = new BookSurfaces({ snap, wall, radar }, input.maxRelTicks)
    this.#levels = new LevelsSurface(levels, input.open, input.outside)
    this.#bands = new BandsSurface(physics, norms)
    this.#gaps = new GapsSurface(gaps)
    this.#seconds = new FuturesSeconds(tickSize, session, (window) => this.#close(window))
    // In the order in which they are listed and sent.
    this.#surfaces = new Map<SurfaceName, Table>([
      ['snap', snap],
      ['wall', wall],
      ['vacuum', new Table(contracts.vacuum, 0)],
      ['radar', radar],
      ['physics', physics],
    ])
    if (options) {
      const [gex, gexLevels] = [table('gex'), table('gex_levels')]
      this.#options = new OptionSeconds({
        ...options,
        futureTickSize: tickSize,
        sessionEnd: session.endSecond,
        surface: gex,
        levels: gexLevels,
      })
      this.#optionFeed = new OptionFeed(this.#options)
      this.#surfaces.set('gex', gex).set('gex_levels', gexLevels)
    }
    this.#surfaces.set('levels', levels)
    if (input.isLive) this.#surfaces.set('gaps', gaps)
    if (options && this.#options) {
      const { rate, dealers: convention } = options
      const { maxRelTicks } = input
      const seconds = this.#options
      this.#dealers = new DealerSurfaces({
        contracts,
        seconds,
        convention,
        rate,
        tickSize,
        maxRelTicks,
      })
      for (const [name, table] of this.#dealers.surfaces) this.#surfaces.set(name, table)
    }
    this.#tables = [...this.#surfaces.values()]
  }

  /** The surfaces of each second, in the order of {@link Second.surfaces}. */
  get surfaces(): readonly SurfaceName[] {
    return [...this.#surfaces.keys()]
  }

  get quality(): FuturesQuality {
    return this.#seconds.quality
  }

  /** Undefined without options. */
  get optionQuality(): OptionQuality | undefined {
    return this.#options?.quality
  }

  /**
   * Applies the future's records in file order, from a row on.
   *
   * @returns the first row not applied: all were, unless `onSecond` asked for a {@link pause}; call
   * again with that row to go on
   */
  push(records: MboRecords, from = 0): number {
    return this.#seconds.push(records, from)
  }

  /** Applies the options' records in file order; those of seconds to come are held until then. */
  pushOptions(records: OptionRecords): void {
    this.#optionFeed?.push(records, this.#seconds.windowEnd)
  }

  /**
   * Takes in statistics in the order of their receipt: open interest of the options, settlements of
   * the future. Each is known to the seconds that end after it was received.
   *
   * @param statistics with `OPEN_INTEREST_COLUMNS` and `SETTLEMENT_COLUMNS`
   */
  pushStatistics(statistics: Table<EngineStatistics>): void {
    const { instrumentId } = this.#input
    this.#options?.openInterest.push(statistics)
    if (instrumentId !== undefined) {
      this.#levels.receive(settlementsOf(statistics, instrumentId))
    }
  }

  /**
   * Notes that records are missing before those that come next. Their snapshot begins the book anew,
   * so the seconds of the gap are not valid.
   */
  addGap(gap: RecordGap): void {
    this.#gaps.add(gap)
  }

  /**
   * Advances the clock: closes every second that ends by then, including those without records.
   *
   * @returns false if seconds are left to close because an event or a snapshot is incomplete, or
   * `onSecond` called {@link pause}. Call again later.
   */
  advanceTo(second: UnixSecond): boolean {
    return this.#seconds.advanceTo(second)
  }

  /** To be called from `onSecond`: no further second closes during the present call. */
  pause(): void {
    this.#seconds.pause()
  }

  /** Ends a file or a connection of the future's records: an open event ends with it. */
  endFile(): void {
    this.#seconds.endFile()
  }

  /** As {@link endFile} for the options' records. */
  endOptionFile(): void {
    this.#optionFeed?.endFile()
  }

  /** Ends the session: closes the last second if it has any record. */
  end(): void {
    this.#seconds.end()
  }

  #close(window: FuturesWindow): void {
    const { contracts, norms, tickSize, onSecond } = this.#input
    const endSecond = window.startSecond + 1
    for (const table of this.#tables) table.clear()
    this.#book.append(window)
    this.#levels.append(window)
    this.#vacuum ??= new VacuumSurface(contracts.vacuum, norms, endSecond)
    const vacuum = this.#vacuum.push(this.#wall)
    this.#bands.push(this.#snapshot, this.#wall, vacuum)
    this.#surfaces.set('vacuum', vacuum)
    this.#gaps.append(endSecond)
    this.#optionFeed?.advance(endSecond)
    this.#closeOptions({
      endSecond,
      spotPrice: window.spotTick * tickSize,
      midPoints: this.#snapshot.columns.mid_price[0],
      isValid: window.windowValid,
    })
    onSecond({ endSecond, surfaces: this.#surfaces })
  }

  #closeOptions(second: FutureSecond): void {
    this.#options?.closeWindow(second)
    this.#dealers?.closeWindow(second, {
      snapshot: this.#snapshot,
      wall: this.#wall,
      physics: this.#bands.table,
    })
  }
}
