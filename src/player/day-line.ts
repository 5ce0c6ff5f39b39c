import { priceFromWords } from '../market/price.ts'
import { floorTick } from '../market/tick.ts'
import { secondFromWords } from '../market/time.ts'
import type { RangeSource, Second } from '../seconds/second.ts'
import { type Table, words } from '../table/table.ts'
import { DEALER_COLUMNS } from './dealer-moment.ts'

/** The tick of a missing price: no trade, no quote, no spot. */
export const NO_TICK = -2_147_483_648

/** Seconds read at once: the size of the snapshot's row groups. */
const LOAD_SECONDS = 3600
/** Room for what is still to come of an open day: no session is longer. */
const OPEN_DAY_SECONDS = 86_400

const PRICES = {
  spot: 'spot_ref_price_int',
  bid: 'best_bid_price_int',
  ask: 'best_ask_price_int',
  open: 'trade_open_price_int',
  high: 'trade_high_price_int',
  low: 'trade_low_price_int',
  close: 'trade_close_price_int',
} as const

const TIME = 'window_end_ts_ns'
/** What of each surface the line is made of. */
export const LINE_COLUMNS = {
  snap: [
    TIME,
    ...Object.values(PRICES),
    'book_valid',
    'window_valid',
    'buy_volume',
    'sell_volume',
    'trade_volume',
    'ofi',
  ],
  physics: [TIME, 'vacuum_total_score'],
  gaps: [TIME, 'from_ts_ns', 'to_ts_ns'],
} as const

const NANOSECONDS_PER_SECOND = 1_000_000_000n

/**
 * The values of a day that have one row per second, as columns: prices in ticks, volumes in lots.
 * Loaded by the hour on demand.
 */
export class DayLine {
  readonly first: number
  /** 1 where the second has been read. */
  readonly isLoaded: Uint8Array
  readonly bookValid: Uint8Array
  readonly windowValid: Uint8Array
  /** 1 where a second overlaps a gap of the recording. */
  readonly isMissing: Uint8Array
  readonly spot: Int32Array
  readonly bid: Int32Array
  readonly ask: Int32Array
  /** Trade prices of the second. */
  readonly open: Int32Array
  readonly high: Int32Array
  readonly low: Int32Array
  readonly close: Int32Array
  readonly buyVolume: Int32Array
  readonly sellVolume: Int32Array
  readonly volume: Int32Array
  /** Order-flow imbalance in lots. */
  readonly ofi: Int32Array
  /** vacuum_total_score, 0..1; NaN if undefined. */
  readonly vacuum: Float32Array
  /** Pressure of hedging 8 ticks up and down; NaN if undefined. */
  readonly pressureUp: Float32Array
  readonly pressureDown: Float32Array

  readonly #source: RangeSource
  readonly #pieces: (Promise<void> | undefined)[]
  /** 1 where a piece's reading is over. */
  readonly #isRead: Uint8Array
  #gaps: Promise<void> | undefined

  constructor(source: RangeSource) {
    this.#source = source
    this.first = source.day.firstEndSecond
    const room = source.day.isOpen ? Math.max(this.length, OPEN_DAY_SECONDS) : this.length
    const bytes = () => new Uint8Array(room)
    const integers = () => new Int32Array(room)
    const ticks = () => new Int32Array(room).fill(NO_TICK)
    this.isLoaded = bytes()
    this.bookValid = bytes()
    this.windowValid = bytes()
    this.isMissing = bytes()
    this.spot = ticks()
    this.bid = ticks()
    this.ask = ticks()
    this.open = ticks()
    this.high = ticks()
    this.low = ticks()
    this.close = ticks()
    this.buyVolume = integers()
    this.sellVolume = integers()
    this.volume = integers()
    this.ofi = integers()
    const reals = () => new Float32Array(room).fill(Number.NaN)
    this.vacuum = reals()
    this.pressureUp = reals()
    this.pressureDown = reals()
    this.#pieces = new Array(Math.ceil(room / LOAD_SECONDS)).fill(undefined)
    this.#isRead = new Uint8Array(this.#pieces.length)
  }

  /** Number of the day's seconds, so far. */
  get length(): number {
    return this.#source.day.lastEndSecond - this.first + 1
  }

  /** Index of a second; it may lie outside the day. */
  index(second: number): number {
    return second - this.first
  }

