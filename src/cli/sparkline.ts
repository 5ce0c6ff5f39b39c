const BLOCKS = '▁▂▃▄▅▆▇█'
/** Bars without UTF-8. */
const LETTERS = '_.-=+*#@'

/** Values as a line of bars scaled from minimum to maximum; NaN is a gap. */
export function sparkline(values: readonly number[], hasUtf8: boolean): string {
  const defined = values.filter((value) => !Number.isNaN(value))
  const least = Math.min(...defined)
  const span = Math.max(...defined) - least
  const bars = hasUtf8 ? BLOCKS : LETTERS
  return values
    .map((value) => {
      if (Number.isNaN(value)) return ' '
      // Equal values make a flat line.
      const share = span > 0 ? (value - least) / span : 0
      return bars[Math.min(bars.length - 1, Math.floor(share * bars.length))]
    })
    .join('')
}
