import type { ReferenceRecord } from '../surfaces/reference-seconds.ts'

/** Lots traded in one option since the trading date opened. */
export interface PlainTrades {
  bought: number
  sold: number
  unknown: number
  /** Bought less sold in the second under way. */
  signed: number
}

const NONE: Readonly<PlainTrades> = { bought: 0, sold: 0, unknown: 0, signed: 0 }

/** Independent twin of `OptionTrades`: lots by instrument id, by aggressor. */
export class PlainFlow {
  readonly #open: bigint
  readonly #byOption = new Map<number, PlainTrades>()

  /** @param open when the trading date opens, ns */
  constructor(open: bigint) {
    this.#open = open
  }

  push({ action, time, side, size }: ReferenceRecord, instrumentId: number): void {
    if (action !== 'T' || time < this.#open || size === undefined) return
    this.add(instrumentId, side, size)
  }

  /** @param side of the aggressor */
  add(instrumentId: number, side: string | undefined, size: number): void {
    const trades = this.#byOption.get(instrumentId) ?? { ...NONE }
    this.#byOption.set(instrumentId, trades)
    if (side === 'B') trades.bought += size
    else if (side === 'A') trades.sold += size
    else trades.unknown += size
    trades.signed += side === 'B' ? size : side === 'A' ? -size : 0
  }

  of(instrumentId: number | undefined): Readonly<PlainTrades> {
    return (instrumentId !== undefined && this.#byOption.get(instrumentId)) || NONE
  }

  endSecond(): void {
    for (const trades of this.#byOption.values()) trades.signed = 0
  }
}
