import { copyTable } from '../table/copy-table.ts'
import type { Second } from './second.ts'

/** A copy of a second in memory of its own; the engine reuses that of its own seconds. */
export function copySecond({ endSecond, surfaces }: Second): Second {
  const copies = Array.from(surfaces, ([name, table]) => [name, copyTable(table)] as const)
  return { endSecond, surfaces: new Map(copies) }
}
