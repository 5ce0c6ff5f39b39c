import { copyTable } from '../table/copy-table.ts'
import type { Second } from './second.ts'

/** A second of its own memory: for whoever keeps what an engine hands out. */
export function copySecond({ endSecond, surfaces }: Second): Second {
  const copies = Array.from(surfaces, ([name, table]) => [name, copyTable(table)] as const)
  return { endSecond, surfaces: new Map(copies) }
}
