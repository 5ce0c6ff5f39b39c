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
  /** Lots of a wall, as a multiple of the median lots of the side's levels. */
  readonly wall_depths: number
  /** How long a wall has stood, ns. */
  readonly wall_rest_ns: number
  /** The time in which it goes, ns; what it loses at least, per cent; */
  readonly wall_window_ns: number
  readonly wall_loss_percent: number
  /** and the share of that which names its cause, per cent. */
  readonly wall_share_percent: number
  /** How often a side's depth is sampled, ns. */
  readonly pull_step_ns: number
  /** The time in which a side loses depth, ns; what it loses at least, per cent; */
  readonly pull_window_ns: number
  readonly pull_loss_percent: number
  /** and the share of that which is pulled, per cent. */
  readonly pull_share_percent: number
  /** The share of the loss with whose return a pull ends, per cent, and its longest time, ns. */
  readonly pull_regain_percent: number
  readonly pull_max_ns: number
  /** Lots of an order, as a multiple of the median lots of the side's levels. */
  readonly spoof_depths: number
  /** Farthest from the side's best when it is placed, ticks. */
  readonly spoof_ticks: number
  /** Shortest and longest time that it rests, ns. */
  readonly spoof_rest_ns: number
  readonly spoof_max_ns: number
  /** Ticks that a best moves between two events. */
  readonly gap_ticks: number
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
  wall_depths: 5,
  wall_rest_ns: 30_000_000_000,
  wall_window_ns: 1_000_000_000,
  wall_loss_percent: 80,
  wall_share_percent: 80,
  pull_step_ns: 250_000_000,
  pull_window_ns: 5_000_000_000,
  pull_loss_percent: 50,
  pull_share_percent: 80,
  pull_regain_percent: 75,
  pull_max_ns: 300_000_000_000,
  spoof_depths: 5,
  spoof_ticks: 10,
  spoof_rest_ns: 500_000_000,
  spoof_max_ns: 30_000_000_000,
  gap_ticks: 3,
}
