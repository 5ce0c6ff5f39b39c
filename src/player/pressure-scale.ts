/** A lane shows no less than this either way, so that quiet days look quiet. */
const MIN_RANGE = 0.5
/** The lane shows this share of all values; spikes over thin books are cut off, the table has them. */
const SHOWN_SHARE = 0.95

/** Ticks either way that pressure is drawn of. */
export const PRESSURE_TICKS = 8

/** The pressure at which a lane of some values ends, either way; NaN among them does not count. */
export function pressureRange(values: Iterable<number>): number {
  const sizes = Array.from(values, Math.abs).filter((value) => !Number.isNaN(value))
  sizes.sort((a, b) => a - b)
  return Math.max(MIN_RANGE, sizes[Math.floor(SHOWN_SHARE * (sizes.length - 1))] ?? 0)
}
