import type { Candle } from '../../player/candles.ts'
import { NO_TICK } from '../../player/day-line.ts'
import { ASKS, BIDS, type HeatColumn } from '../../player/heat-column.ts'
import { LEVELS } from '../../player/levels.ts'
import type { GexLevelTicks } from '../../player/moment.ts'
import type { View } from '../../player/view.ts'
import type { LargeTrade } from '../picture.ts'
import { type ColumnRing, slotOf } from './column-ring.ts'
import { Instances } from './instances.ts'

/** Line kinds in drawing order. */
export const LINE = {
  spot: 0,
  level: 1,
  callWall: 2,
  putWall: 3,
  zeroGamma: 4,
  candleUp: 5,
  candleDown: 6,
  bid: 7,
  ask: 8,
  /** Filled between two columns and two prices. */
  bodyUp: 9,
  bodyDown: 10,
} as const

/** The input for marks, in columns and ticks. */
export interface MarksInput {
  readonly ring: ColumnRing
  /** First and last column, both included. */
  readonly first: number
  readonly last: number
  readonly columnSeconds: number
  readonly view: View
  /** Spot of the newest second. */
  readonly spot: number
  readonly gex: GexLevelTicks | undefined
  /** Levels of the newest second, as ticks. */
  readonly statistics: readonly number[]
  readonly candles: readonly Candle[]
  /** Spot of a second. */
  readonly spotOf: (second: number) => number
}

const WALL_LINES = [LINE.callWall, LINE.putWall, LINE.zeroGamma]
const QUOTE_LINES = [LINE.bid, LINE.ask]
const MAX_STATISTICS = 5
const TRACKS = LEVELS.length + MAX_STATISTICS + WALL_LINES.length + QUOTE_LINES.length
/**
 * Steps per tick to which levels are rounded: averages move a little every second, and rounding
 * keeps one line instance.
 */
const LEVEL_STEPS = 8
/** The value of an absent line; beyond any tick. */
const ABSENT = -1e12
const FIRST_STATISTIC = LEVELS.length
const FIRST_WALL = FIRST_STATISTIC + MAX_STATISTICS
const FIRST_QUOTE = FIRST_WALL + WALL_LINES.length

/**
 * Lines and dots over the heatmap as GPU instances. A value unchanged over several columns is one
 * line. Columns are relative to {@link base}, since float32 cannot hold their numbers; ticks are
 * those of the axis.
 */
export class Marks {
  /** From column, to column, from tick, to tick, kind: lines along time, or along price. */
  readonly lines = new Instances(5)
  /** Column, tick, lots bought, lots sold. */
  readonly dots = new Instances(4)
  /** The column with relative number 0. */
  base = 0

  readonly #ticks = new Float64Array(TRACKS)
  /** Open lines: their first column and their tick. */
  readonly #startColumn = new Int32Array(TRACKS)
  readonly #openTick = new Float64Array(TRACKS)

  /** Builds the marks of a range of columns. */
  build(subject: MarksInput): void {
    const { ring, first, last, view, spot } = subject
    this.lines.clear()
    this.dots.clear()
    this.base = first
    this.#openTick.fill(ABSENT)
    for (let number = first; number <= last; number++) {
      const column = ring.column(number)
      const shift = shiftOf(column, subject)
      this.#read(column, shift, subject)
      for (let track = 0; track < TRACKS; track++) {
        if (this.#openTick[track] !== this.#ticks[track]) this.#closeLine(track, number - first)
      }
      if (column && view.trades) this.#addTrades(column, number - first, shift, subject)
    }
    this.#ticks.fill(ABSENT)
    for (let track = 0; track < TRACKS; track++) this.#closeLine(track, last + 1 - first)
    if (spot !== NO_TICK) this.#addLine(0, last + 1 - first, spot, spot, LINE.spot)
    for (const candle of subject.candles) this.#addCandle(candle, subject)
  }

  /** Trades of at least some lots in a range of columns, the largest first. */
  largeTrades({ first, last }: { first: number; last: number }, minLots: number): LargeTrade[] {
    const { values, count, stride } = this.dots
    const found: LargeTrade[] = []
    for (let at = 0; at < count * stride; at += stride) {
      const [relative, tick, bought, sold] = values.subarray(at, at + stride)
      const column = relative + this.base
      if (bought + sold < minLots || column < first || column > last) continue
      found.push({ column, tick, bought, sold })
    }
    return found.sort((one, other) => other.bought + other.sold - one.bought - one.sold)
  }

  /** Reads each line's tick in a column. */
  #read(
    column: HeatColumn | undefined,
    shift: number,
    { view, gex, statistics }: MarksInput,
  ): void {
    const values = this.#ticks.fill(ABSENT)
    if (!column || column.spot === NO_TICK) return
    if (view.levels) {
      for (let level = 0; level < LEVELS.length; level++) {
        const tick = column.levels[level]
        if (!Number.isNaN(tick))
          values[level] = Math.round(tick * LEVEL_STEPS) / LEVEL_STEPS + shift
      }
      for (const [at, tick] of statistics.entries()) values[FIRST_STATISTIC + at] = tick + shift
      if (gex) {
        if (!Number.isNaN(gex.callWall)) values[FIRST_WALL] = gex.callWall + shift
        if (!Number.isNaN(gex.putWall)) values[FIRST_WALL + 1] = gex.putWall + shift
        if (!Number.isNaN(gex.zeroGamma)) values[FIRST_WALL + 2] = gex.zeroGamma + shift
      }
    }
    if (!view.quotes) return
    if (column.bid !== NO_TICK) values[FIRST_QUOTE] = column.bid + shift
    if (column.ask !== NO_TICK) values[FIRST_QUOTE + 1] = column.ask + shift
  }

