import { PRICE_SCALE } from '../market/price.ts'
import { secondFromWords } from '../market/time.ts'
import type { RangeSource, Second, SurfaceName } from '../seconds/second.ts'
import { type Table, words } from '../table/table.ts'
import { LEVEL_COLUMNS, LEVELS } from './levels.ts'

/** Seconds of the day read at once: whole columns of every width, about a row group of the wall. */
export const CHUNK_SECONDS = 300

const TIME = 'window_end_ts_ns'
/** What of each surface a chunk is made of. */
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
} as const

/** Rows of the surfaces that a picture is made of, surface by surface, each in order of time. */
interface Rows {
  readonly walls: readonly Table[]
  readonly vacuums: readonly Table[]
  readonly levels: readonly Table[]
  readonly gexes: readonly Table[]
}

/** The chunk that a second belongs to, by its number. */
export function chunkOf(second: number): number {
  return Math.ceil(second / CHUNK_SECONDS) - 1
}

/** The first second of a chunk. Like columns, chunks hold the seconds after a multiple, up to the next. */
export function firstOfChunk(chunk: number): number {
  return chunk * CHUNK_SECONDS + 1
}

/** Reads rows of a chunk's seconds from one to another, of each surface only what the picture needs. */
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
 * The rows of a chunk's seconds, surface by surface, as columns. Seconds come in any order: of each
 * it is kept where its rows are, `…Start` the first and `…End` the one after the last, by second of
 * the chunk.
 */
export class Chunk {
  /** Its first second; it has {@link CHUNK_SECONDS}. */
  readonly first: number
  /** 1 where a second's rows are there. */
  readonly isKnown = new Uint8Array(CHUNK_SECONDS)
  readonly wallStart = new Int32Array(CHUNK_SECONDS)
  readonly wallEnd = new Int32Array(CHUNK_SECONDS)
  /** 0 ask, 1 bid. Columns may be longer than their rows. */
  side = new Uint8Array(0)
  relTicks = new Int32Array(0)
  depth = new Int32Array(0)
  add = new Int32Array(0)
  pull = new Int32Array(0)
  fill = new Int32Array(0)
  hidden = new Int32Array(0)
  /** vacuum_score of the same rows; 0 where the day has none. */
  vacuum = new Float64Array(0)
  /** {@link LEVELS} of each second in ticks, with fractions; NaN where there is none. */
  readonly levels = new Float64Array(CHUNK_SECONDS * LEVELS.length).fill(Number.NaN)
  readonly gexStart = new Int32Array(CHUNK_SECONDS)
  readonly gexEnd = new Int32Array(CHUNK_SECONDS)
  /** Strikes in ticks. */
  strike = new Float64Array(0)
  gex = new Float64Array(0)
  gexAbs = new Float64Array(0)

  readonly #ticksPerPoint: number
  #wallRows = 0
  #gexRows = 0

  /** @param tickSize price units of a tick */
  constructor(number: number, tickSize: number) {
    this.first = firstOfChunk(number)
    this.#ticksPerPoint = PRICE_SCALE / tickSize
  }

  /** Are all seconds from one to another there? Both included; those outside the chunk do not count. */
  knows(from: number, to: number): boolean {
    const end = Math.min(to - this.first, CHUNK_SECONDS - 1)
    for (let at = Math.max(from - this.first, 0); at <= end; at++) {
      if (this.isKnown[at] === 0) return false
    }
    return true
  }

  /**
   * Reads what of the seconds from one to another is not there yet.
   *
   * @param along what else must be there before they count as known
   */
  async read(source: RangeSource, from: number, to: number, along?: Promise<void>): Promise<void> {
    const { first, isKnown } = this
    let start = Math.max(from, first)
    let end = Math.min(to, first + CHUNK_SECONDS - 1)
    while (start <= end && isKnown[start - first] === 1) start++
    while (start <= end && isKnown[end - first] === 1) end--
    if (start > end) return along
    const range = (surface: SurfaceName, columns: readonly string[]) =>
      source.readRange(surface, start, end, columns)
    const [walls, vacuums, levels, gexes] = await Promise.all([
      range('wall', CHUNK_COLUMNS.wall),
      range('vacuum', CHUNK_COLUMNS.vacuum),
      range('levels', CHUNK_COLUMNS.levels),
      range('gex', CHUNK_COLUMNS.gex),
      along,
    ])
    this.#take({ walls, vacuums, levels, gexes }, start, end)
  }

