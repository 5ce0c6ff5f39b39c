import { PRICE_SCALE } from '../market/price.ts'
import { secondFromWords } from '../market/time.ts'
import type { RangeSource, Second, SurfaceName } from '../seconds/second.ts'
import { type Table, words } from '../table/table.ts'
import { LEVEL_COLUMNS, LEVELS } from './levels.ts'
import { MARKET_EVENT_COLUMNS, type MarketEvent, marketEvents } from './market-events.ts'

/** Seconds read at once: a multiple of every column width, and about a row group of the wall. */
export const CHUNK_SECONDS = 300

const TIME = 'window_end_ts_ns'
/** The columns that a chunk reads, by surface. */
export const CHUNK_COLUMNS = {
  wall: [
    TIME,
    'side',
    'rel_ticks',
    'depth_qty_end',
    'add_qty',
    'pull_qty_total',
    'fill_qty',
    'hidden_fill_qty',
  ],
  vacuum: [TIME, 'vacuum_score'],
  levels: [TIME, ...LEVEL_COLUMNS],
  gex: [TIME, 'strike_points', 'gex', 'gex_abs'],
  ...MARKET_EVENT_COLUMNS,
} as const

/** Rows of each surface that a picture needs, in order of time. */
interface ChunkRows {
  readonly walls: readonly Table[]
  readonly vacuums: readonly Table[]
  readonly levels: readonly Table[]
  readonly gexes: readonly Table[]
  readonly events: readonly Table[]
}

/** The number of the chunk that holds a second. */
export function chunkOf(second: number): number {
  return Math.ceil(second / CHUNK_SECONDS) - 1
}

/**
 * The first second of a chunk. Seconds are named by their ends, so a chunk begins one after a
 * multiple.
 */
export function firstOfChunk(chunk: number): number {
  return chunk * CHUNK_SECONDS + 1
}

/** Reads a range of a chunk's seconds, only the columns that the picture needs. */
export async function readChunk(
  source: RangeSource,
  number: number,
  from = firstOfChunk(number),
  to = firstOfChunk(number) + CHUNK_SECONDS - 1,
): Promise<Chunk> {
  const chunk = new Chunk(number, source.day.tickSize)
  await chunk.read(source, from, to)
  return chunk
}

/**
 * The rows of a chunk's seconds by surface, as columns. Seconds arrive in any order; `…Start` and
 * `…End` hold the half-open range of rows of each second of the chunk.
 */
export class Chunk {
  /** Its first second, of {@link CHUNK_SECONDS}. */
  readonly first: number
  /** 1 where a second's rows have been loaded. */
  readonly isLoaded = new Uint8Array(CHUNK_SECONDS)
  readonly wallStart = new Int32Array(CHUNK_SECONDS)
  readonly wallEnd = new Int32Array(CHUNK_SECONDS)
  /** 0 ask, 1 bid. Columns have spare capacity beyond their rows. */
  side = new Uint8Array(0)
  relTicks = new Int32Array(0)
  depth = new Int32Array(0)
  add = new Int32Array(0)
  pull = new Int32Array(0)
  fill = new Int32Array(0)
  hidden = new Int32Array(0)
  /** vacuum_score of the wall's rows; 0 where the day has none. */
  vacuum = new Float64Array(0)
  /** {@link LEVELS} of each second in fractional ticks; NaN if undefined. */
  readonly levels = new Float64Array(CHUNK_SECONDS * LEVELS.length).fill(Number.NaN)
  readonly gexStart = new Int32Array(CHUNK_SECONDS)
  readonly gexEnd = new Int32Array(CHUNK_SECONDS)
  /** Strikes in ticks. */
  strike = new Float64Array(0)
  gex = new Float64Array(0)
  gexAbs = new Float64Array(0)
  /** Sweeps, icebergs and others, in order. */
  events: readonly MarketEvent[] = []

  readonly #tickSize: number
  readonly #ticksPerPoint: number
  #wallRows = 0
  #gexRows = 0

  /** @param tickSize price units of a tick */
  constructor(number: number, tickSize: number) {
    this.first = firstOfChunk(number)
    this.#tickSize = tickSize
    this.#ticksPerPoint = PRICE_SCALE / tickSize
  }

  /**
   * Whether all seconds of a range are loaded, both ends included; seconds outside the chunk are
   * ignored.
   */
  hasSeconds(from: number, to: number): boolean {
    const end = Math.min(to - this.first, CHUNK_SECONDS - 1)
    for (let at = Math.max(from - this.first, 0); at <= end; at++) {
      if (this.isLoaded[at] === 0) return false
    }
    return true
  }

  /**
   * Reads the seconds of a range that are not loaded yet.
   *
   * @param alsoAwait awaited too before the seconds count as loaded
   */
  async read(
    source: RangeSource,
    from: number,
    to: number,
    alsoAwait?: Promise<void>,
  ): Promise<void> {
    const { first, isLoaded } = this
    let start = Math.max(from, first)
    let end = Math.min(to, first + CHUNK_SECONDS - 1)
    while (start <= end && isLoaded[start - first] === 1) start++
    while (start <= end && isLoaded[end - first] === 1) end--
    if (start > end) return alsoAwait
    const range = (surface: SurfaceName, columns: readonly string[]) =>
      source.readRange(surface, start, end, columns)
    const [walls, vacuums, levels, gexes, events] = await Promise.all([
      range('wall', CHUNK_COLUMNS.wall),
      range('vacuum', CHUNK_COLUMNS.vacuum),
      range('levels', CHUNK_COLUMNS.levels),
      range('gex', CHUNK_COLUMNS.gex),
      range('events', CHUNK_COLUMNS.events),
      alsoAwait,
    ])
    this.#addRows({ walls, vacuums, levels, gexes, events }, start, end)
  }

