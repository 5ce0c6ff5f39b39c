import { mboRecords } from '../../src/book/mbo-records.ts'
import { cellOf } from '../../src/contracts/kinds.ts'
import { loadContract } from '../../src/contracts/load.ts'
import type { Snapshot, Wall } from '../../src/contracts/registry.ts'
import { FuturesSeconds } from '../../src/engine/futures-seconds.ts'
import type { FuturesQuality } from '../../src/surfaces/futures-window.ts'
import type { ReferenceRow } from '../../src/surfaces/reference-rows.ts'
import { ReferenceSeconds } from '../../src/surfaces/reference-seconds.ts'
import { SnapshotSurface } from '../../src/surfaces/snapshot.ts'
import { WallSurface } from '../../src/surfaces/wall.ts'
import { Table } from '../../src/table/table.ts'
import {
  EPOCH_SECOND,
  type MboRecord,
  mboTable,
  records,
  referenceRecord,
  TICK,
} from '../book/records.ts'
import { expectedQuality } from './expected-quality.ts'

const SNAPSHOT = loadContract('silver/book_snapshot_1s')
const WALL = loadContract('silver/wall_surface_1s')

export interface RunOptions {
  /** The session, in Unix seconds; by default an hour before and after the tests' second 0. */
  readonly startSecond?: number
  readonly endSecond?: number
  readonly maxRelTicks?: number
  /** Records pushed at a time. */
  readonly chunk?: number
  /** Ask for a pause after every so many windows. */
  readonly pauseEvery?: number
  /** The second the clock has come to before a record is pushed; undefined where it says nothing. */
  readonly clock?: (file: number, row: number) => number | undefined
  /** The second the clock has come to after the last record. */
  readonly finalClock?: number
}

export interface SurfaceTables {
  readonly snapshot: Table<Snapshot>
  readonly wall: Table<Wall>
  readonly quality: FuturesQuality
}

export interface SurfaceRows {
  readonly snapshot: ReferenceRow[]
  readonly wall: ReferenceRow[]
  readonly quality: FuturesQuality
}

function withDefaults(options: RunOptions): Required<RunOptions> {
  return {
    clock: () => undefined,
    finalClock: 0,
    startSecond: EPOCH_SECOND - 3600,
    endSecond: EPOCH_SECOND + 3600,
    maxRelTicks: 60,
    chunk: 1 << 20,
    pauseEvery: Number.POSITIVE_INFINITY,
    ...options,
  }
}

/** The day's surfaces by the fast book. */
export function surfaces(files: MboRecord[][], options: RunOptions = {}): SurfaceTables {
  const { startSecond, endSecond, maxRelTicks, chunk, pauseEvery, clock, finalClock } =
    withDefaults(options)
  const snapshot = new SnapshotSurface(new Table(SNAPSHOT, 1))
  const wall = new WallSurface(new Table(WALL, 1), maxRelTicks)
  const session = { name: 'test', startSecond, endSecond, dates: [] }
  const seconds = new FuturesSeconds(TICK, session, (window) => {
    snapshot.append(window)
    wall.append(window)
    if ((window.index + 1) % pauseEvery === 0) seconds.pause()
  })
  for (const [number, file] of files.entries()) {
    for (let from = 0; from < file.length; from += chunk) {
      const second = clock(number, from)
      if (second !== undefined) seconds.advanceTo(second)
      const batch = mboRecords(mboTable(file.slice(from, from + chunk)))
      for (let row = 0; row < batch.length; ) row = seconds.push(batch, row)
    }
    seconds.endFile()
  }
  seconds.advanceTo(finalClock)
  seconds.end()
  return { snapshot: snapshot.table, wall: wall.table, quality: seconds.quality }
}

/**
 * Where the fast surfaces and the reference's differ, cell by cell and count by count; at most
 * eight of the differences.
 */
export function differences(
  files: MboRecord[][],
  options: RunOptions = {},
  fast = surfaces(files, options),
): string[] {
  const { startSecond, endSecond, maxRelTicks } = withDefaults(options)
  const found: string[] = []
  const differ = (what: string, actual: unknown, expected: unknown) => {
    if (!Object.is(actual, expected) && found.length < 8)
      found.push(`${what}: ${actual}, reference ${expected}`)
  }
  const snapshot = cellReader(fast.snapshot)
  const wall = cellReader(fast.wall)
  const snapshotRows: ReferenceRow[] = []
  let wallRow = 0
  const reference = new ReferenceSeconds(
    {
      tickSize: BigInt(TICK),
      startSecond: BigInt(startSecond),
      endSecond: BigInt(endSecond),
      maxRelTicks,
    },
    (row: ReferenceRow, walls: readonly ReferenceRow[]) => {
      const index = snapshotRows.push(row) - 1
      for (const name of Object.keys(row))
        differ(`snapshot ${index} ${name}`, snapshot(name, index), row[name])
      for (const level of walls) {
        for (const name of Object.keys(level))
          differ(`wall ${wallRow} ${name}`, wall(name, wallRow), level[name])
        wallRow++
      }
    },
  )
  for (const file of files) {
    for (const record of file) reference.push(referenceRecord(record))
    reference.endFile()
  }
  reference.end()
  differ('snapshot rows', fast.snapshot.length, snapshotRows.length)
  differ('wall rows', fast.wall.length, wallRow)
  const expected = expectedQuality(files, { startSecond, endSecond }, reference, snapshotRows)
  for (const name of Object.keys(expected) as (keyof FuturesQuality)[])
    differ(`quality ${name}`, fast.quality[name], expected[name])
  return found
}

/**
 * The seconds of a day in the literal form, as rows; files are separated by a line of `===`.
 *
 * @throws Error if the reference reads the same day otherwise
 */
export function seconds(text: string, options: RunOptions = {}): SurfaceRows {
  const files = text.split(/^\s*===\s*$/m).map(records)
  const fast = surfaces(files, options)
  const found = differences(files, options, fast)
  if (found.length > 0) throw new Error(`fast and reference differ:\n${found.join('\n')}`)
  return { snapshot: rowsOf(fast.snapshot), wall: rowsOf(fast.wall), quality: fast.quality }
}

/** A cell as the reference writes it: letters and booleans as themselves. */
function cellReader(table: Table): (name: string, row: number) => ReferenceRow[string] {
  const columns = new Map(
    table.contract.fields.map((field) => [field.name, { field, cells: table.filled(field.name) }]),
  )
  return (name, row) => {
    const column = columns.get(name)
    if (!column) throw new Error(`no column ${name}`)
    return cellOf(column.field, column.cells, row)
  }
}

export function rowsOf(table: Table): ReferenceRow[] {
  const cell = cellReader(table)
  const names = table.contract.fields.map(({ name }) => name)
  return Array.from({ length: table.length }, (_, row) =>
    Object.fromEntries(names.map((name) => [name, cell(name, row)])),
  )
}
