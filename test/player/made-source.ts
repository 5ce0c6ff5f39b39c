import type { Contract } from '../../src/contracts/contract.ts'
import { loadContract } from '../../src/contracts/load.ts'
import { type EventKind, KINDS } from '../../src/events/event-rows.ts'
import { UNDEF_PRICE } from '../../src/market/price.ts'
import type { DayDescription, Second, SecondSource, SurfaceName } from '../../src/seconds/second.ts'
import { isWideInts, Table } from '../../src/table/table.ts'

export const TICK = 250_000_000
/** 2026-01-06 09:30:00 New York. */
export const OPEN_SECOND = Date.UTC(2026, 0, 6, 14, 30) / 1000
export const MAX_REL_TICKS = 12

type Row = Readonly<Record<string, number>>

const CONTRACTS: Readonly<Record<SurfaceName, Contract>> = {
  snap: loadContract('silver/book_snapshot_1s'),
  wall: loadContract('silver/wall_surface_1s'),
  vacuum: loadContract('silver/vacuum_surface_1s'),
  radar: loadContract('silver/radar_vacuum_1s'),
  physics: loadContract('silver/physics_bands_1s'),
  levels: loadContract('silver/session_levels_1s'),
  gex: loadContract('silver/gex_surface_1s'),
  gex_levels: loadContract('silver/gex_levels_1s'),
  gaps: loadContract('silver/gaps'),
  hedge_profile: loadContract('silver/hedge_profile_1s'),
  hedge_pressure: loadContract('silver/hedge_pressure_1s'),
  dealer_flow: loadContract('silver/dealer_flow_1s'),
  greeks_surface: loadContract('silver/greeks_surface_1s'),
  charm_clock: loadContract('silver/charm_clock_1s'),
  volume_gex: loadContract('silver/volume_gex_1s'),
  option_liquidity: loadContract('silver/option_liquidity_1s'),
  smile: loadContract('silver/smile_1s'),
  events: loadContract('silver/events'),
}

export interface MadeDayOptions {
  readonly seconds?: number
  readonly seed?: number
  readonly hasOptions?: boolean
  /** What dealers must trade too. */
  readonly hasHedge?: boolean
  /** Seconds at the start whose book is crossed and that have no spot. */
  readonly preOpen?: number
  readonly calibrationMode?: string
  /** Tick of the first spot; {@link FIRST_SPOT} if left out. Prices move within 4 ticks of it. */
  readonly firstSpot?: number
  /** Sweeps, icebergs and others, by ticks from the first spot and seconds from the start. */
  readonly events?: readonly MadeEvent[]
  /** What is planted instead of the wall that is pulled. */
  readonly planted?: PlantedLevels
}

export interface MadeEvent {
  readonly at: number
  readonly kind: EventKind
  readonly side: 'A' | 'B'
  readonly low: number
  readonly high: number
  readonly lots: number
  readonly strength?: number
}

/** Ticks from the first spot: a wall that stays, levels pulled over two seconds, the call wall. */
export interface PlantedLevels {
  readonly wall: number
  readonly wallLots: number
  readonly pulled: { readonly low: number; readonly high: number }
  readonly callWall: number
}

/** Lots of each level before it is pulled, and what is left after the first and the second second. */
const PULLED_LOTS = 70
const PULLED_LEFT = [20, 2]

/** A made day in memory. A wall stands at +6 ticks of the first spot until its middle, then is pulled. */
export class MadeSource implements SecondSource {
  readonly day: DayDescription
  /** The rows of every surface, in order: what tests compare with. */
  readonly rows: Readonly<Record<SurfaceName, Row[]>>
  /** How often each surface has been asked for. */
  readonly asked = new Map<SurfaceName, number>()
  isClosed = false

  constructor(options: MadeDayOptions = {}) {
    const { seconds = 240, seed = 1, hasOptions = false, preOpen = 0 } = options
    const { firstSpot = FIRST_SPOT } = options
    this.rows = madeRows(seconds, seed, preOpen, hasOptions, firstSpot, options.planted)
    if (options.hasHedge) addHedge(this.rows)
    for (const event of options.events ?? []) this.rows.events.push(eventRow(event, firstSpot))
    const surfaces = (Object.keys(this.rows) as SurfaceName[]).filter(
      (name) => this.rows[name].length > 0,
    )
    this.day = {
      symbol: 'ESH6',
      dt: '2026-01-06',
      session: 'rth',
      tickSize: TICK,
      maxRelTicks: MAX_REL_TICKS,
      firstEndSecond: OPEN_SECOND + 1,
      lastEndSecond: OPEN_SECOND + seconds,
      surfaces,
      calibrationMode: options.calibrationMode ?? 'prior',
      openInterestDate: hasOptions ? '2026-01-05' : undefined,
      bookOrigin: 'snapshot',
    }
  }

