/**
 * Futures symbols. CME writes an outright future as root, month letter and one or two digits of the
 * year (ESH6); anything else is a spread, an option or user-defined.
 */

/** CME's month letters, January to December. */
export const MONTH_LETTERS = 'FGHJKMNQUVXZ'

const OUTRIGHT = new RegExp(`^([A-Z0-9]{1,4}?)([${MONTH_LETTERS}])(\\d{1,2})$`)

export interface OutrightFuture {
  /** "ES" of ESH6. */
  readonly root: string
  /** 1–12. */
  readonly month: number
  /** The year's last digits as written: "6" or "26". */
  readonly year: string
}

/** Reads an outright future's symbol; undefined for spreads, options and everything else. */
export function parseOutright(symbol: string): OutrightFuture | undefined {
  const match = OUTRIGHT.exec(symbol)
  if (!match) return undefined
  const [, root, letter, year] = match
  return { root, month: MONTH_LETTERS.indexOf(letter) + 1, year }
}

/** Whether a symbol is a root ("ES") rather than a contract ("ESH6"). */
export function isRoot(symbol: string): boolean {
  return /^[A-Z0-9]{1,4}$/.test(symbol) && !parseOutright(symbol)
}

/** The contracts and roots of a comma-separated selection: "ESH6", "ES,NQ". */
export function symbolsIn(choice: string): string[] {
  return [...new Set(choice.split(',').map((each) => each.trim()))].filter((each) => each !== '')
}

/** Whether a contract or its root is selected; true without a selection. */
export function isContractOf(choice: string | undefined, symbol: string): boolean {
  if (!choice) return true
  return symbolsIn(choice).some((each) =>
    isRoot(each) ? parseOutright(symbol)?.root === each : symbol === each,
  )
}
