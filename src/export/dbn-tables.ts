import { type ReadOptions, readDbn } from '../dbn/file.ts'
import { kindName, RECORD_KINDS, type RecordKind, type RecordLayout } from '../dbn/layout.ts'
import { Failure } from '../failure.ts'
import { concatenate } from '../table/concatenate.ts'
import type { Table } from '../table/table.ts'

/** Rows of a table, but for the last one. */
const GROUP_ROWS = 262_144

/** The records of a DBN file that are of one kind. */
export interface DbnTables {
  readonly layout: RecordLayout
  readonly tables: AsyncIterable<Table>
}

/**
 * The records of a DBN file as tables, of the kind that it has or that is chosen.
 *
 * @throws Failure `input` where it has no record, or, while the tables are read, several kinds
 */
export async function readDbnTables(
  file: string,
  { input, kind }: Pick<ReadOptions, 'input'> & { readonly kind?: RecordKind | undefined },
): Promise<DbnTables> {
  const kinds = kind === undefined ? RECORD_KINDS : [kind]
  const batches = recordsOf(file, { kinds, keepTables: true, ...(input && { input }) })
  const first = await batches.next()
  if (first.done) {
    throw new Failure({
      code: 'input',
      what: kind === undefined ? 'the file has no records' : `the file has no ${kindName(kind)}`,
      where: file,
    })
  }
  const { layout, table } = first.value
  async function* tables() {
    let held: Table[] = [table]
    let rows = table.length
    for await (const batch of batches) {
      if (batch.layout.kind !== layout.kind) throw severalKinds(file, layout, batch.layout)
      held.push(batch.table)
      rows += batch.table.length
      if (rows < GROUP_ROWS) continue
      yield* whole(held)
      held = []
      rows = 0
    }
    yield* whole(held)
  }
  return { layout, tables: tables() }
}

async function* recordsOf(file: string, options: ReadOptions) {
  for await (const item of readDbn(file, options)) if (item.type === 'records') yield item
}

function* whole(tables: readonly Table[]): Generator<Table> {
  const table = concatenate(tables)
  if (table) yield table
}

function severalKinds(file: string, one: RecordLayout, other: RecordLayout): Failure {
  return new Failure({
    code: 'input',
    what: 'the file has records of several kinds, and a Parquet file has one',
    where: file,
    found: `${kindName(one.kind)}, ${kindName(other.kind)}`,
    fix: 'choose one with --schema',
  })
}
