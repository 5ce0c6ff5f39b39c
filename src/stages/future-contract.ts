import type { Lake } from '../lake/paths.ts'
import { readTable } from '../lake/read-table.ts'
import { contractIdentity, formatContract } from '../market/contract-identity.ts'
import { DEFINITIONS } from './bronze/datasets.ts'
import type { Target } from './stage.ts'
import { storedManifest } from './stored-manifest.ts'

const UNDEF_YEAR = 65_535
const COLUMNS = ['raw_symbol', 'maturity_year', 'maturity_month']

/**
 * The contract that a symbol stands for on a date, "ES 2026-03": of the date's own definition,
 * else by the symbol's month and the last digits of its year.
 */
export async function contractOf(lake: Lake, { symbol, dt }: Target): Promise<string> {
  const identity = contractIdentity(symbol, dt)
  if (!identity) return symbol
  const maturity = await definedMaturity(lake, { symbol, dt })
  return formatContract({ ...identity, ...maturity })
}

/** The delivery that the last definition of the date states; undefined where none does. */
async function definedMaturity(
  lake: Lake,
  { symbol, dt }: Target,
): Promise<{ year: number; month: number } | undefined> {
  const partition = { dataset: DEFINITIONS, symbol, dt }
  if (!(await storedManifest(lake, partition))) return undefined
  const table = await readTable(lake, partition, COLUMNS)
  const symbols = table.column('raw_symbol', 'text')
  const years = table.column('maturity_year', 'uint16')
  const months = table.column('maturity_month', 'uint8')
  for (let row = table.length - 1; row >= 0; row--) {
    if (symbols[row] !== symbol) continue
    const [year, month] = [years[row], months[row]]
    if (year > 0 && year < UNDEF_YEAR && month >= 1 && month <= 12) return { year, month }
  }
  return undefined
}
