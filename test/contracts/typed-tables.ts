/**
 * Programs that must not compile: `tsc` fails where one of these lines does. They are never run.
 */

import type { Row } from '../../src/contracts/kinds.ts'
import type { Snapshot, Wall } from '../../src/contracts/registry.ts'
import { DATASETS } from '../../src/contracts/registry.ts'
import { readTable } from '../../src/lake/partition/read-table.ts'
import type { Lake } from '../../src/lake/paths.ts'
import { declareStage } from '../../src/stages/declare-stage.ts'
import { number, text } from '../../src/stages/parameters.ts'
import { SnapshotSurface } from '../../src/surfaces/snapshot.ts'
import { type Bound, Table } from '../../src/table/table.ts'

const DAY = { symbol: 'ESH6', dt: '2026-01-06' }

export function columnsOfTables(wall: Table<Wall>): void {
  const quantity: Int32Array = wall.columns.add_qty
  // @ts-expect-error a misspelt column
  wall.columns.add_qtty
  // @ts-expect-error a column of another table
  wall.columns.best_bid_qty
  // @ts-expect-error a column of another kind
  const floats: Float64Array = wall.columns.add_qty
  // @ts-expect-error the kind is int32
  wall.column('add_qty', 'float64')
  // @ts-expect-error a misspelt column, looked up
  wall.column('add_qtty', 'int32')
  // @ts-expect-error a wall is no snapshot
  new SnapshotSurface(wall)
  const { window_valid, ...others } = wall.columns
  // @ts-expect-error a column is missing
  Table.from(wall.contract, others, wall.length)
  void [quantity, floats, window_valid]
}

export async function columnsThatWereRead(lake: Lake): Promise<void> {
  const wall = await readTable(lake, { dataset: DATASETS.wall, ...DAY }, ['side', 'add_qty'])
  const quantity: Int32Array = wall.columns.add_qty
  // @ts-expect-error it was not read
  wall.columns.fill_qty
  // @ts-expect-error the dataset has no such column
  await readTable(lake, { dataset: DATASETS.wall, ...DAY }, ['best_bid_qty'])
  // @ts-expect-error there is no such dataset
  await readTable(lake, { dataset: DATASETS.walls, ...DAY })
  void quantity
}

export function columnsThatSurfacesBind({ columns }: Table<Snapshot>): void {
  const { ofi, ...others } = columns
  // @ts-expect-error a surface that forgets a column
  void (others satisfies Bound<Snapshot>)
  void ofi
}

export function stagesThatAreDeclared(): void {
  const notes: string[] = []
  const parts = { name: 'silver/made', revision: 1 } as const
  declareStage({
    ...parts,
    parameters: { session: text, reach: number },
    reads: ['wall'],
    writes: ['vacuum'],
    resolve: async () => ({
      parameters: { session: 'rth', reach: 60 },
      reads: [{ dataset: DATASETS.wall, ...DAY, optional: false }],
      notes,
    }),
    run: async ({ parameters, inputs, writers }) => {
      const reach: number = parameters.reach
      // @ts-expect-error a parameter of another type
      const session: number = parameters.session
      // @ts-expect-error a parameter that is not declared
      parameters.rate
      // @ts-expect-error an input that is not declared
      inputs.snapshot
      // @ts-expect-error a writer that is not declared
      writers.wall
      return { reach, session, rows: writers.vacuum.table.columns.vacuum_score.length }
    },
  })
  declareStage({
    ...parts,
    parameters: { reach: number },
    reads: ['wall'],
    writes: ['vacuum'],
    // @ts-expect-error a parameter is missing
    resolve: async () => ({ parameters: {}, reads: [], notes }),
    run: async () => ({}),
  })
  declareStage({
    ...parts,
    parameters: {},
    reads: ['wall'],
    writes: ['vacuum'],
    // @ts-expect-error a read that is not declared
    resolve: async () => ({
      parameters: {},
      reads: [{ dataset: DATASETS.snapshot, ...DAY, optional: false }],
      notes,
    }),
    run: async () => ({}),
  })
}

export function rowsOfTwins(row: Row<Snapshot>): void {
  const { ofi, ...others } = row
  // @ts-expect-error a twin that forgets a column
  void (others satisfies Row<Snapshot>)
  const volume: number = row.trade_volume
  // @ts-expect-error prices are exact
  const price: number = row.spot_ref_price_int
  void [ofi, volume, price]
}