  /** Closes a line and opens the next one. */
  #closeLine(track: number, at: number): void {
    const before = this.#openTick[track]
    const now = this.#ticks[track]
    const kind = kindOf(track)
    if (before !== ABSENT) {
      this.#addLine(this.#startColumn[track], at, before, before, kind)
      // Quotes are connected by vertical lines; levels are not.
      if (track >= FIRST_QUOTE && now !== ABSENT) this.#addLine(at, at, before, now, kind)
    }
    this.#startColumn[track] = at
    this.#openTick[track] = now
  }

  #addTrades(column: HeatColumn, at: number, shift: number, { ring, view }: MarksInput): void {
    const slot = slotOf(at + this.base)
    const { firstTick, ticks, fill, hidden } = column
    for (let offset = ring.tradedFrom[slot]; offset <= ring.tradedTo[slot]; offset++) {
      const [ask, bid] = [ASKS * ticks + offset, BIDS * ticks + offset]
      const bought = fill[ask] + hidden[ask]
      const sold = fill[bid] + hidden[bid]
      if (bought + sold === 0 || bought + sold < view.minLots) continue
      const index = this.dots.add()
      const { values } = this.dots
      values[index] = at
      values[index + 1] = firstTick + offset + shift
      values[index + 2] = bought
      values[index + 3] = sold
    }
  }

  #addCandle(candle: Candle, { columnSeconds, view, spot, spotOf }: MarksInput): void {
    const { open, high, low, close, first, last } = candle
    const spotThen = spotOf(last)
    const shift = view.anchor === 'spot' && spotThen !== NO_TICK ? spot - spotThen : 0
    const isUp = close >= open
    const kind = isUp ? LINE.candleUp : LINE.candleDown
    const left = Math.ceil(first / columnSeconds) - this.base
    const right = Math.ceil(last / columnSeconds) + 1 - this.base
    // A gap between candles, where there is room.
    const end = right - left >= 3 ? right - 1 : right
    const [upper, lower] = [Math.max(open, close) + shift, Math.min(open, close) + shift]
    const middle = (left + end) / 2
    this.#addLine(left, end, lower, upper, isUp ? LINE.bodyUp : LINE.bodyDown)
    if (high + shift > upper) this.#addLine(middle, middle, upper, high + shift, kind)
    if (low + shift < lower) this.#addLine(middle, middle, low + shift, lower, kind)
  }

  #addLine(fromX: number, toX: number, fromY: number, toY: number, kind: number): void {
    const index = this.lines.add()
    const { values } = this.lines
    values[index] = fromX
    values[index + 1] = toX
    values[index + 2] = Math.min(fromY, toY)
    values[index + 3] = Math.max(fromY, toY)
    values[index + 4] = kind
  }
}

/** Offset from a column's ticks to those of the axis, with anchor `spot`. */
function shiftOf(column: HeatColumn | undefined, { view, spot }: MarksInput): number {
  if (view.anchor === 'price' || !column || column.spot === NO_TICK || spot === NO_TICK) return 0
  return spot - column.spot
}

function kindOf(track: number): number {
  if (track >= FIRST_QUOTE) return QUOTE_LINES[track - FIRST_QUOTE]
  return track >= FIRST_WALL ? WALL_LINES[track - FIRST_WALL] : LINE.level
}
