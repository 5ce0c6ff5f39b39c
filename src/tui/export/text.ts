import type { Cells } from '../painter/cells.ts'

/** A frame as plain text, a line a row. */
export function frameText(cells: Cells): string {
  return `${Array.from({ length: cells.rows }, (_, row) => cells.rowText(row)).join('\n')}\n`
}
