import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvLines } from '../../src/cli/query-csv.ts'
import type { SqlValue } from '../../src/query/lake-database.ts'

/** @param batches rows of each */
async function csvOf(names: readonly string[], batches: readonly SqlValue[][][]): Promise<string> {
  const columns = names.map((name) => ({ name, type: 'VARCHAR' }))
  const answer = {
    columns,
    batches: (async function* () {
      for (const rows of batches) {
        yield names.map((_, column) => rows.map((row) => row[column]))
      }
    })(),
  }
  let text = ''
  for await (const lines of csvLines(answer)) text += lines
  return text
}

/** A plain reader of RFC 4180, a letter at a time; a field without quotes that is empty is null. */
function readCsv(text: string): (string | null)[][] {
  const rows: (string | null)[][] = []
  let row: (string | null)[] = []
  let at = 0
  while (at < text.length) {
    let field: string | null = ''
    if (text[at] === '"') {
      for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
        if (text[at] === '"') at++
        field += text[at]
      }
      at++
    } else {
      for (; text[at] !== ',' && text[at] !== '\n'; at++) field += text[at]
      if (field === '') field = null
    }
    row.push(field)
    if (text[at] === '\n') {
      rows.push(row)
      row = []
    }
    at++
  }
  return rows
}

describe('comma-separated lines', () => {
  it('come back as they were, whatever is in them', async () => {
    const value = fc.oneof(
      fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a', 'ß', ' ') }),
      fc.constant(null),
    )
    const table = fc
      .integer({ min: 1, max: 4 })
      .chain((columns) => fc.array(fc.array(value, { minLength: columns, maxLength: columns })))
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 3 }), async (rows, size) => {
        const names = (rows[0] ?? ['only']).map((_, index) => `c"${index}`)
        const batches = rows.map((row) => Array.from({ length: size }, () => row))
        const read = readCsv(await csvOf(names, batches))
        expect(read).toEqual([names, ...batches.flat()])
      }),
    )
  })

  it('have numbers with every digit, truths and nested values', async () => {
    expect(await csvOf(['a', 'b', 'c'], [[[0.1 + 0.2, true, [1, 2]]]])).toBe(
      'a,b,c\n0.30000000000000004,true,"[1,2]"\n',
    )
  })
})