  /** Adds a second received from a stream; it must belong to this chunk. */
  addSecond({ endSecond, surfaces }: Second): void {
    const tables = (surface: SurfaceName) => {
      const table = surfaces.get(surface)
      return table ? [table] : []
    }
    const rows = {
      walls: tables('wall'),
      vacuums: tables('vacuum'),
      levels: tables('levels'),
      gexes: tables('gex'),
      events: tables('events'),
    }
    this.#addRows(rows, endSecond, endSecond)
  }

  #addRows({ walls, vacuums, levels, gexes, events }: ChunkRows, from: number, to: number): void {
    // A second may arrive twice, from the stream and from a pending read: the later replaces the
    // earlier.
    this.wallEnd.fill(0, from - this.first, to - this.first + 1)
    this.gexEnd.fill(0, from - this.first, to - this.first + 1)
    const fresh = rowsOf(walls)
    this.#reserveWall(this.#wallRows + fresh)
    const hasVacuum = rowsOf(vacuums) === fresh
    let row = this.#wallRows
    for (const table of walls) this.#addWall(table, this.#nextWall(table))
    if (hasVacuum) {
      for (const table of vacuums) {
        this.vacuum.set(table.filled('vacuum_score') as Float64Array, row)
        row += table.length
      }
    }
    for (const table of levels) this.#addLevels(table)
    this.#reserveGex(this.#gexRows + rowsOf(gexes))
    for (const table of gexes) this.#addGex(table)
    this.#addEvents(events, from, to)
    this.isLoaded.fill(1, from - this.first, to - this.first + 1)
  }

  #nextWall(table: Table): number {
    const row = this.#wallRows
    this.#wallRows += table.length
    return row
  }

  #addWall(table: Table, row: number): void {
    this.side.set(table.column('side', 'letter').subarray(0, table.length), row)
    for (const [column, name] of [
      [this.relTicks, 'rel_ticks'],
      [this.depth, 'depth_qty_end'],
      [this.add, 'add_qty'],
      [this.pull, 'pull_qty_total'],
      [this.fill, 'fill_qty'],
      [this.hidden, 'hidden_fill_qty'],
    ] as const) {
      column.set(table.column(name, 'int32').subarray(0, table.length), row)
    }
    this.#recordRows(table, row, this.wallStart, this.wallEnd)
  }

  #addLevels(table: Table): void {
    const times = words(table.column(TIME, 'int64'))
    for (const [level, { column }] of LEVELS.entries()) {
      const points = table.column(column, 'float64')
      for (let row = 0; row < table.length; row++) {
        const at = secondFromWords(times[2 * row], times[2 * row + 1]) - this.first
        this.levels[at * LEVELS.length + level] = points[row] * this.#ticksPerPoint
      }
    }
  }

  #addGex(table: Table): void {
    const start = this.#gexRows
    const points = table.column('strike_points', 'float64')
    for (let row = 0; row < table.length; row++) {
      this.strike[start + row] = points[row] * this.#ticksPerPoint
    }
    this.gex.set(table.column('gex', 'float64').subarray(0, table.length), start)
    this.gexAbs.set(table.column('gex_abs', 'float64').subarray(0, table.length), start)
    this.#gexRows += table.length
    this.#recordRows(table, start, this.gexStart, this.gexEnd)
  }

  #addEvents(tables: readonly Table[], from: number, to: number): void {
    const added = tables.flatMap((table) => marketEvents(table, this.#tickSize))
    const others = this.events.filter(({ second }) => second < from || second > to)
    if (added.length === 0 && others.length === this.events.length) return
    this.events = [...others, ...added].sort((one, other) => one.second - other.second)
  }

  /** Records each second's range of rows; a second split over two tables is contiguous. */
  #recordRows(table: Table, row: number, starts: Int32Array, ends: Int32Array): void {
    const times = words(table.column(TIME, 'int64'))
    for (let index = 0; index < table.length; index++) {
      const at = secondFromWords(times[2 * index], times[2 * index + 1]) - this.first
      if (ends[at] === 0) starts[at] = row + index
      ends[at] = row + index + 1
    }
  }

  #reserveWall(rows: number): void {
    if (rows <= this.side.length) return
    const capacity = this.#capacity(rows, this.side.length)
    this.side = copyInto(this.side, new Uint8Array(capacity))
    this.relTicks = copyInto(this.relTicks, new Int32Array(capacity))
    this.depth = copyInto(this.depth, new Int32Array(capacity))
    this.add = copyInto(this.add, new Int32Array(capacity))
    this.pull = copyInto(this.pull, new Int32Array(capacity))
    this.fill = copyInto(this.fill, new Int32Array(capacity))
    this.hidden = copyInto(this.hidden, new Int32Array(capacity))
    this.vacuum = copyInto(this.vacuum, new Float64Array(capacity))
  }

  #reserveGex(rows: number): void {
    if (rows <= this.gex.length) return
    const capacity = this.#capacity(rows, this.gex.length)
    this.strike = copyInto(this.strike, new Float64Array(capacity))
    this.gex = copyInto(this.gex, new Float64Array(capacity))
    this.gexAbs = copyInto(this.gexAbs, new Float64Array(capacity))
  }

  /** Exact for the first read; doubles for seconds that arrive one by one. */
  #capacity(rows: number, before: number): number {
    return this.isLoaded.includes(1) ? Math.max(rows, 2 * before) : rows
  }
}

function rowsOf(tables: readonly Table[]): number {
  return tables.reduce((rows, { length }) => rows + length, 0)
}

function copyInto<A extends Uint8Array | Int32Array | Float64Array>(from: A, to: A): A {
  to.set(from)
  return to
}
