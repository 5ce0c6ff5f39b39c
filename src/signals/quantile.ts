/**
 * A quantile of ascending values, linear between neighbours: numpy's and DuckDB's `quantile_cont`.
 *
 * @param share 0 to 1
 */
export function quantileOfSorted(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1)
  const below = Math.floor(position)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below] + (position - below) * (sorted[above] - sorted[below])
}
