/** The smallest distance between neighbouring strikes, in ticks; 1 where there are none. */
export function strikeGap(strikes: Float64Array): number {
  let gap = 0
  for (let row = 1; row < strikes.length; row++) {
    const apart = strikes[row] - strikes[row - 1]
    if (gap === 0 || apart < gap) gap = apart
  }
  return gap === 0 ? 1 : gap
}
