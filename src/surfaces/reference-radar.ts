import type { ReferenceSide } from '../book/reference-book.ts'
import type { ReferenceRow } from './reference-rows.ts'
import type { ReferenceWindow } from './reference-seconds.ts'

const SECOND = 1_000_000_000n

interface Profile {
  total: number
  at: number
  near: number
  far: number
  centre: number
  nearest: number
}

interface Flow {
  add: number
  pull: number
  pullAt: number
  pullNear: number
  away: number
  toward: number
}

type Features = Record<string, number>

/** A window with a spot to measure from. */
type SpottedWindow = ReferenceWindow & { readonly spot: bigint }

/**
 * An independent, simple and slow radar to compare `RadarSurface` with, in tests and `verify
 * --rebuild`. It takes the windows that `ReferenceSeconds` emits, in order.
 */
export class ReferenceRadar {
  /** Spot of every window so far. */
  readonly #spots: (bigint | undefined)[] = []
  /** Features of every row so far, newest last; only the latest few matter. */
  #rows: Features[] = []

  /** The window's row; undefined where it has no spot. */
  row(window: ReferenceWindow): ReferenceRow | undefined {
    const { second, spot } = window
    this.#spots.push(spot)
    if (spot === undefined) return undefined
    const features = featuresOf({ ...window, spot })
    this.#rows = [...this.#rows.slice(-3), features]
    return {
      window_start_ts_ns: second * SECOND,
      window_end_ts_ns: (second + 1n) * SECOND,
      spot_ref_price: Number(spot) / 1e9,
      spot_ref_price_int: spot,
      approach_dir: this.#approach(),
      window_valid: window.isValid,
      ...features,
      ...this.#differences(1),
      ...this.#differences(2),
      ...this.#differences(3),
    }
  }

