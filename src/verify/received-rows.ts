import { FLAG } from '../book/codes.ts'
import { UNDEF_TIME } from '../market/time.ts'
import type { Table } from '../table/table.ts'

/**
 * Whether a row of bronze stands where its own ts_recv puts it. An undefined one, or a live record's
 * that is flagged as bad, counts as the last good one of its file, whatever it is.
 *
 * @returns a function of the row
 */
export function hasGoodReceipt(table: Table): (row: number) => boolean {
  const received = table.column('ts_recv', 'int64')
  const flags = flagsOf(table)
  return (row) => {
    if (received[row] === UNDEF_TIME) return false
    const bits = flags?.[row] ?? 0
    return (bits & FLAG.badReceipt) === 0 || (bits & FLAG.snapshot) !== 0
  }
}

/** The rows that are in order of ts_recv: those with a good one, and not of a snapshot. */
export function rowsInOrder(table: Table): Int32Array {
  const isGood = hasGoodReceipt(table)
  const flags = flagsOf(table)
  const rows = new Int32Array(table.length)
  let count = 0
  for (let row = 0; row < table.length; row++) {
    if (isGood(row) && ((flags?.[row] ?? 0) & FLAG.snapshot) === 0) rows[count++] = row
  }
  return rows.subarray(0, count)
}

/** Only orders have flags. */
function flagsOf(table: Table): Uint8Array | undefined {
  const hasFlags = table.contract.fields.some(({ name }) => name === 'flags')
  return hasFlags ? table.column('flags', 'uint8') : undefined
}
