import type { Candle } from '../../player/candles.ts'
import { NO_TICK } from '../../player/day-line.ts'
import { ASKS, BIDS, type HeatColumn } from '../../player/heat-column.ts'
import { LEVELS } from '../../player/levels.ts'
import type { GexLevels } from '../../player/moment.ts'
import type { View } from '../../player/view.ts'
import { type ColumnRing, slotOf } from './column-ring.ts'
import { Instances } from './instances.ts'

/** Kinds of lines, the ones above last. */
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
} as const

/** What lies over the heatmap, in columns and ticks. */
export interface MarksSubject {
  readonly ring: ColumnRing
  /** Columns from one to another, both included. */
  readonly first: number
  readonly last: number
  readonly columnSeconds: number
  readonly view: View
  /** The newest second's. */
  readonly spot: number
  readonly gex: GexLevels | undefined
  readonly candles: readonly Candle[]
  /** Spot of a second. */
  readonly spotOf: (second: number) => number
}

const WALL_LINES = [LINE.callWall, LINE.putWall, LINE.zeroGamma]
const QUOTE_LINES = [LINE.bid, LINE.ask]
const TRACKS = LEVELS.length + WALL_LINES.length + QUOTE_LINES.length
/** Averages move a little every second: what cannot be told apart is one line. Steps of a tick. */
const LEVEL_STEPS = 8
/** Where a line is that is not there: no tick is so far. */
const NOWHERE = -1e12
const FIRST_WALL = LEVELS.length
const FIRST_QUOTE = FIRST_WALL + WALL_LINES.length

/**
 * Lines and dots over the heatmap as instances for the graphics card. What stays the same from one
 * column to the next is one line. Columns are counted from {@link base}, for float32 does not hold
 * the numbers of all; ticks are the axis's.
 */
export class Marks {
  /** From column, to column, from tick, to tick, kind: lines along time, or along price. */
  readonly lines = new Instances(5)
  /** Column, tick, lots bought, lots sold. */
  readonly dots = new Instances(4)
  /** The column that counts as 0. */
  base = 0

  readonly #values = new Float64Array(TRACKS)
  /** The lines under way: since which column, and where. */
  readonly #since = new Int32Array(TRACKS)
  readonly #level = new Float64Array(TRACKS)

  /** Makes the marks of some columns. */
  build(subject: MarksSubject): void {
    const { ring, first, last, view, spot } = subject
    this.lines.clear()
    this.dots.clear()
    this.base = first
    this.#level.fill(NOWHERE)
    for (let number = first; number <= last; number++) {
      const column = ring.column(number)
      const shift = shiftOf(column, subject)
      this.#read(column, shift, subject)
      for (let track = 0; track < TRACKS; track++) {
        if (this.#level[track] !== this.#values[track]) this.#turn(track, number - first)
      }
      if (column && view.trades) this.#addTrades(column, number - first, shift, subject)
    }
    this.#values.fill(NOWHERE)
    for (let track = 0; track < TRACKS; track++) this.#turn(track, last + 1 - first)
    if (spot !== NO_TICK) this.#addLine(0, last + 1 - first, spot, spot, LINE.spot)
    for (const candle of subject.candles) this.#addCandle(candle, subject)
  }

  /** What each line is at in a column. */
  #read(column: HeatColumn | undefined, shift: number, { view, gex }: MarksSubject): void {
    const values = this.#values.fill(NOWHERE)
    if (!column || column.spot === NO_TICK) return
    if (view.levels) {
      for (let level = 0; level < LEVELS.length; level++) {
        const tick = column.levels[level]
        if (!Number.isNaN(tick))
          values[level] = Math.round(tick * LEVEL_STEPS) / LEVEL_STEPS + shift
      }
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

  /** Ends a line, and begins another where it is now. */
  #turn(track: number, at: number): void {
    const before = this.#level[track]
    const now = this.#values[track]
    const kind = kindOf(track)
    if (before !== NOWHERE) {
      this.#addLine(this.#since[track], at, before, before, kind)
      // Quotes are a path; levels jump.
      if (track >= FIRST_QUOTE && now !== NOWHERE) this.#addLine(at, at, before, now, kind)
    }
    this.#since[track] = at
    this.#level[track] = now
  }

  #addTrades(column: HeatColumn, at: number, shift: number, { ring }: MarksSubject): void {
    const slot = slotOf(at + this.base)
    const { firstTick, ticks, fill, hidden } = column
    for (let offset = ring.tradedFrom[slot]; offset <= ring.tradedTo[slot]; offset++) {
      const [ask, bid] = [ASKS * ticks + offset, BIDS * ticks + offset]
      const bought = fill[ask] + hidden[ask]
      const sold = fill[bid] + hidden[bid]
      if (bought + sold === 0) continue
      const index = this.dots.add()
      const { values } = this.dots
      values[index] = at
      values[index + 1] = firstTick + offset + shift
      values[index + 2] = bought
      values[index + 3] = sold
    }
  }

  #addCandle(candle: Candle, { columnSeconds, view, spot, spotOf }: MarksSubject): void {
    const { open, high, low, close, first, last } = candle
    const spotThen = spotOf(last)
    const shift = view.anchor === 'spot' && spotThen !== NO_TICK ? spot - spotThen : 0
    const kind = close >= open ? LINE.candleUp : LINE.candleDown
    const left = Math.ceil(first / columnSeconds) - this.base
    const right = Math.ceil(last / columnSeconds) + 1 - this.base
    // A gap between one candle and the next, where there is room.
    const end = right - left >= 3 ? right - 1 : right
    const [upper, lower] = [Math.max(open, close) + shift, Math.min(open, close) + shift]
    const middle = (left + end) / 2
    this.#addLine(left, end, upper, upper, kind)
    this.#addLine(left, end, lower, lower, kind)
    this.#addLine(left, left, lower, upper, kind)
    this.#addLine(end, end, lower, upper, kind)
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

/** From a column's ticks to the axis's: where each column is around its own spot, all lie together. */
function shiftOf(column: HeatColumn | undefined, { view, spot }: MarksSubject): number {
  if (view.anchor === 'price' || !column || column.spot === NO_TICK || spot === NO_TICK) return 0
  return spot - column.spot
}

function kindOf(track: number): number {
  if (track >= FIRST_QUOTE) return QUOTE_LINES[track - FIRST_QUOTE]
  return track >= FIRST_WALL ? WALL_LINES[track - FIRST_WALL] : LINE.level
}