  #approach(): string {
    const now = this.#spots.at(-1)
    const before = this.#spots.at(-4)
    if (now === undefined || before === undefined || now === before) return 'approach_none'
    return now > before ? 'approach_up' : 'approach_down'
  }

  #differences(order: number): Features {
    const difference = (name: string, rows: Features[], times: number): number => {
      const now = rows.at(-1) as Features
      if (times === 0) return now[name]
      if (rows.length === 1) return 0
      return difference(name, rows, times - 1) - difference(name, rows.slice(0, -1), times - 1)
    }
    const names = Object.keys(this.#rows[0])
    return Object.fromEntries(
      names.map((name) => [`d${order}_${name}`, difference(name, this.#rows, order)]),
    )
  }
}

function featuresOf(window: SpottedWindow): Features {
  const askStart = profile(window, 'A', window.start.A)
  const askEnd = profile(window, 'A', window.end.A)
  const ask = flowOf(window, 'A')
  const bidStart = profile(window, 'B', window.start.B)
  const bidEnd = profile(window, 'B', window.end.B)
  const bid = flowOf(window, 'B')

  const f1 = ln1(askEnd.centre, askStart.centre)
  const f1Convex = ln1(askEnd.far, askEnd.near)
  const f1Inner = ln1(askEnd.near, askEnd.at)
  const f1At = askEnd.at / (askEnd.total + 1) - askStart.at / (askStart.total + 1)
  const f1Near = askEnd.near / (askEnd.total + 1) - askStart.near / (askStart.total + 1)
  const f1Away = awayShare(ask)
  const f2 = ln1(ask.pull, ask.add)
  const f2Intensity = Math.log(1 + ask.pull / (askStart.total + 1))
  const f2At = ask.pullAt / (ask.pull + 1)
  const f2Near = ask.pullNear / (ask.pull + 1)
  const f3 = ln1(bidEnd.centre, bidStart.centre)
  const f3Convex = ln1(bidEnd.far, bidEnd.near)
  const f3Inner = ln1(bidEnd.near, bidEnd.at)
  const f3At = bidEnd.at / (bidEnd.total + 1) - bidStart.at / (bidStart.total + 1)
  const f3Near = bidEnd.near / (bidEnd.total + 1) - bidStart.near / (bidStart.total + 1)
  const f3Away = awayShare(bid)
  const f4 = ln1(bid.pull, bid.add)
  const f4Intensity = Math.log(1 + bid.pull / (bidStart.total + 1))
  const f4At = bid.pullAt / (bid.pull + 1)
  const f4Near = bid.pullNear / (bid.pull + 1)
  const f5 = f1 + f3
  const f6 = f2 + f4

  const u1 = f1
  const u5 = f2
  const u8 = minus(f3)
  const u12 = minus(f4)
  const u15 = u1 + u8
  const u16 = u5 + u12
  return {
    f1_ask_com_disp_log: f1,
    f1_ask_slope_convex_log: f1Convex,
    f1_ask_slope_inner_log: f1Inner,
    f1_ask_at_share_delta: f1At,
    f1_ask_near_share_delta: f1Near,
    f1_ask_reprice_away_share_rest: f1Away,
    f2_ask_pull_add_log_rest: f2,
    f2_ask_pull_intensity_log_rest: f2Intensity,
    f2_ask_at_pull_share_rest: f2At,
    f2_ask_near_pull_share_rest: f2Near,
    f3_bid_com_disp_log: f3,
    f3_bid_slope_convex_log: f3Convex,
    f3_bid_slope_inner_log: f3Inner,
    f3_bid_at_share_delta: f3At,
    f3_bid_near_share_delta: f3Near,
    f3_bid_reprice_away_share_rest: f3Away,
    f4_bid_pull_add_log_rest: f4,
    f4_bid_pull_intensity_log_rest: f4Intensity,
    f4_bid_at_pull_share_rest: f4At,
    f4_bid_near_pull_share_rest: f4Near,
    f5_vacuum_expansion_log: f5,
    f6_vacuum_decay_log: f6,
    f7_vacuum_total_log: f5 + f6,
    f8_ask_bbo_dist_ticks: askEnd.nearest,
    f9_bid_bbo_dist_ticks: bidEnd.nearest,
    u1_ask_com_disp_log: u1,
    u2_ask_slope_convex_log: f1Convex,
    u2_ask_slope_inner_log: f1Inner,
    u3_ask_at_share_decay: minus(f1At),
    u3_ask_near_share_decay: minus(f1Near),
    u4_ask_reprice_away_share_rest: f1Away,
    u5_ask_pull_add_log_rest: u5,
    u6_ask_pull_intensity_log_rest: f2Intensity,
    u7_ask_at_pull_share_rest: f2At,
    u7_ask_near_pull_share_rest: f2Near,
    u8_bid_com_approach_log: u8,
    u9_bid_slope_support_log: minus(f3Convex),
    u9_bid_slope_inner_log: minus(f3Inner),
    u10_bid_at_share_rise: f3At,
    u10_bid_near_share_rise: f3Near,
    u11_bid_reprice_toward_share_rest: 1 - f3Away,
    u12_bid_add_pull_log_rest: u12,
    u13_bid_add_intensity_log: Math.log(1 + bid.add / (bidStart.total + 1)),
    u14_bid_far_pull_share_rest: (bid.pull - bid.pullAt - bid.pullNear) / (bid.pull + 1),
    u15_up_expansion_log: u15,
    u16_up_flow_log: u16,
    u17_up_total_log: u15 + u16,
    u18_ask_bbo_dist_ticks: askEnd.nearest,
    u19_bid_bbo_dist_ticks: bidEnd.nearest,
  }
}

/** Ticks from spot on the side's own half; undefined beyond 20 of them or on the other half. */
function distanceOf(
  { spot, tickSize }: SpottedWindow,
  side: ReferenceSide,
  price: bigint | undefined,
): number | undefined {
  if (price === undefined) return undefined
  const distance = Number((side === 'A' ? price - spot : spot - price) / tickSize)
  const isOwnHalf = side === 'A' ? price >= spot : price <= spot
  return isOwnHalf && distance <= 20 ? distance : undefined
}

function profile(
  window: SpottedWindow,
  side: ReferenceSide,
  depth: ReadonlyMap<bigint, number>,
): Profile {
  const levels = [...depth]
    .map(([price, lots]) => ({ distance: distanceOf(window, side, price), lots }))
    .filter((level): level is { distance: number; lots: number } => level.distance !== undefined)
  const sum = (from: number, to: number) =>
    levels
      .filter(({ distance }) => distance >= from && distance <= to)
      .reduce((total, { lots }) => total + lots, 0)
  const total = sum(0, 20)
  const moment = levels.reduce((all, { distance, lots }) => all + distance * lots, 0)
  return {
    total,
    at: sum(0, 2),
    near: sum(3, 5),
    far: sum(15, 20),
    centre: total === 0 ? 20 : moment / total,
    nearest: Math.min(20, ...levels.map(({ distance }) => distance)),
  }
}

function flowOf(window: SpottedWindow, side: ReferenceSide): Flow {
  const flow: Flow = { add: 0, pull: 0, pullAt: 0, pullNear: 0, away: 0, toward: 0 }
  for (const move of window.moves) {
    if (move.side !== side) continue
    const old = distanceOf(window, side, move.from)
    const now = distanceOf(window, side, move.to)
    const change = (now === undefined ? 0 : move.size) - (old === undefined ? 0 : move.left)
    if (change > 0) flow.add += change
    if (change < 0 && move.rested && old !== undefined) {
      flow.pull -= change
      if (old <= 2) flow.pullAt -= change
      if (old >= 3 && old <= 5) flow.pullNear -= change
    }
    if (move.from === undefined || move.to === undefined || move.from === move.to) continue
    if (old === undefined || !move.rested) continue
    const isAway = side === 'A' ? move.to > move.from : move.to < move.from
    if (isAway) flow.away += move.left
    else flow.toward += move.left
  }
  return flow
}

function awayShare({ away, toward }: Flow): number {
  return away + toward === 0 ? 0.5 : away / (away + toward)
}

function ln1(a: number, b: number): number {
  return Math.log((a + 1) / (b + 1))
}

/** The negative, without a −0. */
function minus(value: number): number {
  return 0 - value
}
