import type { Table } from '../table/table.ts'
import { isClose } from './closeness.ts'

/**
 * Compares float64 cells of a row with recomputed values.
 *
 * @param offend called with each violation, one clause
 * @param tolerance absolute, relative above 1; default 1e-12
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
