import { ACTION, UNDEF_SIZE } from '../book/codes.ts'
import type { Chosen } from '../contracts/kinds.ts'
import type { Definitions } from '../contracts/registry.ts'
import { ASK, BID, NO_SIDE } from '../market/side.ts'
import { secondFromWords, type UnixSecond } from '../market/time.ts'
import type { Table } from '../table/table.ts'
import type { OptionRecords } from './option-records.ts'
import type { OptionTrades } from './option-trades.ts'

/** The columns {@link ComboTrades.define} needs, by their names in the contract of definitions. */
export const LEG_COLUMNS = [
  'instrument_id',
  'instrument_class',
  'leg_count',
  'leg_index',
  'leg_instrument_id',
  'leg_instrument_class',
  'leg_side',
  'leg_ratio_qty_numerator',
  'leg_ratio_qty_denominator',
] as const

const CLASS = { future: 70, mixed: 77, spread: 84 } // F, M, T

/** A leg of a combination: lots to a lot of it. */
interface Leg {
  readonly instrumentId: number
  readonly isFuture: boolean
  /** Above 0 if its buyer buys the leg. */
  readonly ratio: number
}

interface ComboTrade {
  readonly second: UnixSecond
  readonly legs: readonly Leg[] | undefined
  readonly side: number
  readonly size: number
}

export interface ComboCounts {
  combo_trades: number
  /** Lots of combinations whose legs are not known: before version 3, definitions have none. */
  combo_lots_unknown: number
  /** Lots of legs in options that are not followed, such as other expirations. */
  combo_leg_lots_other: number
  /** Futures bought less futures sold by aggressors as legs. */
  combo_future_lots: number
}

/**
 * Trades of combinations of options, split into their legs: an aggressor that buys one lot buys
 * its bought legs and sells the others, each as often as its ratio says.
 */
export class ComboTrades {
  readonly counts: ComboCounts = {
    combo_trades: 0,
    combo_lots_unknown: 0,
    combo_leg_lots_other: 0,
    combo_future_lots: 0,
  }

  readonly #from: UnixSecond
  readonly #legs = new Map<number, Leg[]>()
  /** In order of time. */
  #trades: ComboTrade[] = []
  #next = 0

  /** @param from Unix second at which the trading date opens: earlier trades are of the date before */
  constructor(from: UnixSecond) {
    this.#from = from
  }

  /** Takes the legs of a day's definitions; those of the same instrument replace earlier ones. */
  define({ columns, length }: Table<Chosen<Definitions, (typeof LEG_COLUMNS)[number]>>): void {
    for (let row = 0; row < length; row++) {
      const instrumentClass = columns.instrument_class[row]
      const isCombo = instrumentClass === CLASS.spread || instrumentClass === CLASS.mixed
      if (!isCombo || columns.leg_count[row] === 0 || columns.leg_instrument_id[row] === 0) continue
      const id = columns.instrument_id[row]
      const isFirst = columns.leg_index[row] === 0
      const legs = isFirst ? [] : (this.#legs.get(id) ?? [])
      this.#legs.set(id, legs)
      const ratio = columns.leg_ratio_qty_numerator[row] / columns.leg_ratio_qty_denominator[row]
      legs.push({
        instrumentId: columns.leg_instrument_id[row],
        isFuture: columns.leg_instrument_class[row] === CLASS.future,
        ratio: columns.leg_side[row] === BID ? ratio : -ratio,
      })
    }
  }

  /** Adds trades of a day whose definitions have been taken: ids are unique within a day only. */
  push(records: OptionRecords): void {
    for (let row = 0; row < records.length; row++) {
      const { timeWords, size, side, action, instrumentId } = records
      if (action[row] !== ACTION.trade || size[row] === UNDEF_SIZE) continue
      const second = secondFromWords(timeWords[2 * row], timeWords[2 * row + 1])
      if (second < this.#from) continue
      const legs = this.#legs.get(instrumentId[row])
      this.#trades.push({ second, legs, side: side[row], size: size[row] })
    }
    this.#trades.sort((a, b) => a.second - b.second)
  }

  /** Counts the trades of seconds that end by then. */
  advance(endSecond: UnixSecond, trades: OptionTrades, optionOf: (id: number) => number): void {
    for (; this.#next < this.#trades.length; this.#next++) {
      const trade = this.#trades[this.#next]
      if (trade.second >= endSecond) return
      this.#count(trade, trades, optionOf)
    }
  }

  #count(
    { legs, side, size }: ComboTrade,
    trades: OptionTrades,
    optionOf: (id: number) => number,
  ): void {
    const { counts } = this
    counts.combo_trades++
    if (legs === undefined) {
      counts.combo_lots_unknown += size
      return
    }
    const bought = side === BID ? 1 : side === ASK ? -1 : 0
    for (const { instrumentId, isFuture, ratio } of legs) {
      const signed = bought * ratio * size
      const option = isFuture ? -1 : optionOf(instrumentId)
      if (isFuture) counts.combo_future_lots += signed
      else if (option < 0) counts.combo_leg_lots_other += Math.abs(ratio) * size
      else trades.add(option, sideOf(signed), Math.abs(ratio) * size)
    }
  }
}

function sideOf(signed: number): number {
  if (signed > 0) return BID
  return signed < 0 ? ASK : NO_SIDE
}
