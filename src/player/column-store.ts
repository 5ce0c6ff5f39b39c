import type { SecondSource } from '../seconds/second.ts'
import { CHUNK_SECONDS, type Chunk, chunkOf, firstOfChunk, readChunk } from './chunk.ts'
import type { DayLine } from './day-line.ts'
import { type HeatColumn, makeColumn } from './heat-column.ts'

/** Chunks kept as rows: what the newest columns are made of, and a way back. */
const KEPT_CHUNKS = 6
/** Columns kept of widths below a minute. */
const KEPT_COLUMNS = 4000

const MINUTE = 60

/**
 * The day's columns. A chunk's rows are read once, made into minutes, which are kept (a 23-hour day
 * has 1,380), and let go; narrower columns are made where they are looked at, from chunks that come
 * back if need be.
 */
export class ColumnStore {
  readonly #source: SecondSource
  readonly #line: DayLine
  /** The latest used last. */
  readonly #chunks = new Map<number, Chunk>()
  readonly #reading = new Map<number, Promise<Chunk>>()
  readonly #minutes = new Map<number, HeatColumn>()
  readonly #columns = new Map<number, HeatColumn>()
  #columnSeconds = 1

  constructor(source: SecondSource, line: DayLine) {
    this.#source = source
    this.#line = line
  }

  /**
   * The column that holds a second, as far as it has come by a later second.
   *
   * @param columnSeconds its width
   * @param now seconds after this one have not happened yet
   * @returns undefined where it has not been read, or lies outside the day
   */
  column(columnSeconds: number, second: number, now: number): HeatColumn | undefined {
    const { firstEndSecond, lastEndSecond } = this.#source.day
    const number = Math.ceil(second / columnSeconds) - 1
    const first = Math.max(number * columnSeconds + 1, firstEndSecond)
    const whole = Math.min((number + 1) * columnSeconds, lastEndSecond)
    const last = Math.min(whole, now)
    if (last < first) return undefined
    const isWhole = last === whole
    const known = isWhole ? this.#known(columnSeconds, number) : undefined
    if (known) return known
    const chunk = this.#chunks.get(chunkOf(second))
    if (!chunk) return undefined
    const column = makeColumn(chunk, this.#line, first, last)
    if (isWhole) this.#keep(columnSeconds, number, column)
    return column
  }

  /** A second by itself; undefined where its chunk is not in memory. */
  second(second: number): HeatColumn | undefined {
    const chunk = this.#chunks.get(chunkOf(second))
    return chunk && makeColumn(chunk, this.#line, second, second)
  }

  /** Can the column that holds a second be had without reading? */
  has(columnSeconds: number, second: number): boolean {
    const number = Math.ceil(second / columnSeconds) - 1
    return this.#chunks.has(chunkOf(second)) || this.#known(columnSeconds, number) !== undefined
  }

  /** Makes all columns of a chunk that is in memory, so that they outlast it. */
  make(columnSeconds: number, second: number, now: number): void {
    const first = firstOfChunk(chunkOf(second))
    for (let end = first; end < first + CHUNK_SECONDS; end += columnSeconds) {
      this.column(columnSeconds, end, now)
    }
  }

  /** Reads the chunk that holds a second, and the line along it. */
  async load(second: number): Promise<Chunk> {
    const number = chunkOf(second)
    const known = this.#chunks.get(number)
    if (known) {
      this.#chunks.delete(number)
      this.#chunks.set(number, known)
      return known
    }
    const reading = this.#reading.get(number) ?? this.#read(number)
    this.#reading.set(number, reading)
    try {
      return await reading
    } finally {
      this.#reading.delete(number)
    }
  }

  async #read(number: number): Promise<Chunk> {
    const first = firstOfChunk(number)
    const [chunk] = await Promise.all([
      readChunk(this.#source, number),
      this.#line.load(first, first + CHUNK_SECONDS - 1),
    ])
    this.#chunks.set(number, chunk)
    for (const oldest of this.#chunks.keys()) {
      if (this.#chunks.size <= KEPT_CHUNKS) break
      this.#chunks.delete(oldest)
    }
    this.make(MINUTE, first, this.#source.day.lastEndSecond)
    return chunk
  }

  #known(columnSeconds: number, number: number): HeatColumn | undefined {
    if (columnSeconds === MINUTE) return this.#minutes.get(number)
    return columnSeconds === this.#columnSeconds ? this.#columns.get(number) : undefined
  }

  #keep(columnSeconds: number, number: number, column: HeatColumn): void {
    if (columnSeconds === MINUTE) {
      this.#minutes.set(number, column)
      return
    }
    if (columnSeconds !== this.#columnSeconds) {
      this.#columns.clear()
      this.#columnSeconds = columnSeconds
    }
    this.#columns.set(number, column)
    for (const oldest of this.#columns.keys()) {
      if (this.#columns.size <= KEPT_COLUMNS) break
      this.#columns.delete(oldest)
    }
  }
}
