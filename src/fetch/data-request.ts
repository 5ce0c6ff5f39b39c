import { dateOfSecond, startOfUtcDate } from '../market/time.ts'

/** How a symbol is written: of one contract, or of all that a parent has ("ES.FUT"). */
export type SymbolType = 'raw_symbol' | 'parent'

/** Data of one schema and symbol over whole UTC days: what one batch job delivers. */
export interface DataRequest {
  readonly dataset: string
  readonly schema: string
  readonly symbol: string
  readonly symbolType: SymbolType
  /** First UTC date. */
  readonly start: string
  /** The UTC date after the last. */
  readonly end: string
}

/** A request as messages name it: "ES.FUT mbo 2026-01-05 to 2026-01-06", its last date included. */
export function formatRequest({ symbol, schema, start, end }: DataRequest): string {
  const last = dateOfSecond(Number(startOfUtcDate(end) / 1_000_000_000n) - 1)
  return `${symbol} ${schema} ${start === last ? start : `${start} to ${last}`}`
}
