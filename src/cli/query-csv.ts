import type { Answer, Value } from '../query/lake-database.ts'
import { textOf } from './query-cells.ts'

/** An answer as comma-separated lines, a text a batch (RFC 4180; NULL is an empty field). */
export async function* csvLines({ columns, batches }: Answer): AsyncGenerator<string> {
  yield `${columns.map(({ name }) => field(name)).join(',')}\n`
  for await (const rows of batches) {
    yield rows.map((row) => `${row.map(cell).join(',')}\n`).join('')
  }
}

function cell(value: Value): string {
  return value === null ? '' : field(textOf(value))
}

/** An empty text is quoted: without, it would be NULL. */
function field(text: string): string {
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
