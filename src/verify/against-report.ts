import { formatTime } from '../market/time.ts'

/** One difference between a file and the book built from orders. */
export interface Difference {
  readonly symbol: string
  /** Time by the file's clock. */
  readonly time: string
  /** "bid_px_00", "trade", "volume". */
  readonly field: string
  /** Value in the file. */
  readonly expected: string
  /** Value in the book. */
  readonly found: string
}

/** Result of a comparison with another file, serializable as JSON. */
export interface AgainstReport {
  readonly pass: boolean
  readonly file: string
  readonly schema: string
  /** Symbols and dates compared. */
  readonly days: readonly { readonly symbol: string; readonly dt: string }[]
  /** Counts of compared items, by kind. */
  readonly counted: Readonly<Record<string, number>>
  readonly differences: number
  readonly byField: Readonly<Record<string, number>>
  /** The first differences, in the order of the file. */
  readonly first: readonly Difference[]
}

/** Collects differences: counts all, keeps the first. */
export class Differences {
  readonly counted: Record<string, number> = {}
  readonly byField: Record<string, number> = {}
  readonly first: Difference[] = []
  total = 0
  readonly #most: number

  /** @param most number of differences to keep */
  constructor(most: number) {
    this.#most = most
  }

  count(what: string, amount = 1): void {
    this.counted[what] = (this.counted[what] ?? 0) + amount
  }

  /**
   * @param time ns since the epoch; `expected` and `found` are called only for differences that are
   * kept
   */
  add(
    symbol: string,
    time: () => bigint,
    field: string,
    expected: () => string,
    found: () => string,
  ): void {
    this.total++
    this.byField[field] = (this.byField[field] ?? 0) + 1
    if (this.first.length >= this.#most) return
    this.first.push({
      symbol,
      time: formatTime(time()),
      field,
      expected: expected(),
      found: found(),
    })
  }
}
