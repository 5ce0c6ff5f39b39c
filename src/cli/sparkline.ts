const BLOCKS = '▁▂▃▄▅▆▇█'
/** Where there is no UTF-8. */
const LETTERS = '_.-=+*#@'

/** Values as a line of bars, the least lowest; a gap where there is none. */
export function sparkline(values: readonly number[], hasUtf8: boolean): string {
  const defined = values.filter((value) => !Number.isNaN(value))
  const least = Math.min(...defined)
  const span = Math.max(...defined) - least
  const bars = hasUtf8 ? BLOCKS : LETTERS
  return values
    .map((value) => {
      if (Number.isNaN(value)) return ' '
      // One value throughout is a flat line.
      const share = span > 0 ? (value - least) / span : 0
      return bars[Math.min(bars.length - 1, Math.floor(share * bars.length))]
    })
    .join('')
}
