/**
 * Holm's adjustment of p-values of tests that are made together: each stays below a level only if
 * the chance of any false positive among them does. In the order given.
 */
export function holm(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[a] - values[b])
  const adjusted = new Array<number>(values.length).fill(1)
  let largest = 0
  for (const [rank, index] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (values.length - rank) * values[index]))
    adjusted[index] = largest
  }
  return adjusted
}