  /** Takes a second as a stream brings it, of this chunk. */
  take({ endSecond, surfaces }: Second): void {
    const tables = (surface: SurfaceName) => {
      const table = surfaces.get(surface)
      return table ? [table] : []
    }
    const rows = {
      walls: tables('wall'),
      vacuums: tables('vacuum'),
      levels: tables('levels'),
      gexes: tables('gex'),
    }
    this.#take(rows, endSecond, endSecond)
  }

  #take({ walls, vacuums, levels, gexes }: Rows, from: number, to: number): void {
    // Rows that came twice, by the stream and by a reading that was under way, count once.
    this.wallEnd.fill(0, from - this.first, to - this.first + 1)
    this.gexEnd.fill(0, from - this.first, to - this.first + 1)
    const fresh = rowsOf(walls)
    this.#reserveWall(this.#wallRows + fresh)
    const hasVacuum = rowsOf(vacuums) === fresh
    let row = this.#wallRows
    for (const table of walls) this.#takeWall(table, this.#nextWall(table))
    if (hasVacuum) {
      for (const table of vacuums) {
        this.vacuum.set(table.filled('vacuum_score') as Float64Array, row)
        row += table.length
      }
    }
    for (const table of levels) this.#takeLevels(table)
    this.#reserveGex(this.#gexRows + rowsOf(gexes))
    for (const table of gexes) this.#takeGex(table)
    this.isKnown.fill(1, from - this.first, to - this.first + 1)
  }

  #nextWall(table: Table): number {
    const row = this.#wallRows
    this.#wallRows += table.length
    return row
  }

  #takeWall(table: Table, row: number): void {
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
    this.#mark(table, row, this.wallStart, this.wallEnd)
  }

  #takeLevels(table: Table): void {
    const times = words(table.column(TIME, 'int64'))
    for (const [level, { column }] of LEVELS.entries()) {
      const points = table.column(column, 'float64')
      for (let row = 0; row < table.length; row++) {
        const at = secondFromWords(times[2 * row], times[2 * row + 1]) - this.first
        this.levels[at * LEVELS.length + level] = points[row] * this.#ticksPerPoint
      }
    }
  }

  #takeGex(table: Table): void {
    const start = this.#gexRows
    const points = table.column('strike_points', 'float64')
    for (let row = 0; row < table.length; row++) {
      this.strike[start + row] = points[row] * this.#ticksPerPoint
    }
    this.gex.set(table.column('gex', 'float64').subarray(0, table.length), start)
    this.gexAbs.set(table.column('gex_abs', 'float64').subarray(0, table.length), start)
    this.#gexRows += table.length
    this.#mark(table, start, this.gexStart, this.gexEnd)
  }

  /** Notes where each second's rows are; a second in two tables goes on from one to the next. */
  #mark(table: Table, row: number, starts: Int32Array, ends: Int32Array): void {
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
    this.side = longer(this.side, new Uint8Array(capacity))
    this.relTicks = longer(this.relTicks, new Int32Array(capacity))
    this.depth = longer(this.depth, new Int32Array(capacity))
    this.add = longer(this.add, new Int32Array(capacity))
    this.pull = longer(this.pull, new Int32Array(capacity))
    this.fill = longer(this.fill, new Int32Array(capacity))
    this.hidden = longer(this.hidden, new Int32Array(capacity))
    this.vacuum = longer(this.vacuum, new Float64Array(capacity))
  }

  #reserveGex(rows: number): void {
    if (rows <= this.gex.length) return
    const capacity = this.#capacity(rows, this.gex.length)
    this.strike = longer(this.strike, new Float64Array(capacity))
    this.gex = longer(this.gex, new Float64Array(capacity))
    this.gexAbs = longer(this.gexAbs, new Float64Array(capacity))
  }

  /** What is read at once fits exactly; what comes second by second has room to grow. */
  #capacity(rows: number, before: number): number {
    return this.isKnown.includes(1) ? Math.max(rows, 2 * before) : rows
  }
}

function rowsOf(tables: readonly Table[]): number {
  return tables.reduce((rows, { length }) => rows + length, 0)
}

function longer<A extends Uint8Array | Int32Array | Float64Array>(from: A, to: A): A {
  to.set(from)
  return to
}
