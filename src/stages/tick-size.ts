import { Failure } from '../failure.ts'
import { listPartitions } from '../lake/list.ts'
import type { Lake } from '../lake/paths.ts'
import { readPartition } from '../lake/read.ts'
import { tickSizeOfRoot } from '../market/instruments.ts'
import { UNDEF_PRICE } from '../market/price.ts'
import type { Target } from './stage.ts'

const DEFINITIONS = 'bronze.shared.instrument_definitions'

export interface TickSize {
  /** 1e-9 currency units. */
  readonly size: number
  /** Where it was found, for the manifest. */
  readonly source: string
}

/**
 * One tick of a future: of the definition of that date, else of the nearest other date in the lake
 * (the earlier of two as near), else of the table by root.
 *
 * @throws Failure `input` where none of them knows
 */
export async function findTickSize(lake: Lake, { symbol, dt }: Target): Promise<TickSize> {
  const days = await listPartitions(lake, { dataset: DEFINITIONS, symbol })
  const distance = (date: string) => Math.abs(Date.parse(date) - Date.parse(dt))
  const nearest = days
    .map((day) => day.dt)
    .sort((a, b) => distance(a) - distance(b) || (a < b ? -1 : 1))
  for (const date of nearest) {
    const size = await definedTickSize(lake, symbol, date)
    if (size) return { size, source: `definition of ${date}` }
  }
  const size = tickSizeOfRoot(symbol)
  if (size) return { size, source: 'table by root' }
  throw new Failure({
    code: 'input',
    what: `the tick size of ${symbol} is not known`,
    where: lake.root,
    fix: 'ingest a definition file of the instrument',
  })
}

/** The last definition of the date that has a tick. */
async function definedTickSize(
  lake: Lake,
  symbol: string,
  dt: string,
): Promise<number | undefined> {
  const reader = await readPartition(lake, { dataset: DEFINITIONS, symbol, dt })
  let found: bigint | undefined
  try {
    for (let group = 0; group < reader.rowGroups.length; group++) {
      const table = await reader.read(group, ['raw_symbol', 'min_price_increment'])
      const symbols = table.column('raw_symbol', 'text')
      const increments = table.column('min_price_increment', 'int64')
      for (let row = 0; row < table.length; row++) {
        const increment = increments[row]
        if (symbols[row] === symbol && increment > 0n && increment !== UNDEF_PRICE)
          found = increment
      }
    }
  } finally {
    await reader.close()
  }
  return found === undefined ? undefined : Number(found)
}
