import { ACTION, FLAG } from '../book/codes.ts'
import type { DbnVersion, RecordKind } from '../dbn/layout.ts'
import { ASK, BID, NO_SIDE } from '../market/side.ts'
import { DatedFiles, type DatedFilesOptions, type NamedInstrument } from './dated-files.ts'
import { type Change, JudgeRows } from './judge-rows.ts'
import { MAX_LEVELS, MarketLevels } from './market-levels.ts'
import type { RestingOrders } from './resting-orders.ts'
import { type Stamp, TapeClock } from './tape-clock.ts'
import type { TruthFile } from './truth.ts'

const SECOND = 1e9

/** Additional schemas of the future, and their record kinds. */
export const JUDGE_SCHEMAS = {
  trades: 'trade',
  'mbp-1': 'mbp_1',
  'mbp-10': 'mbp_10',
  'bbo-1s': 'bbo_1s',
  'ohlcv-1s': 'ohlcv_1s',
} as const satisfies Partial<Record<DatedFilesOptions['schema'], RecordKind>>

export type JudgeSchema = keyof typeof JUDGE_SCHEMAS

export const JUDGE_SCHEMA_NAMES = Object.keys(JUDGE_SCHEMAS) as readonly JudgeSchema[]

export interface JudgesOptions {
  readonly schemas: readonly JudgeSchema[]
  readonly folder: string
  readonly version: DbnVersion
  readonly frameBytes: number
  readonly instrumentId: number
  /** 1e-9 units. */
  readonly tickSize: number
  /** ns since the Unix epoch from which times are counted. */
  readonly base: bigint
}

interface JudgedTrade extends Stamp {
  price: number
  size: number
  side: number
}

/**
 * The vendor's other schemas of the same market: trades, quotes, levels and bars. Taken from the
 * simulated market and not from its order records, so that a book built from those can be verified
 * against them.
 *
 * A level record is written for every trade, with the levels before it, and at the end of an event
 * that changes them; the event's last carries F_LAST. Seconds are of ts_recv: a second's quote is
 * the one after all complete events received before its end.
 */
export class Judges {
  readonly #options: JudgesOptions
  readonly #files = new Map<JudgeSchema, DatedFiles>()
  readonly #rows = new Map<JudgeSchema, JudgeRows>()
  /** Levels after the last event, and within the current one. */
  #levels = new MarketLevels()
  #next = new MarketLevels()
  readonly #bar = { second: Number.NaN, open: 0, high: 0, low: 0, close: 0, volume: 0 }
  readonly #last = { price: Number.NaN, size: 0, side: NO_SIDE, time: 0, sequence: 0 }
  readonly #trades: JudgedTrade[] = []
  readonly #change = { action: 0, side: 0, price: 0, size: 0 }
  #tradeCount = 0
  #hasChange = false
  #market: RestingOrders | undefined
  /** The second of the next quote; NaN before the first event of a file. */
  #quoteSecond = Number.NaN
  /** Set while the resting orders are replayed, which are no events. */
  #isPaused = false

  constructor(options: JudgesOptions) {
    this.#options = options
    const { folder, version, frameBytes, instrumentId } = options
    const clock = new TapeClock(options.base)
    for (const schema of options.schemas) {
      const files = { folder, version, frameBytes, schema, qualifier: '' }
      this.#files.set(schema, new DatedFiles(files))
      const kind = JUDGE_SCHEMAS[schema]
      this.#rows.set(schema, new JudgeRows(kind, version, clock, instrumentId))
    }
  }

