import type { Route } from './routing.ts'

/** Rows of a batch with the same route. */
export interface RoutedRows {
  readonly route: Route
  readonly rows: Int32Array
}

/**
 * Groups the rows `from` to `to` (exclusive) of a batch by route.
 *
 * @param routes of the batch's rows
 */
export function routedRows(routes: readonly Route[], from: number, to: number): RoutedRows[] {
  const first = routes[from]
  let same = from + 1
  while (same < to && routes[same] === first) same++
  // Fast path: alternating streams give runs of one row.
  if (same === to) return [{ route: first, rows: rowsFrom(from, to) }]
  const groups = new Map<Route, { rows: Int32Array; count: number }>()
  for (let row = from; row < to; row++) {
    let group = groups.get(routes[row])
    if (!group) {
      group = { rows: new Int32Array(to - row), count: 0 }
      groups.set(routes[row], group)
    }
    group.rows[group.count++] = row
  }
  return Array.from(groups, ([route, { rows, count }]) => ({
    route,
    rows: rows.subarray(0, count),
  }))
}

/** The numbers `from` to `to` (exclusive). */
export function rowsFrom(from: number, to: number): Int32Array {
  const rows = new Int32Array(to - from)
  for (let row = from; row < to; row++) rows[row - from] = row
  return rows
}
