import { type MboRecords, mboRecords } from '../src/book/mbo-records.ts'
import { loadContract } from '../src/contracts/load.ts'
import { readDbn } from '../src/dbn/file.ts'
import { FuturesSeconds } from '../src/engine/futures-seconds.ts'
import { parseSession } from '../src/market/session.ts'
import type { FuturesWindow } from '../src/surfaces/futures-window.ts'
import { WallSurface } from '../src/surfaces/wall.ts'
import { Table } from '../src/table/table.ts'
import { DATE, type Day } from './day.ts'
import { TICK_SIZE } from './order-flow.ts'

/** How far the wall reaches, as the pipeline has it by default. */
export const MAX_REL_TICKS = 60
/** Windows that the lake puts in one row group of the wall. */
export const WINDOWS_PER_GROUP = 300

/** A day's records in memory, batch by batch. */
export async function readColumns({ path }: Day): Promise<MboRecords[]> {
  const batches: MboRecords[] = []
  for await (const item of readDbn(path, { keepTables: true }))
    if (item.type === 'records') batches.push(mboRecords(item.table))
  return batches
}

/** Runs the book over records; gives how many there were. */
export function runBook(
  batches: Iterable<MboRecords>,
  close: (window: FuturesWindow) => void,
): number {
  const seconds = new FuturesSeconds(TICK_SIZE, parseSession('file', DATE), close)
  for (const batch of batches) seconds.push(batch)
  seconds.end()
  return seconds.quality.records
}

/** The wall of records' first windows, a table a row group. */
export function wallGroups(batches: Iterable<MboRecords>, most: number): Table[] {
  const contract = loadContract('silver/wall_surface_1s')
  const groups: Table[] = []
  let wall = new WallSurface(new Table(contract), MAX_REL_TICKS)
  runBook(batches, (window) => {
    if (groups.length === most) return
    wall.append(window)
    if ((window.index + 1) % WINDOWS_PER_GROUP !== 0) return
    groups.push(wall.table)
    wall = new WallSurface(new Table(contract, wall.table.capacity), MAX_REL_TICKS)
  })
  if (groups.length < most && wall.table.length > 0) groups.push(wall.table)
  return groups
}
