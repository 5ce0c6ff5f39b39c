import type { Contract } from '../contracts/contract.ts'
import { DATASETS, type DatasetColumns } from '../contracts/registry.ts'
import type { Table } from '../table/table.ts'

/**
 * The surfaces of a second that are read and sent without naming them. No name is added: clients of
 * protocol version 1 may refuse names that they do not know.
 */
export const DEFAULT_SURFACE_DATASETS = {
  snap: DATASETS.snapshot,
  wall: DATASETS.wall,
  vacuum: DATASETS.vacuum,
  radar: DATASETS.radar,
  physics: DATASETS.bands,
  gex: DATASETS.gex,
  gex_levels: DATASETS.gexLevels,
  levels: DATASETS.levels,
  gaps: DATASETS.gaps,
} as const

/** The surfaces of a day by the names that screens and the wire know them by. */
export const SURFACE_DATASETS = {
  ...DEFAULT_SURFACE_DATASETS,
  hedge_profile: DATASETS.hedgeProfile,
  hedge_pressure: DATASETS.hedgePressure,
  dealer_flow: DATASETS.dealerFlow,
  greeks_surface: DATASETS.greeks,
  charm_clock: DATASETS.charmClock,
  volume_gex: DATASETS.volumeGex,
  smile: DATASETS.smile,
  option_liquidity: DATASETS.optionLiquidity,
  events: DATASETS.events,
} as const

export type SurfaceName = keyof typeof SURFACE_DATASETS

export const DEFAULT_SURFACES = Object.keys(DEFAULT_SURFACE_DATASETS) as readonly SurfaceName[]
export const SURFACE_NAMES = Object.keys(SURFACE_DATASETS) as readonly SurfaceName[]

/** Is a surface part of a second that is read without naming it? */
export function isDefaultSurface(name: SurfaceName): boolean {
  return name in DEFAULT_SURFACE_DATASETS
}

/** The columns of a surface. */
export type SurfaceColumns<N extends SurfaceName> = DatasetColumns[(typeof SURFACE_DATASETS)[N]]

/** The contracts of the surfaces that the engine makes. */
export type SurfaceContracts = {
  readonly [N in SurfaceName]: Contract<SurfaceColumns<N>>
}

/** One second of a day: the rows of every surface the day has. */
export interface Second {
  /** Unix second at which it ends, and by which it is named. */
  readonly endSecond: number
  /** A surface without rows in this second has an empty table. */
  readonly surfaces: ReadonlyMap<SurfaceName, Table>
}

/** What is true of all of a day's seconds. */
export interface DayDescription {
  readonly symbol: string
  readonly dt: string
  /** As `--session` named it. */
  readonly session: string
  /** Price units of one tick. */
  readonly tickSize: number
  /** Parts of a whole point that prices are written in, 32 of bonds; decimals if left out. */
  readonly priceParts?: number | undefined
  /** How far from spot walls reach, in ticks: beyond, nothing was recorded. */
  readonly maxRelTicks: number
  /** Unix seconds at which the first and the last window end; the last so far of an open day. */
  readonly firstEndSecond: number
  readonly lastEndSecond: number
  /** More seconds will come; left out of a finished day. */
  readonly isOpen?: boolean | undefined
  readonly surfaces: readonly SurfaceName[]
  /** prior, same_day (which looks ahead) or chosen; undefined without a calibration. */
  readonly calibrationMode: string | undefined
  /** The trading date whose open interest GEX is of; undefined without options. */
  readonly openInterestDate?: string | undefined
  /** What GEX is measured in; undefined without options. */
  readonly gexUnit?: string | undefined
  /** Which way dealers are taken to stand: "calls +1, puts -1"; undefined without options. */
  readonly gexSign?: string | undefined
  /** Unix second at which the last of the options of GEX expires; undefined without options. */
  readonly lastExpirySecond?: number | undefined
  /** Where the book came from: snapshot, clear or none. */
  readonly bookOrigin: string
}

/** Where a day's rows come from, by ranges of seconds. */
export interface RangeSource {
  readonly day: DayDescription
  /**
   * A surface's rows of seconds that end from one to another, both included; in order. Of a surface
   * that the day has not, none.
   *
   * @param columns which are needed, `window_end_ts_ns` among them; all, if left out. A source may
   *   give more.
   */
  readRange(
    surface: SurfaceName,
    from: number,
    to: number,
    columns?: readonly string[],
  ): Promise<readonly Table[]>
  close(): Promise<void>
}

/** Where a day's seconds come from: the lake, or a server. */
export interface SecondSource extends RangeSource {
  /**
   * The second that ends then; its tables are empty outside the day.
   *
   * @param more surfaces to read besides {@link DEFAULT_SURFACES}
   */
  read(endSecond: number, more?: readonly SurfaceName[]): Promise<Second>
  /** Set by a reader, and called when an open day has more seconds or has ended. */
  onGrowth?: () => void
}
