import type { Table } from '../table/table.ts'
import { isClose } from './closeness.ts'

/**
 * Compares float64 cells of a row with what was recomputed of them.
 *
 * @param offend hears what does not hold, one clause
 * @param tolerance absolute, relative above 1; 1e-12 if left out
 */
export function compareMeasures(
  table: Table,
  row: number,
  expected: Readonly<Record<string, number>>,
  offend: (describe: () => string) => void,
  tolerance?: number,
): void {
  for (const name in expected) {
    const found = table.column(name, 'float64')[row]
    if (isClose(found, expected[name], tolerance)) continue
    offend(() => `${name} is ${found}, expected ${expected[name]}`)
  }
}
