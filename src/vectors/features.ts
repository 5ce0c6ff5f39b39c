/** Families of features: each weighs the same in a search, however many features it has. */
export type FeatureFamily =
  | 'flow'
  | 'trades'
  | 'activity'
  | 'pulling'
  | 'repricing'
  | 'shape'
  | 'motion'
  | 'hedging'

/** How a feature is made of its base over its window. */
export type FeatureKind = 'average' | 'change' | 'volatility' | 'time'

/** A feature of a second. */
export interface Feature {
  readonly name: string
  readonly family: FeatureFamily
  readonly formula: string
  readonly unit: string
  readonly kind: FeatureKind
  /** Seconds up to this one that it is made of. */
  readonly windowSeconds: number
  readonly base: FeatureBase
}

/** Columns by name, as signals name them; NaN is missing. */
export type FeatureColumns = ReadonlyMap<string, Float64Array>

/** What is computed of the columns of each second. */
export interface FeatureBase {
  /** The columns that it reads. */
  readonly columns: readonly string[]
  of(read: (column: string) => number, tickPoints: number): number
}

const WINDOWS_SECONDS = [1, 5, 15, 60] as const

const column = (name: string): FeatureBase => ({ columns: [name], of: (read) => read(name) })

const inTicks = (name: string): FeatureBase => ({
  columns: [name, 'mid_price'],
  of: (read, tickPoints) => (read('mid_price') - read(name)) / tickPoints,
})

/** Bases that are averaged over 1, 5, 15 and 60 seconds. */
const AVERAGED: readonly {
  readonly name: string
  readonly family: FeatureFamily
  readonly formula: string
  readonly base: FeatureBase
}[] = [
  {
    name: 'ofi_share',
    family: 'flow',
    formula: 'ofi / (best_bid_qty + best_ask_qty + 1)',
    base: {
      columns: ['ofi', 'best_bid_qty', 'best_ask_qty'],
      of: (read) => read('ofi') / (read('best_bid_qty') + read('best_ask_qty') + 1),
    },
  },
  {
    name: 'trade_imbalance',
    family: 'trades',
    formula: '(buy_volume − sell_volume) / (buy_volume + sell_volume + 1)',
    base: {
      columns: ['buy_volume', 'sell_volume'],
      of: (read) =>
        (read('buy_volume') - read('sell_volume')) / (read('buy_volume') + read('sell_volume') + 1),
    },
  },
  {
    name: 'volume_log',
    family: 'activity',
    formula: 'ln(1 + trade_volume)',
    base: { columns: ['trade_volume'], of: (read) => Math.log1p(read('trade_volume')) },
  },
  {
    name: 'events_log',
    family: 'activity',
    formula: 'ln(1 + event_count)',
    base: { columns: ['event_count'], of: (read) => Math.log1p(read('event_count')) },
  },
  ...[
    'f2_ask_pull_add_log_rest',
    'f4_bid_pull_add_log_rest',
    'f2_ask_pull_intensity_log_rest',
    'f4_bid_pull_intensity_log_rest',
    'f2_ask_at_pull_share_rest',
    'f4_bid_at_pull_share_rest',
  ].map((name) => ({ name, family: 'pulling' as const, formula: name, base: column(name) })),
  ...['f1_ask_reprice_away_share_rest', 'f3_bid_reprice_away_share_rest'].map((name) => ({
    name,
    family: 'repricing' as const,
    formula: name,
    base: column(name),
  })),
]

/** Bases of this second alone. */
const AT_ONCE: readonly Omit<Feature, 'windowSeconds' | 'kind'>[] = [
  ...[
    'f1_ask_com_disp_log',
    'f3_bid_com_disp_log',
    'f1_ask_slope_convex_log',
    'f3_bid_slope_convex_log',
    'f1_ask_slope_inner_log',
    'f3_bid_slope_inner_log',
  ].map((name) => ({
    name,
    family: 'shape' as const,
    formula: name,
    unit: '',
    base: column(name),
  })),
  {
    name: 'top_imbalance',
    family: 'shape',
    formula: '(best_bid_qty − best_ask_qty) / (best_bid_qty + best_ask_qty + 1)',
    unit: '',
    base: {
      columns: ['best_bid_qty', 'best_ask_qty'],
      of: (read) =>
        (read('best_bid_qty') - read('best_ask_qty')) /
        (read('best_bid_qty') + read('best_ask_qty') + 1),
    },
  },
  ...['pressure_up_8', 'pressure_down_8', 'gamma_sign'].map((name) => ({
    name,
    family: 'hedging' as const,
    formula: name,
    unit: '',
    base: column(name),
  })),
  ...['call_wall', 'put_wall', 'zero_gamma'].map((name) => ({
    name: `from_${name}`,
    family: 'hedging' as const,
    formula: `(mid_price − ${name}) / tick`,
    unit: 'ticks',
    base: inTicks(name),
  })),
  {
    // As a share of the range: two sessions of which one has gone further can be alike.
    name: 'place_from_vwap',
    family: 'motion',
    formula: '(mid_price − vwap) / (session_high − session_low + tick)',
    unit: '',
    base: {
      columns: ['mid_price', 'vwap', 'session_high', 'session_low'],
      of: (read, tickPoints) =>
        (read('mid_price') - read('vwap')) /
        (read('session_high') - read('session_low') + tickPoints),
    },
  },
]

/** Changes and volatility of the mid: differences over the window, not averages. */
const MID: FeatureBase = {
  columns: ['mid_price'],
  of: (read, tickPoints) => read('mid_price') / tickPoints,
}

/** Every feature, in the order of a vector. */
export const FEATURES: readonly Feature[] = [
  ...AVERAGED.flatMap(({ name, family, formula, base }) =>
    WINDOWS_SECONDS.map(
      (windowSeconds): Feature => ({
        name: `${name}_${windowSeconds}s`,
        family,
        formula: windowSeconds === 1 ? formula : `mean of ${formula} over ${windowSeconds} s`,
        unit: '',
        windowSeconds,
        base,
        kind: 'average',
      }),
    ),
  ),
  ...AT_ONCE.map((feature): Feature => ({ ...feature, windowSeconds: 1, kind: 'average' })),
  ...WINDOWS_SECONDS.map(
    (windowSeconds): Feature => ({
      name: `mid_change_${windowSeconds}s`,
      family: 'motion',
      formula: `(mid_price − mid_price ${windowSeconds} s ago) / tick`,
      unit: 'ticks',
      windowSeconds,
      base: MID,
      kind: 'change',
    }),
  ),
  ...[60, 300].map(
    (windowSeconds): Feature => ({
      name: `realized_vol_${windowSeconds}s`,
      family: 'motion',
      formula: `root mean square of mid_price's changes a second over ${windowSeconds} s, in ticks`,
      unit: 'ticks',
      windowSeconds,
      base: MID,
      kind: 'volatility',
    }),
  ),
  {
    name: 'session_share',
    family: 'motion',
    formula: 'share of the session that has passed',
    unit: '',
    windowSeconds: 1,
    base: { columns: [], of: () => 0 },
    kind: 'time',
  },
]

/** The columns that all features need. */
export const FEATURE_COLUMNS: readonly string[] = [
  ...new Set(FEATURES.flatMap(({ base }) => base.columns)),
]