  async read(endSecond: number): Promise<Second> {
    const surfaces = new Map<SurfaceName, Table>()
    for (const name of this.day.surfaces)
      surfaces.set(name, this.#table(name, endSecond, endSecond))
    return { endSecond, surfaces }
  }

  async readRange(surface: SurfaceName, from: number, to: number): Promise<readonly Table[]> {
    this.asked.set(surface, (this.asked.get(surface) ?? 0) + 1)
    if (!this.day.surfaces.includes(surface)) return []
    // In two pieces, as from two row groups.
    const middle = Math.floor((from + to) / 2)
    return [this.#table(surface, from, middle), this.#table(surface, middle + 1, to)]
  }

  async close(): Promise<void> {
    this.isClosed = true
  }

  #table(surface: SurfaceName, from: number, to: number): Table {
    const contract = CONTRACTS[surface]
    const rows = this.rows[surface].filter(({ second }) => second >= from && second <= to)
    const table = new Table(contract, rows.length)
    table.length = rows.length
    for (const { name, kind } of contract.fields) {
      const column = table.column(name, kind)
      for (const [at, row] of rows.entries()) {
        if (isWideInts(column)) {
          column[at] = int64Of(row, name)
        } else if (Array.isArray(column)) column[at] = KINDS[row.kind]
        else column[at] = row[name] ?? 0
      }
    }
    return table
  }
}

/** A time or a price; what the row does not have is no price. */
function int64Of(row: Row, name: string): bigint {
  if (name === 'window_end_ts_ns') return BigInt(row.second) * 1_000_000_000n
  return row[name] === undefined ? UNDEF_PRICE : BigInt(row[name])
}

/** Numbers below a bound that are the same in every run. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** Spot of the first second, in ticks: 6,950 points. */
export const FIRST_SPOT = 27_800
export const WALL_TICK = FIRST_SPOT + 6
export const WALL_LOTS = 900

function madeRows(
  seconds: number,
  seed: number,
  preOpen: number,
  hasOptions: boolean,
  firstSpot: number,
  planted: PlantedLevels | undefined,
): Record<SurfaceName, Row[]> {
  const random = randomNumbers(seed)
  const rows: Record<SurfaceName, Row[]> = {
    snap: [],
    wall: [],
    vacuum: [],
    radar: [],
    physics: [],
    levels: [],
    gex: [],
    gex_levels: [],
    gaps: [],
    hedge_profile: [],
    hedge_pressure: [],
    dealer_flow: [],
    greeks_surface: [],
    charm_clock: [],
    volume_gex: [],
    option_liquidity: [],
    smile: [],
    events: [],
  }
  const base = new Map<number, number>()
  const lotsAt = (tick: number) => {
    if (!base.has(tick)) base.set(tick, 5 + random(60))
    return base.get(tick) as number
  }
  let spot = firstSpot
  let high = spot
  let low = spot
  for (let index = 1; index <= seconds; index++) {
    const second = OPEN_SECOND + index
    const isOpen = index > preOpen
    if (isOpen && index > 1 && random(4) === 0) {
      // Kept near the start, so that every picture has it in view.
      spot += spot > firstSpot + 3 ? -1 : spot < firstSpot - 3 ? 1 : random(2) * 2 - 1
    }
    high = Math.max(high, spot)
    low = Math.min(low, spot)
    const valid = isOpen ? 1 : 0
    const bought = isOpen && random(3) === 0 ? 1 + random(30) : 0
    const sold = isOpen && random(3) === 0 ? 1 + random(30) : 0
    const price = (tick: number) => tick * TICK
    rows.snap.push({
      second,
      best_bid_price_int: price(isOpen ? spot : firstSpot + 4),
      best_ask_price_int: price(isOpen ? spot + 1 : firstSpot - 4),
      ...(isOpen && { spot_ref_price_int: price(spot) }),
      book_valid: valid,
      window_valid: valid,
      buy_volume: bought,
      sell_volume: sold,
      trade_volume: bought + sold,
      ofi: bought - sold,
      ...(bought + sold > 0 && {
        trade_open_price_int: price(spot),
        trade_high_price_int: price(spot + 1),
        trade_low_price_int: price(spot),
        trade_close_price_int: price(spot),
      }),
    })
    rows.levels.push({
      second,
      session_high: high / 4,
      session_low: low / 4,
      vwap: (firstSpot - 1.5) / 4,
      prior_close: (firstSpot - 8) / 4,
      pm_high: Number.NaN,
      pm_low: Number.NaN,
      or_high: Number.NaN,
      or_low: Number.NaN,
      prior_high: Number.NaN,
      prior_low: Number.NaN,
      settlement: Number.NaN,
      sma_200: Number.NaN,
      sma_400: Number.NaN,
    })
    if (!isOpen) continue
    const isPulled = index > seconds / 2
    const isPull = index === Math.floor(seconds / 2) + 1
    for (const [side, from, to] of [
      [0, spot + 1, spot + MAX_REL_TICKS],
      [1, spot - MAX_REL_TICKS, spot],
    ] as const) {
      for (let tick = from; tick <= to; tick++) {
        const offset = tick - firstSpot
        const isWall = !planted && side === 0 && offset === WALL_TICK - FIRST_SPOT
        const lots = isWall && !isPulled ? WALL_LOTS : lotsAt(tick) + random(3)
        const pulledLots = isWall && isPull ? WALL_LOTS : random(4)
        const { depth, pull, score } = plantedLevel(
          planted,
          offset,
          index - (seconds >> 1) - 1,
        ) ?? {
          depth: lots,
          pull: pulledLots,
          score: isWall && isPull ? 0.95 : random(100) / 1000,
        }
        rows.wall.push({
          second,
          side,
          rel_ticks: tick - spot,
          depth_qty_end: depth,
          add_qty: random(5),
          pull_qty_total: pull,
          fill_qty:
            side === 0 && tick === spot + 1 ? bought : side === 1 && tick === spot ? sold : 0,
          hidden_fill_qty: tick === spot && sold > 25 ? 3 : 0,
        })
        rows.vacuum.push({ second, vacuum_score: score })
      }
    }
    rows.physics.push({
      second,
      above_score: isPull ? 0.9 : 0.2,
      below_score: 0.1,
      vacuum_total_score: isPull ? 0.5 : 0.1 + random(50) / 1000,
    })
    rows.radar.push({
      second,
      approach_dir: index % 3,
      f5_vacuum_expansion_log: 0.25,
      f6_vacuum_decay_log: -0.5,
      u17_up_total_log: 1.125,
    })
    if (!hasOptions) continue
    for (let strike = 0; strike < 5; strike++) {
      const points = firstSpot / 4 + (strike - 2) * 2
      const exposure = (strike - 1.5) * 1000
      rows.gex.push({ second, strike_points: points, gex: exposure, gex_abs: Math.abs(exposure) })
    }
    rows.gex_levels.push({
      second,
      total_gex: 2500,
      call_wall: (firstSpot + (planted?.callWall ?? 8)) / 4,
      put_wall: firstSpot / 4 - 500,
      // Out of sight where a call wall is planted: it is a line of its own.
      zero_gamma: firstSpot / 4 - (planted ? 100 : 1),
      coverage: 0.97,
    })
  }
  return rows
}

/** Dealers are short gamma above 2 points over spot and long below; the last minutes of the day. */
function addHedge(rows: Record<SurfaceName, Row[]>): void {
  for (const { second, spot_ref_price_int: spot } of rows.snap) {
    if (spot === undefined) continue
    const points = spot / 1e9
    for (const delta_ticks of [-40, -8, -4, 0, 4, 8, 40]) {
      const hedge = delta_ticks > 0 ? 3 * delta_ticks : -2 * delta_ticks
      rows.hedge_profile.push({
        second,
        delta_ticks,
        price_points: points + delta_ticks / 4,
        hedge,
      })
    }
    const swing = Math.sin(second / 20)
    rows.hedge_pressure.push({ second, pressure_up_8: 0.6 * swing, pressure_down_8: -0.3 * swing })
    for (const [horizon, horizon_seconds, hedge] of [
      [0, 2400, -230],
      [1, 60, -3],
      [2, 900, -41],
    ] as const) {
      rows.charm_clock.push({ second, horizon, horizon_seconds, hedge })
    }
  }
  for (const { second, strike_points, gex } of rows.gex) {
    const gex_flow = -gex / 2
    rows.dealer_flow.push({ second, strike_points, gex_flow, flow_complete: 1 })
  }
}

function eventRow(event: MadeEvent, firstSpot: number): Row {
  const { at, kind, side, low, high, lots, strength = 2 } = event
  return {
    second: OPEN_SECOND + at,
    kind: KINDS.indexOf(kind),
    side: side.charCodeAt(0),
    low_price_int: (firstSpot + low) * TICK,
    high_price_int: (firstSpot + high) * TICK,
    lots,
    strength,
  }
}

/** A planted level's depth, pull and score; `since` is seconds since the pull began. */
function plantedLevel(planted: PlantedLevels | undefined, offset: number, since: number) {
  if (!planted) return undefined
  if (offset === planted.wall) return { depth: planted.wallLots, pull: 0, score: 0 }
  const { low, high } = planted.pulled
  if (offset < low || offset > high) return undefined
  const left = (at: number) => (at < 0 ? PULLED_LOTS : (PULLED_LEFT[at] ?? 2))
  const pull = left(since - 1) - left(since)
  return { depth: left(since), pull, score: pull > 0 ? 0.9 : 0 }
}