  /** Loads the seconds of a range that are missing, both ends included. */
  async load(from: number, to: number): Promise<void> {
    const firstPiece = Math.max(Math.floor(this.index(from) / LOAD_SECONDS), 0)
    const lastPiece = Math.min(Math.floor(this.index(to) / LOAD_SECONDS), this.#lastPiece)
    const reads: Promise<void>[] = []
    for (let piece = firstPiece; piece <= lastPiece; piece++) reads.push(this.#loadPiece(piece))
    await Promise.all(reads)
  }

  /** Adds a second received from a stream. */
  addSecond({ surfaces }: Second): void {
    const snapshot = surfaces.get('snap')
    const bands = surfaces.get('physics')
    const gaps = surfaces.get('gaps')
    const pressure = surfaces.get('hedge_pressure')
    if (pressure) this.#addPressure(pressure)
    if (gaps) this.#addGaps(gaps)
    if (snapshot) this.#addSnapshots(snapshot)
    if (bands) this.#addBands(bands)
  }

  /** Loads the whole day, hour by hour. */
  async loadAll(): Promise<void> {
    for (let piece = 0; piece <= this.#lastPiece; piece++) await this.#loadPiece(piece)
  }

  /** Bought minus sold lots of a range of indexes, both ends included. */
  delta(from: number, to: number): number {
    let delta = 0
    for (let index = Math.max(from, 0); index <= to; index++) {
      delta += this.buyVolume[index] - this.sellVolume[index]
    }
    return delta
  }

  get #lastPiece(): number {
    return Math.min(Math.ceil(this.length / LOAD_SECONDS), this.#pieces.length) - 1
  }

  #loadPiece(piece: number): Promise<void> {
    const known = this.#pieces[piece]
    // Of an open day seconds may have come since that no stream has brought.
    const end = Math.min((piece + 1) * LOAD_SECONDS, this.length)
    const isWhole = !this.isLoaded.subarray(piece * LOAD_SECONDS, end).includes(0)
    if (known && isWhole) return known
    if (known && !this.#isRead[piece]) return known.then(() => this.#loadPiece(piece))
    this.#isRead[piece] = 0
    const reading = this.#read(this.first + piece * LOAD_SECONDS).then(() => {
      this.#isRead[piece] = 1
    })
    this.#pieces[piece] = reading
    reading.catch(() => {
      this.#pieces[piece] = undefined
    })
    return reading
  }

  async #read(from: number): Promise<void> {
    const to = Math.min(from + LOAD_SECONDS, this.first + this.length) - 1
    const [, snaps, bands, pressures] = await Promise.all([
      this.#loadGaps(),
      this.#source.readRange('snap', from, to, LINE_COLUMNS.snap),
      this.#source.readRange('physics', from, to, LINE_COLUMNS.physics),
      this.#source.readRange('hedge_pressure', from, to, DEALER_COLUMNS.hedge_pressure),
    ])
    for (const table of snaps) this.#addSnapshots(table)
    for (const table of bands) this.#addBands(table)
    for (const table of pressures) this.#addPressure(table)
  }

  #addSnapshots(table: Table): void {
    const { tickSize } = this.#source.day
    const at = indexes(table, this.first)
    for (const [name, column] of Object.entries(PRICES)) {
      const target = this[name as keyof typeof PRICES]
      const prices = words(table.column(column, 'int64'))
      for (let row = 0; row < table.length; row++) {
        const price = priceFromWords(prices[2 * row], prices[2 * row + 1])
        const tick = floorTick(price, tickSize)
        target[at[row]] = Number.isNaN(tick) ? NO_TICK : tick
      }
    }
    const copies = [
      [this.bookValid, table.column('book_valid', 'boolean')],
      [this.windowValid, table.column('window_valid', 'boolean')],
      [this.buyVolume, table.column('buy_volume', 'int32')],
      [this.sellVolume, table.column('sell_volume', 'int32')],
      [this.volume, table.column('trade_volume', 'int32')],
      [this.ofi, table.column('ofi', 'int32')],
    ] as const
    for (const [target, source] of copies) {
      for (let row = 0; row < table.length; row++) target[at[row]] = source[row]
    }
    for (let row = 0; row < table.length; row++) this.isLoaded[at[row]] = 1
  }

  /** All of the day's: a gap is a row of the second in which it ends. */
  #loadGaps(): Promise<void> {
    const last = this.first + this.length - 1
    this.#gaps ??= this.#source
      .readRange('gaps', this.first, last, LINE_COLUMNS.gaps)
      .then((tables) => {
        for (const table of tables) this.#addGaps(table)
      })
      .catch((error: unknown) => {
        this.#gaps = undefined
        throw error
      })
    return this.#gaps
  }

  #addGaps(table: Table): void {
    const from = table.column('from_ts_ns', 'int64')
    const to = table.column('to_ts_ns', 'int64')
    for (let row = 0; row < table.length; row++) {
      const first = Number(from[row] / NANOSECONDS_PER_SECOND) + 1
      const last = Number((to[row] - 1n) / NANOSECONDS_PER_SECOND) + 1
      this.isMissing.fill(1, Math.max(this.index(first), 0), Math.max(this.index(last) + 1, 0))
    }
  }

  #addBands(table: Table): void {
    const at = indexes(table, this.first)
    const scores = table.column('vacuum_total_score', 'float64')
    for (let row = 0; row < table.length; row++) this.vacuum[at[row]] = scores[row]
  }

  #addPressure(table: Table): void {
    const at = indexes(table, this.first)
    const up = table.column('pressure_up_8', 'float64')
    const down = table.column('pressure_down_8', 'float64')
    for (let row = 0; row < table.length; row++) {
      this.pressureUp[at[row]] = up[row]
      this.pressureDown[at[row]] = down[row]
    }
  }
}

/** The index of each row's second in the day. */
function indexes(table: Table, first: number): Int32Array {
  const times = words(table.column(TIME, 'int64'))
  const at = new Int32Array(table.length)
  for (let row = 0; row < table.length; row++) {
    at[row] = secondFromWords(times[2 * row], times[2 * row + 1]) - first
  }
  return at
}
