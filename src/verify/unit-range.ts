import type { Contract } from '../contracts/contract.ts'
import { DATASETS } from '../contracts/registry.ts'
import type { Table } from '../table/table.ts'
import { LEVEL_PLACE, levelPlace, windowPlace } from './cells.ts'
import type { Check } from './check.ts'
import { withReaders } from './readers.ts'

export const vacuumRange = unitRange('vacuum range', DATASETS.vacuum, LEVEL_PLACE, levelPlace)

export const bandsRange = unitRange(
  'bands range',
  DATASETS.bands,
  ['window_end_ts_ns'],
  windowPlace,
)

/** Scores and norms of a table are in 0..1, independent of its contract. */
function unitRange(
  name: string,
  dataset: string,
  placeColumns: readonly string[],
  place: (table: Table, row: number, firstRow: number) => string,
): Check {
  return {
    name,
    proves: 'every score and norm lies in 0..1',
    reads: [dataset],
    run: (subject, evidence) =>
      withReaders(subject, async (reader) => {
        const names = scoresOf(reader.contract)
        let firstRow = 0
        for await (const table of reader.tables([...placeColumns, ...names])) {
          subject.signal.throwIfAborted()
          for (const column of names) {
            const cells = table.column(column, 'float64')
            for (let row = 0; row < table.length; row++) {
              // Written so that NaN fails.
              if (cells[row] >= 0 && cells[row] <= 1) continue
              evidence.offend(
                () => `${place(table, row, firstRow)}: ${column} is ${cells[row]}, not in 0..1`,
              )
            }
          }
          firstRow += table.length
          evidence.count('values', table.length * names.length)
        }
      }),
  }
}

/** Score and norm columns, by name. */
function scoresOf({ fields }: Contract): string[] {
  return fields.map(({ name }) => name).filter((name) => /_(?:score|norm)$/.test(name))
}
