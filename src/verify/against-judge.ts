import { ACTION, FLAG } from '../book/codes.ts'
import type { RecordBatch } from '../dbn/decoder.ts'
import type { RecordKind } from '../dbn/layout.ts'
import { formatPrice, priceFromWords } from '../market/price.ts'
import { startOfUtcDate } from '../market/time.ts'
import { words } from '../table/table.ts'
import { BestLevels, MAX_LEVELS } from './against-levels.ts'
import type { BookReplay } from './against-replay.ts'
import type { Differences } from './against-report.ts'

const SECOND = 1e9

/** Record kinds that the book can be compared with, and their number of levels. */
export const JUDGING_KINDS = {
  mbp_1: 1,
  mbp_10: MAX_LEVELS,
  bbo_1s: 1,
  trade: 0,
  ohlcv_1s: 0,
} as const satisfies Partial<Record<RecordKind, number>>

export type JudgingKind = keyof typeof JUDGING_KINDS

/** Whether the book can be compared with a record kind. */
export function isJudging(kind: RecordKind): kind is JudgingKind {
  return kind in JUDGING_KINDS
}

/** Columns of the reference file's batch, bound once per table. */
export interface JudgeColumns {
  readonly instrument: Uint32Array
  readonly event: Uint32Array
  readonly received: Uint32Array
  readonly sequence: Uint32Array
  readonly flags: Uint8Array
  readonly action: Uint8Array
  readonly side: Uint8Array
  readonly price: Uint32Array
  readonly size: Uint32Array
  /** Level columns by `side * MAX_LEVELS + rank`, asks first. */
  readonly levelPrice: readonly Uint32Array[]
  readonly levelLots: readonly Uint32Array[]
  readonly levelOrders: readonly Uint32Array[]
  /** Open, high, low, close and volume of bars. */
  readonly bar: readonly Uint32Array[]
}

const BAR_FIELDS = ['open', 'high', 'low', 'close', 'volume'] as const
const LEVEL_SIDES = ['ask', 'bid'] as const
type WideKind = 'int64' | 'uint64'
type ByteKind = 'uint8' | 'char'
const NONE = new Uint32Array()
const NO_BYTES = new Uint8Array()

export function judgeColumns({ layout, table }: RecordBatch): JudgeColumns {
  const kinds = new Map(layout.fields.map(({ name, kind }) => [name, kind]))
  const has = (name: string) => kinds.has(name)
  const wide = (name: string) => {
    const column = has(name) ? table.column<WideKind>(name, kinds.get(name) as WideKind) : undefined
    return column ? words(column) : NONE
  }
  const number = (name: string) => (has(name) ? table.column(name, 'uint32') : NONE)
  const byte = (name: string) =>
    has(name) ? table.column<ByteKind>(name, kinds.get(name) as ByteKind) : NO_BYTES
  const levels = <T>(column: (name: string) => T, what: string) =>
    LEVEL_SIDES.flatMap((side) =>
      Array.from({ length: MAX_LEVELS }, (_, rank) => column(`${side}_${what}_0${rank}`)),
    )
  return {
    instrument: number('instrument_id'),
    event: wide('ts_event'),
    received: wide('ts_recv'),
    sequence: number('sequence'),
    flags: byte('flags'),
    action: byte('action'),
    side: byte('side'),
    price: wide('price'),
    size: number('size'),
    levelPrice: levels(wide, 'px'),
    levelLots: levels(number, 'sz'),
    levelOrders: levels(number, 'ct'),
    bar: BAR_FIELDS.map(wide),
  }
}

/**
 * Compares one instrument's day of a reference file, record by record, with the replay of its
 * orders.
 *
 * Records of levels are compared where they carry F_LAST, with the book after every order record
 * received up to then (of the same time: up to their sequence number); of several with one time and
 * sequence number, as in one packet, the last. A second's quotes are compared with the book after
 * the last complete event received before its end; trades one by one; bars with the trades received
 * in their second.
 */
