import { printable } from '../failure.ts'
import type { QueryResult, SqlValue } from '../query/lake-database.ts'
import { csvField } from './csv.ts'
import { valueText } from './query-table.ts'

/** A result as CSV, one string per batch (RFC 4180; NULL is an empty field). */
export async function* csvLines({ columns, batches }: QueryResult): AsyncGenerator<string> {
  yield `${columns.map(({ name }) => field(name)).join(',')}\n`
  for await (const batch of batches) {
    const cells = batch.map((values) => values.map(cell))
    let lines = ''
    for (let row = 0; row < batch[0].length; row++) {
      for (let column = 0; column < cells.length; column++) {
        lines += column === 0 ? cells[0][row] : `,${cells[column][row]}`
      }
      lines += '\n'
    }
    yield lines
  }
}

function cell(value: SqlValue): string {
  if (value === null) return ''
  // Numbers never need quotes.
  return typeof value === 'number' ? String(value) : field(valueText(value))
}

/** An empty string is quoted, to tell it from NULL. */
function field(text: string): string {
  return text === '' ? '""' : csvField(printable(text, '\r\n\t'))
}
