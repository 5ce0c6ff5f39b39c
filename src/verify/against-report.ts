import { formatTime } from '../market/time.ts'

/** One place where a file and the book made from orders disagree. */
export interface Difference {
  readonly symbol: string
  /** When, by the file's clock. */
  readonly time: string
  /** "bid_px_00", "trade", "volume". */
  readonly field: string
  /** As the file has it. */
  readonly expected: string
  /** As the book has it. */
  readonly found: string
}

/** What a comparison with another file found. Everything in it can be written as JSON. */
export interface AgainstReport {
  readonly pass: boolean
  readonly file: string
  readonly schema: string
  /** Symbols and dates that were compared. */
  readonly days: readonly { readonly symbol: string; readonly dt: string }[]
  /** How much was looked at, by what it is. */
  readonly counted: Readonly<Record<string, number>>
  readonly differences: number
  readonly byField: Readonly<Record<string, number>>
  /** The first of them, in the order of the file. */
  readonly first: readonly Difference[]
}

/** Gathers differences: all are counted, the first are kept. */
export class Differences {
  readonly counted: Record<string, number> = {}
  readonly byField: Record<string, number> = {}
  readonly first: Difference[] = []
  total = 0
  readonly #most: number

  /** @param most how many to keep */
  constructor(most: number) {
    this.#most = most
  }

  count(what: string, amount = 1): void {
    this.counted[what] = (this.counted[what] ?? 0) + amount
  }

  /** @param time ns since the epoch; `expected` and `found` are asked for only where they are kept */
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
