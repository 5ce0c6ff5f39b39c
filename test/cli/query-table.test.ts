import { describe, expect, it } from 'vitest'
import { formatResult } from '../../src/cli/query-table.ts'
import type { QueryResult, SqlValue } from '../../src/query/lake-database.ts'

const WIDE = Number.POSITIVE_INFINITY

function answer(columns: readonly (readonly [string, string])[], rows: SqlValue[][]): QueryResult {
  return {
    columns: columns.map(([name, type]) => ({ name, type })),
    batches: (async function* () {
      for (const row of rows) yield row.map((value) => [value])
    })(),
  }
}

const prices = () =>
  answer(
    [
      ['symbol', 'VARCHAR'],
      ['price', 'DOUBLE'],
      ['volume', 'BIGINT'],
    ],
    [
      ['ESH6', 6900.25, '12'],
      ['NQH6', 0.1 + 0.2, '7681180'],
      ['a\nb', null, null],
    ],
  )

describe('an answer', () => {
  it('is aligned, a line a row, numbers to the right', async () => {
    expect(await formatResult(prices(), { rows: 0, width: WIDE })).toBe(
      'symbol    price   volume\nESH6    6900.25       12\nNQH6        0.3  7681180\na b           -        -',
    )
  })

  it('says how many rows, and which columns, are not shown', async () => {
    expect(await formatResult(prices(), { rows: 1, width: 16 })).toBe(
      'symbol    price\nESH6    6900.25\n… 2 more rows; --rows 0 prints all.\n… 1 more columns: volume',
    )
    // The first column is shown however narrow the terminal.
    expect(await formatResult(prices(), { rows: 1, width: 1 })).toMatch(/^symbol\nESH6\n/)
  })

  it('may have no rows', async () => {
    const none = answer([['a', 'INTEGER']], [])
    expect(await formatResult(none, { rows: 40, width: WIDE })).toBe('a')
  })
})