  get written(): TruthFile[] {
    return [...this.#files.values()].flatMap(({ written }) => written)
  }

  /** Ignores the tape while its book is rebuilt. */
  pause(): void {
    this.#isPaused = true
  }

  /** Resumes with a market's current state. */
  watch(market: RestingOrders): void {
    this.#isPaused = false
    this.#market = market
    this.#quoteSecond = Number.NaN
    this.#levels.read(market)
  }

  /** Starts a date's files. */
  async begin(date: string, instrument: NamedInstrument): Promise<void> {
    await this.flush()
    this.#quoteSecond = Number.NaN
    for (const files of this.#files.values()) await files.begin(date, [instrument])
  }

  /**
   * Adds a record of the current event.
   *
   * @param price 1e-9 units
   */
  record(action: number, side: number, price: number, size: number, stamp: Readonly<Stamp>): void {
    if (this.#isPaused) return
    if (action === ACTION.trade) {
      const trade = this.#trades[this.#tradeCount] ?? { ...NO_TRADE }
      this.#trades[this.#tradeCount++] = trade
      Object.assign(trade, stamp, { price, size, side })
    } else if (action !== ACTION.fill && action !== ACTION.clear) {
      this.#hasChange = true
      Object.assign(this.#change, { action, side, price, size })
    }
  }

  /** Ends the current event. */
  end(stamp: Readonly<Stamp>): void {
    const market = this.#market
    if (this.#isPaused || !market) return
    this.#quoteUntil(Math.floor(stamp.received / SECOND))
    this.#next.read(market)
    const same = this.#next.sameRanks(this.#levels)
    for (let index = 0; index < this.#tradeCount; index++) {
      const trade = this.#trades[index]
      const isLast = index === this.#tradeCount - 1
      this.#writeTrade(trade, isLast)
      for (const [schema, count] of LEVELS) {
        // Trades are written with the levels before the event.
        const flags = isLast && same >= count ? FLAG.last : 0
        this.#writeLevels(schema, count, ACTION.trade, trade, trade, flags, 0)
      }
    }
    const before = this.#levels
    this.#levels = this.#next
    this.#next = before
    if (this.#hasChange) this.#writeChange(same, stamp)
    this.#last.sequence = stamp.sequence
    this.#last.time = stamp.time
    this.#tradeCount = 0
    this.#hasChange = false
  }

  /** Writes the rows of kinds that have enough of them, or all. */
  async flush(all = true): Promise<void> {
    if (all) this.#endBar()
    for (const [schema, rows] of this.#rows) {
      if (rows.table.length === 0 || !(all || rows.isWorthAWrite)) continue
      const files = this.#files.get(schema)
      if (!files) continue
      await files.writer.write(rows.layout, rows.table)
      files.count(rows.table.length)
      rows.table.clear()
    }
  }

  async close(): Promise<void> {
    for (const files of this.#files.values()) await files.close()
  }

  async abandon(): Promise<void> {
    for (const files of this.#files.values()) await files.abandon()
  }

  #writeTrade(trade: JudgedTrade, isLast: boolean): void {
    const { price, size, side, received } = trade
    Object.assign(this.#last, { price, size, side })
    const rows = this.#rows.get('trades')
    if (rows) {
      rows.next()
      rows.stamp(trade)
      rows.change(ACTION.trade, trade, isLast ? FLAG.last : 0, 0)
    }
    this.#addToBar(Math.floor(received / SECOND), price, size)
  }

  /** Writes the levels after a change to the schemas that show it. */
  #writeChange(same: number, stamp: Readonly<Stamp>): void {
    const { action, side, price } = this.#change
    const tick = Math.round(price / this.#options.tickSize)
    const rank = this.#levels.rankOf(side === ASK ? 0 : 1, tick)
    for (const [schema, count] of LEVELS) {
      if (same >= count) continue
      const depth = Math.min(rank, count - 1)
      this.#writeLevels(schema, count, action, this.#change, stamp, FLAG.last, depth)
    }
  }

  #writeLevels(
    schema: 'mbp-1' | 'mbp-10',
    count: number,
    action: number,
    change: Change,
    stamp: Readonly<Stamp>,
    flags: number,
    depth: number,
  ): void {
    const rows = this.#rows.get(schema)
    if (!rows) return
    rows.next()
    rows.stamp(stamp)
    rows.change(action, change, flags, depth)
    rows.levels(this.#levels, this.#options.tickSize, count)
  }

  /** Writes a quote for each second that ended before this one. */
  #quoteUntil(second: number): void {
    const rows = this.#rows.get('bbo-1s')
    if (!rows) return
    if (Number.isNaN(this.#quoteSecond)) this.#quoteSecond = second + 1
    for (; this.#quoteSecond <= second; this.#quoteSecond++) {
      const { price, size, side, time, sequence } = this.#last
      rows.next()
      rows.time('ts_event', time)
      rows.time('ts_recv', this.#quoteSecond * SECOND)
      rows.number('sequence', sequence)
      rows.price('price', price)
      rows.number('size', size)
      rows.number('side', side)
      rows.number('flags', FLAG.last)
      rows.levels(this.#levels, this.#options.tickSize, 1)
    }
  }

  #addToBar(second: number, price: number, size: number): void {
    const bar = this.#bar
    if (bar.second !== second) {
      this.#endBar()
      Object.assign(bar, { second, open: price, high: price, low: price, volume: 0 })
    }
    bar.high = Math.max(bar.high, price)
    bar.low = Math.min(bar.low, price)
    bar.close = price
    bar.volume += size
  }

  #endBar(): void {
    const rows = this.#rows.get('ohlcv-1s')
    const { second, open, high, low, close, volume } = this.#bar
    this.#bar.second = Number.NaN
    if (!rows || Number.isNaN(second)) return
    rows.next()
    rows.time('ts_event', second * SECOND)
    rows.price('open', open)
    rows.price('high', high)
    rows.price('low', low)
    rows.price('close', close)
    rows.count('volume', volume)
  }
}

const LEVELS = [
  ['mbp-1', 1],
  ['mbp-10', MAX_LEVELS],
] as const

const NO_TRADE: Readonly<JudgedTrade> = {
  time: 0,
  received: 0,
  sequence: 0,
  inDelta: 0,
  price: 0,
  size: 0,
  side: BID,
}
