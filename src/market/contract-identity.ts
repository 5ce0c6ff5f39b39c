import { parseOutright } from './instruments.ts'

/** Which contract a symbol stands for: ESH4 of 2014 is not ESH4 of 2024. */
export interface ContractIdentity {
  /** "ES" */
  readonly root: string
  /** Of delivery, four digits. */
  readonly year: number
  /** Of delivery, 1–12. */
  readonly month: number
}

/** Months that a contract may still be seen after its delivery month: late files, corrections. */
const MONTHS_AFTER_DELIVERY = 4

/**
 * The contract that a symbol stands for in a file of some date. CME writes the last digit of the
 * year, which comes back after ten: the delivery meant is the one in [month − 4, month + 116).
 *
 * @param date "2026-01-06"
 * @returns undefined for what is no outright future
 */
export function contractIdentity(symbol: string, date: string): ContractIdentity | undefined {
  const outright = parseOutright(symbol)
  if (!outright) return undefined
  const { root, month, year: digits } = outright
  const cycle = 10 ** digits.length
  const [fileYear, fileMonth] = date.split('-').map(Number)
  const first = fileYear * 12 + fileMonth - 1 - MONTHS_AFTER_DELIVERY
  let year = fileYear - cycle
  while (year % cycle !== Number(digits)) year++
  while (year * 12 + month - 1 < first) year += cycle
  return { root, year, month }
}

/** "ES 2026-03" */
export function formatContract({ root, year, month }: ContractIdentity): string {
  return `${root} ${year}-${String(month).padStart(2, '0')}`
}
