import type { Columns } from '../../src/contracts/kinds.ts'
import type { Snapshot, Wall } from '../../src/contracts/registry.ts'
import { type ColumnArrays, Table } from '../../src/table/table.ts'

/** The rows [from, to) of a table as a table of their own. */
export function slice<C extends Columns>(table: Table<C>, from: number, to: number): Table<C> {
  const columns = Object.fromEntries(
    table.contract.fields.map(({ name }) => [name, table.filled(name).slice(from, to)]),
  )
  return Table.from(table.contract, columns as ColumnArrays<C>, to - from)
}

/** A table's rows in groups of so many, as a lake hands them out; none of a table without rows. */
export function groups<C extends Columns>(table: Table<C>, rows: number): Table<C>[] {
  const count = Math.ceil(table.length / rows)
  return Array.from({ length: count }, (_, index) =>
    slice(table, index * rows, Math.min((index + 1) * rows, table.length)),
  )
}

/** Windows of a session: a snapshot's row each, and all their rows of the wall. */
export interface Windows {
  readonly snapshot: Table<Snapshot>
  readonly wall: Table<Wall>
}

/** A session in pieces of so many windows; of windows without rows in the wall too. */
export function windowGroups(
  snapshot: Table<Snapshot>,
  wall: Table<Wall>,
  windows: number,
): Windows[] {
  const ends = snapshot.filled('window_end_ts_ns')
  const wallEnds = wall.filled('window_end_ts_ns')
  const pieces: Windows[] = []
  let row = 0
  for (let from = 0; from < snapshot.length; from += windows) {
    const to = Math.min(from + windows, snapshot.length)
    const first = row
    while (row < wall.length && wallEnds[row] <= ends[to - 1]) row++
    pieces.push({ snapshot: slice(snapshot, from, to), wall: slice(wall, first, row) })
  }
  return pieces
}
