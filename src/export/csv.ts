import { cellOf } from '../contracts/kinds.ts'
import { UNDEF_PRICE } from '../market/price.ts'
import type { Table } from '../table/table.ts'

/**
 * Tables of one contract as CSV (RFC 4180): a head, and a line a row. Integers have every digit;
 * prices are in units of 1e-9 and times in ns, as in the lake. A field is empty where there is no
 * value.
 */
export async function* csvFile(
  fields: Table['contract']['fields'],
  tables: AsyncIterable<Table>,
): AsyncGenerator<string> {
  yield `${fields.map(({ name }) => name).join(',')}\n`
  for await (const table of tables) {
    const cells = fields.map((field) => {
      const column = table.filled(field.name)
      return (row: number) => {
        const value = cellOf(field, column, row)
        if (field.nullable && value === UNDEF_PRICE) return ''
        return typeof value === 'string' ? csvText(value) : Number.isNaN(value) ? '' : `${value}`
      }
    })
    let lines = ''
    for (let row = 0; row < table.length; row++) {
      lines += `${cells.map((cell) => cell(row)).join(',')}\n`
    }
    yield lines
  }
}

function csvText(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
