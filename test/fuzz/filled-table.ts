import type { Contract } from '../../src/contracts/contract.ts'
import { isWideInts, Table } from '../../src/table/table.ts'
import { Random } from './random.ts'

/** A table of a contract, filled with numbers of no meaning. */
export function filledTable(contract: Contract, rows: number, seed: number): Table {
  const random = new Random(seed)
  const table = new Table(contract, Math.max(rows, 1))
  for (const { name, kind, letters } of contract.fields) {
    const column = table.column(name, kind)
    for (let row = 0; row < rows; row++) {
      const value = random.below(1000)
      if (Array.isArray(column)) column[row] = `text ${value}`
      else if (isWideInts(column)) column[row] = BigInt(value)
      else if (kind === 'letter') column[row] = value % letters.length
      else column[row] = kind === 'boolean' ? value % 2 : value
    }
  }
  table.length = rows
  return table
}
