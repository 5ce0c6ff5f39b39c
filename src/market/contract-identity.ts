import { parseOutright } from './instruments.ts'
import { UNDEF_TIME, utcDate } from './time.ts'

/** The contract of a symbol, with its full year: ESH4 of 2014 is not ESH4 of 2024. */
export interface ContractIdentity {
  /** "ES" */
  readonly root: string
  /** Delivery year, four digits. */
  readonly year: number
  /** Delivery month, 1–12. */
  readonly month: number
}

/** Months after delivery in which a contract may still appear, as in late files and corrections. */
const MONTHS_AFTER_DELIVERY = 4

/**
 * The contract of a symbol in a file of a date. CME writes only the last digit of the year, which
 * repeats every ten years: the delivery lies in [month − 4, month + 116).
 *
 * @param date "2026-01-06"
 * @returns undefined for anything but an outright future
 */
export function contractIdentity(symbol: string, date: string): ContractIdentity | undefined {
  const outright = parseOutright(symbol)
  if (!outright) return undefined
  const { root, month, year: digits } = outright
  const cycle = 10 ** digits.length
  const [fileYear, fileMonth] = date.split('-').map(Number)
  const first = monthsOf(fileYear, fileMonth) - MONTHS_AFTER_DELIVERY
  let year = fileYear - cycle
  while (year % cycle !== Number(digits)) year++
  while (monthsOf(year, month) < first) year += cycle
  return { root, year, month }
}

/** An instrument's delivery in a definition record, in DBN's encoding. */
export interface DefinedMaturity {
  /** 65535 = undefined. */
  readonly year: number
  /** 1–12; 255 = undefined. */
  readonly month: number
  /** ns since the epoch, UTC; −1 = undefined. */
  readonly expiration: bigint
}

const UNDEF_YEAR = 65_535

/**
 * The contract of a definition: by its maturity, else by the delivery nearest to its expiration,
 * which some products have in the month before.
 *
 * @returns undefined for anything but an outright future, and where the definition has neither
 */
export function definedContract(
  symbol: string,
  { year, month, expiration }: DefinedMaturity,
): ContractIdentity | undefined {
  const outright = parseOutright(symbol)
  if (!outright) return undefined
  const { root } = outright
  if (year > 0 && year < UNDEF_YEAR) {
    return { root, year, month: month >= 1 && month <= 12 ? month : outright.month }
  }
  const date = expiration > 0n && expiration !== UNDEF_TIME ? utcDate(expiration) : undefined
  if (date === undefined) return undefined
  const [expiryYear, expiryMonth] = date.split('-').map(Number)
  const expiry = monthsOf(expiryYear, expiryMonth)
  const cycle = 10 ** outright.year.length
  const distance = (candidate: number) => Math.abs(monthsOf(candidate, outright.month) - expiry)
  let nearest = expiryYear - (expiryYear % cycle) - cycle + Number(outright.year)
  while (distance(nearest + cycle) < distance(nearest)) nearest += cycle
  return { root, year: nearest, month: outright.month }
}

/** Calendar months since year 0. */
function monthsOf(year: number, month: number): number {
  return year * 12 + month - 1
}

/** "ES 2026-03" */
export function formatContract({ root, year, month }: ContractIdentity): string {
  return `${root} ${year}-${String(month).padStart(2, '0')}`
}
