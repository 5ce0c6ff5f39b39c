import { DATASETS } from '../contracts/registry.ts'
import { partitionFact } from '../lake/partition/facts.ts'
import { listPartitions } from '../lake/partition/list.ts'
import { readPartition } from '../lake/partition/read.ts'
import type { Lake } from '../lake/paths.ts'
import { UNDEF_PRICE } from '../market/price.ts'
import type { Target } from './stage.ts'

/** Monetary terms of a future's definition; undefined if not stated. */
export interface DefinedTerms {
  /** Price units of one tick. */
  readonly tickSize: number | undefined
  /** Currency gained per contract when the price rises by 1. */
  readonly multiplier: number | undefined
}

/**
 * Dates that the lake has definitions of, those nearest to a day's own first; of two as near the
 * earlier.
 */
export async function nearestDefinitions(
  lake: Lake,
  { symbol, dt }: Target,
): Promise<Iterable<string>> {
  const days = await listPartitions(lake, { dataset: DATASETS.definitions, symbol })
  return nearestFirst(
    days.map((day) => day.dt),
    dt,
  )
}

/** @param dates in order */
function* nearestFirst(dates: readonly string[], date: string): Generator<string> {
  const distance = (other: string | undefined) =>
    other === undefined ? Number.POSITIVE_INFINITY : Math.abs(Date.parse(other) - Date.parse(date))
  const from = dates.findIndex((other) => other >= date)
  let after = from < 0 ? dates.length : from
  let before = after - 1
  while (before >= 0 || after < dates.length) {
    const isEarlier = distance(dates[before]) <= distance(dates[after])
    yield isEarlier ? dates[before--] : dates[after++]
  }
}

const COLUMNS = [
  'raw_symbol',
  'min_price_increment',
  'min_price_increment_amount',
  'display_factor',
] as const

/**
 * The terms of a future by the last definitions of a date that have them.
 *
 * The value of a tick is min_price_increment_amount in the exchange's own units, which
 * display_factor converts to prices; divided by the tick that is the multiplier.
 * unit_of_measure_qty would be wrong for prices in cents or percent of par.
 */
export function definedTerms(lake: Lake, symbol: string, dt: string): Promise<DefinedTerms> {
  return partitionFact(
    lake,
    { dataset: DATASETS.definitions, symbol, dt },
    { name: 'terms/1', find: () => readTerms(lake, symbol, dt), isFact: isTerms },
  )
}

function isTerms(value: unknown): value is DefinedTerms {
  if (typeof value !== 'object' || value === null) return false
  const { tickSize, multiplier } = value as Partial<Record<keyof DefinedTerms, unknown>>
  return [tickSize, multiplier].every((term) => term === undefined || typeof term === 'number')
}

async function readTerms(lake: Lake, symbol: string, dt: string): Promise<DefinedTerms> {
  const reader = await readPartition(lake, { dataset: DATASETS.definitions, symbol, dt })
  let tickSize: number | undefined
  let multiplier: number | undefined
  try {
    for await (const table of reader.tables(COLUMNS)) {
      const symbols = table.columns.raw_symbol
      const increments = table.columns.min_price_increment
      const amounts = table.columns.min_price_increment_amount
      const factors = table.columns.display_factor
      for (let row = 0; row < table.length; row++) {
        const increment = increments[row]
        if (symbols[row] !== symbol || !isDefined(increment)) continue
        tickSize = Number(increment)
        if (!isDefined(amounts[row]) || !isDefined(factors[row])) continue
        multiplier = multiplierOf(amounts[row], factors[row], increment)
      }
    }
  } finally {
    await reader.close()
  }
  return { tickSize, multiplier }
}

function isDefined(value: bigint): boolean {
  return value > 0n && value !== UNDEF_PRICE
}

/**
 * amount ÷ factor ÷ increment, all in 1e-9 units; to six decimals, as a tick of 1/3 is cut short.
 */
function multiplierOf(amount: bigint, factor: bigint, increment: bigint): number {
  const billionths = (amount * 10n ** 18n) / (factor * increment)
  return Number((billionths + 500n) / 1000n) / 1e6
}
