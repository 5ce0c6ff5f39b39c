import { randomBytes } from 'node:crypto'
import type { VendorFile } from './stand-in.ts'

/** Looks like a key of the vendor's; the stand-in takes no other. */
export const KEY = `db-${'Zq7'.repeat(9)}xx`

export const SIZE = 200_000

/** Random files of two UTC days: nothing of fetching looks into them. */
export function madeFiles(symbols: readonly string[] = ['ES.FUT', 'ES.OPT']): VendorFile[] {
  return symbols.flatMap((symbol) =>
    ['mbo', 'definition', 'statistics'].flatMap((schema) =>
      ['2026-01-05', '2026-01-06'].map((date) => ({
        schema,
        symbol,
        date,
        bytes: randomBytes(schema === 'mbo' ? SIZE : 1000),
      })),
    ),
  )
}
