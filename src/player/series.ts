/**
 * Scales a series for a sparkline: 0 to `top` from minimum to maximum; NaN stays. A constant series
 * lies at the bottom.
 */
export function sparklineHeights(values: ArrayLike<number>, top: number): Float64Array {
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  for (let index = 0; index < values.length; index++) {
    const value = values[index]
    if (Number.isNaN(value)) continue
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  const range = greatest - least
  return Float64Array.from(values, (value) => {
    if (Number.isNaN(value)) return Number.NaN
    return range === 0 ? 0 : ((value - least) / range) * top
  })
}

/** 950 → "950", 12,345 → "12.3k", 1,234,567 → "1.23M": at most five characters and a sign. */
export function shortNumber(value: number): string {
  const size = Math.abs(value)
  for (const [unit, scale] of UNITS) {
    // A value that rounds up to the next thousand uses the next unit.
    if (size < scale * 0.9995) continue
    const scaled = value / scale
    const digits = Math.abs(scaled) < 9.995 ? 2 : Math.abs(scaled) < 99.95 ? 1 : 0
    return `${scaled.toFixed(digits)}${unit}`
  }
  return Number.isInteger(value) ? String(value) : value.toFixed(size < 10 ? 2 : size < 100 ? 1 : 0)
}

const UNITS = [
  ['T', 1e12],
  ['G', 1e9],
  ['M', 1e6],
  ['k', 1e3],
] as const
