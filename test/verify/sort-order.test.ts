import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseContract } from '../../src/contracts/contract.ts'
import { Table } from '../../src/table/table.ts'
import { SortOrder } from '../../src/verify/sort-order.ts'

const CONTRACT = parseContract(
  JSON.stringify({
    type: 'record',
    namespace: 'silver.test',
    name: 'sorted',
    fields: [
      { name: 'time', type: 'long', doc: 'Time.' },
      { name: 'name', type: 'string', doc: 'Name.' },
      { name: 'lots', type: 'int', doc: 'Lots.' },
    ],
  }),
)

type Row = readonly [time: bigint, name: string, lots: number]

function tableOf(rows: readonly Row[]): Table {
  const columns = {
    time: BigInt64Array.from(rows, ([time]) => time),
    name: rows.map(([, name]) => name),
    lots: Int32Array.from(rows, ([, , lots]) => lots),
  }
  return Table.from(CONTRACT, columns, rows.length)
}

/** The same question, asked of rows one by one. */
function twin(rows: readonly Row[], isStrict: boolean): number {
  return rows.findIndex((row, index) => {
    if (index === 0) return false
    const before = rows[index - 1]
    if (before[0] !== row[0]) return before[0] > row[0]
    const names = Buffer.compare(Buffer.from(before[1]), Buffer.from(row[1]))
    if (names !== 0) return names > 0
    return isStrict ? before[2] >= row[2] : before[2] > row[2]
  })
}

const row: fc.Arbitrary<Row> = fc.tuple(
  fc.oneof(
    fc.bigInt({ min: -2n, max: 2n }),
    fc.constantFrom(-(1n << 63n), (1n << 63n) - 1n, 1n << 32n, (1n << 32n) - 1n, -(1n << 32n)),
  ),
  fc.constantFrom('', 'a', 'b', '\u{ff61}', '\u{1f600}'),
  fc.integer({ min: -1, max: 1 }),
)

describe('SortOrder', () => {
  it('finds what its plain twin finds, in one row group and over several', () => {
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 12 }),
        fc.boolean(),
        fc.boolean(),
        fc.nat(11),
        (rows, isSorted, isStrict, cut) => {
          if (isSorted) rows.sort((a, b) => (twin([a, b], false) < 0 ? -1 : 1))
          const expected = twin(rows, isStrict)
          const keys = ['time', 'name', 'lots']
          expect(new SortOrder(keys, isStrict).firstFault(tableOf(rows))).toBe(expected)
          const order = new SortOrder(keys, isStrict)
          const first = order.firstFault(tableOf(rows.slice(0, cut)))
          const second = order.firstFault(tableOf(rows.slice(cut)))
          const found = first >= 0 ? first : second >= 0 ? cut + second : -1
          expect(found).toBe(expected)
        },
      ),
    )
  })

  it('restarts after a skipped row group', () => {
    const order = new SortOrder(['time'], true)
    expect(order.firstFault(tableOf([[5n, '', 0]]))).toBe(-1)
    order.skip()
    expect(order.firstFault(tableOf([[1n, '', 0]]))).toBe(-1)
    expect(order.firstFault(tableOf([[1n, '', 0]]))).toBe(0)
  })
})