export class Judge {
  readonly symbol: string
  readonly dt: string
  readonly #kind: JudgingKind
  readonly #replay: BookReplay
  readonly #differences: Differences
  readonly #levels = new BestLevels()
  readonly #expected = new BestLevels()
  readonly #start: bigint
  /** The pending level record, compared once the next one has another time. */
  #pending: { received: number; sequence: number } | undefined
  /** Start of the file's range, ns from the day's start; earlier trades were not requested. */
  readonly #since: number
  #records = 0

  constructor(
    day: { readonly symbol: string; readonly dt: string },
    kind: JudgingKind,
    replay: BookReplay,
    differences: Differences,
    since: number,
  ) {
    this.#since = since
    this.symbol = day.symbol
    this.dt = day.dt
    this.#kind = kind
    this.#replay = replay
    this.#differences = differences
    this.#start = startOfUtcDate(day.dt)
  }

  /** Whether the file has records of this instrument. */
  get hasRecords(): boolean {
    return this.#records > 0
  }

  async compare(columns: JudgeColumns, row: number): Promise<void> {
    this.#records++
    this.#differences.count('records')
    if (this.#kind === 'ohlcv_1s') await this.#compareBar(columns, row)
    else if (this.#kind === 'bbo_1s') await this.#compareQuote(columns, row)
    else await this.#compareEvent(columns, row)
  }

  /**
   * Ends the day.
   *
   * @param until end of the file's range, ns from the day's start; undefined for its last record
   */
  async end(until: number | undefined): Promise<void> {
    await this.#resolve()
    if (this.#kind === 'bbo_1s') return
    if (until !== undefined) await this.#advance(until, -1)
    this.#missTradesBefore(Number.POSITIVE_INFINITY, 0)
  }

  /** Compares a trade, or levels after a change. */
  async #compareEvent(columns: JudgeColumns, row: number): Promise<void> {
    const received = this.#replay.sinceStart(columns.received, row)
    const sequence = columns.sequence[row]
    const pending = this.#pending
    const isSame = pending?.received === received && pending.sequence === sequence
    if (pending && !isSame) await this.#resolve()
    if (columns.action[row] === ACTION.trade) {
      await this.#advance(received, sequence)
      this.#compareTrade(columns, row, received, sequence)
    }
    const count = JUDGING_KINDS[this.#kind]
    if (count === 0 || (columns.flags[row] & FLAG.last) === 0) return
    if (isSame) this.#differences.count('of one packet')
    this.#pending = { received, sequence }
    takeLevels(this.#expected, columns, row, count)
  }

  /** Compares the pending levels. */
  async #resolve(): Promise<void> {
    const pending = this.#pending
    if (!pending) return
    this.#pending = undefined
    await this.#advance(pending.received, pending.sequence)
    const count = JUDGING_KINDS[this.#kind]
    this.#replay.readLevels(this.#levels, count)
    this.#compareLevels(this.#levels, count, pending.received)
  }

  async #compareQuote(columns: JudgeColumns, row: number): Promise<void> {
    const end = this.#replay.sinceStart(columns.received, row)
    await this.#advance(end, -1)
    this.#replay.trades.head = this.#replay.trades.tail // not requested
    takeLevels(this.#expected, columns, row, 1)
    this.#compareLevels(this.#replay.whole, 1, end)
  }

  #compareLevels(found: BestLevels, count: number, time: number): void {
    const expected = this.#expected
    this.#differences.count('levels', 2 * count)
    for (let side = 0; side < 2; side++) {
      for (let rank = 0; rank < count; rank++) {
        const at = side * MAX_LEVELS + rank
        if (
          Object.is(expected.price[at], found.price[at]) &&
          expected.lots[at] === found.lots[at] &&
          expected.orders[at] === found.orders[at]
        )
          continue
        this.#differLevel(found, at, `${LEVEL_SIDES[side]}_%_0${rank}`, time)
      }
    }
  }

  #differLevel(found: BestLevels, at: number, name: string, time: number): void {
    const expected = this.#expected
    const [price, price2] = [expected.price[at], found.price[at]]
    if (!Object.is(price, price2)) {
      this.#differ(time, name.replace('%', 'px'), priceText(price), priceText(price2))
    }
    if (expected.lots[at] !== found.lots[at]) {
      this.#differ(time, name.replace('%', 'sz'), expected.lots[at], found.lots[at])
    }
    if (expected.orders[at] !== found.orders[at]) {
      this.#differ(time, name.replace('%', 'ct'), expected.orders[at], found.orders[at])
    }
  }

  /** Compares a trade of the file with the first pending trade of the orders. */
  #compareTrade(columns: JudgeColumns, row: number, received: number, sequence: number): void {
    this.#missTradesBefore(received, sequence)
    this.#differences.count('trades')
    const { trades } = this.#replay
    const price = priceFromWords(columns.price[2 * row], columns.price[2 * row + 1])
    const size = columns.size[row]
    const side = columns.side[row]
    const isThere =
      !trades.isEmpty &&
      trades.received[trades.head] === received &&
      trades.sequence[trades.head] === sequence
    if (!isThere) {
      this.#differ(received, 'trade', tradeText(price, size, side), 'none')
      return
    }
    const at = trades.head
    trades.shift()
    if (Object.is(trades.price[at], price) && trades.size[at] === size && trades.side[at] === side)
      return
    const found = tradeText(trades.price[at], trades.size[at], trades.side[at])
    this.#differ(received, 'trade', tradeText(price, size, side), found)
  }

  /** Reports trades of the orders that the file lacks. */
  #missTradesBefore(received: number, sequence: number): void {
    const { trades } = this.#replay
    for (; !trades.isEmpty; trades.shift()) {
      const at = trades.head
      const time = trades.received[at]
      if (time > received || (time === received && trades.sequence[at] >= sequence)) return
      if (time < this.#since) continue
      const text = tradeText(trades.price[at], trades.size[at], trades.side[at])
      this.#differ(time, 'trade', 'none', text)
    }
  }

  async #compareBar(columns: JudgeColumns, row: number): Promise<void> {
    const start = this.#replay.sinceStart(columns.event, row)
    await this.#advance(start + SECOND, -1)
    this.#missTradesBefore(start, 0)
    this.#differences.count('bars')
    const { trades } = this.#replay
    const bar = [Number.NaN, Number.NaN, Number.NaN, Number.NaN, 0]
    for (; !trades.isEmpty; trades.shift()) {
      const at = trades.head
      if (trades.received[at] >= start + SECOND) break
      const price = trades.price[at]
      if (Number.isNaN(bar[0])) bar[0] = price
      bar[1] = bar[1] >= price ? bar[1] : price
      bar[2] = bar[2] <= price ? bar[2] : price
      bar[3] = price
      bar[4] += trades.size[at]
    }
    for (const [field, name] of BAR_FIELDS.entries()) {
      const column = columns.bar[field]
      const expected = priceFromWords(column[2 * row], column[2 * row + 1])
      if (Object.is(expected, bar[field])) continue
      const text = name === 'volume' ? String : priceText
      this.#differ(start, name, text(expected), text(bar[field]))
    }
  }

  #differ(time: number, field: string, expected: string | number, found: string | number): void {
    this.#differences.add(
      this.symbol,
      () => this.#start + BigInt(time),
      field,
      () => String(expected),
      () => String(found),
    )
  }

  async #advance(received: number, sequence: number): Promise<void> {
    while (!this.#replay.advance(received, sequence)) {
      if (!(await this.#replay.load())) return
    }
  }
}

function takeLevels(levels: BestLevels, columns: JudgeColumns, row: number, count: number): void {
  for (let side = 0; side < 2; side++) {
    for (let rank = 0; rank < count; rank++) {
      const at = side * MAX_LEVELS + rank
      const price = columns.levelPrice[at]
      levels.price[at] = priceFromWords(price[2 * row], price[2 * row + 1])
      levels.lots[at] = columns.levelLots[at][row]
      levels.orders[at] = columns.levelOrders[at][row]
    }
  }
}

function priceText(price: number): string {
  return Number.isNaN(price) ? 'none' : formatPrice(BigInt(price))
}

function tradeText(price: number, size: number, side: number): string {
  return `${size} at ${priceText(price)}, side ${String.fromCharCode(side)}`
}
