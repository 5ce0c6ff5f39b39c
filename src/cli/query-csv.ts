import { printable } from '../failure.ts'
import type { Answer, Value } from '../query/lake-database.ts'
import { csvField } from './csv.ts'
import { textOf } from './query-cells.ts'

/** An answer as comma-separated lines, a text a batch (RFC 4180; NULL is an empty field). */
export async function* csvLines({ columns, batches }: Answer): AsyncGenerator<string> {
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

function cell(value: Value): string {
  if (value === null) return ''
  // Numbers have nothing to quote.
  return typeof value === 'number' ? String(value) : field(textOf(value))
}

/** An empty text is quoted: without, it would be NULL. */
function field(text: string): string {
  return text === '' ? '""' : csvField(printable(text, '\r\n\t'))
}
