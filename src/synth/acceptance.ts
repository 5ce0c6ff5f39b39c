/** A measure of a generated market and the range it is accepted in. */
export interface MarketMeasure {
  readonly name: string
  readonly value: number
  readonly minimum: number
  readonly maximum: number
  readonly accepted: boolean
}

/** Bounds of the measures, from those of real sessions of ES. */
const RANGES = {
  'spread is one tick': [0.9, 0.97],
  'pull/(pull + fill)': [0.75, 0.9],
  'events a second, variance/mean': [30, Number.POSITIVE_INFINITY],
  'events a second, autocorrelation at 1 s': [0.15, 0.3],
  'mid change on order-flow imbalance, R²': [0.25, 0.7],
} as const satisfies Record<string, readonly [number, number]>

export type MeasureName = keyof typeof RANGES

export function judge(name: MeasureName, value: number): MarketMeasure {
  const [minimum, maximum] = RANGES[name]
  return { name, value, minimum, maximum, accepted: value >= minimum && value <= maximum }
}
