/** When the detectors report an event. The manifest's parameters of `silver/futures-events`. */
export interface Thresholds {
  /** Prices that one aggressor's order takes in one event. */
  readonly sweep_prices: number
  /** Prices that a run of trade events takes. */
  readonly run_prices: number
  /** Longest time between two trade events of a run, ns. */
  readonly run_gap_ns: number
  /** Aggressor orders on one side of one event. */
  readonly stop_aggressors: number
  readonly stop_prices: number
  /** The time whose highest or lowest trade a stop run takes out, ns. */
  readonly stop_window_ns: number
  /** Refills of one order. */
  readonly iceberg_refills: number
  /** Refills in a row by new orders of one size. */
  readonly synthetic_refills: number
  /** Longest time from a full fill to its refill by a new order, ns. */
  readonly synthetic_delay_ns: number
  /** Seconds over which the median lots of a side's levels are taken. */
  readonly depth_seconds: number
  /** Least lots filled at a level. */
  readonly absorption_lots: number
  /** The same as a multiple of the median lots of the side's levels. */
  readonly absorption_depths: number
  /** The time in which the fills come, ns. */
  readonly absorption_window_ns: number
  /** How long the level holds afterwards, ns. */
  readonly absorption_hold_ns: number
}

export const THRESHOLDS: Thresholds = {
  sweep_prices: 3,
  run_prices: 3,
  run_gap_ns: 50_000_000,
  stop_aggressors: 2,
  stop_prices: 2,
  stop_window_ns: 900_000_000_000,
  iceberg_refills: 2,
  synthetic_refills: 3,
  synthetic_delay_ns: 1_000_000,
  depth_seconds: 300,
  absorption_lots: 50,
  absorption_depths: 3,
  absorption_window_ns: 60_000_000_000,
  absorption_hold_ns: 10_000_000_000,
}
