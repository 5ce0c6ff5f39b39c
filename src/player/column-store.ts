import { LruMap } from '../lru-map.ts'
import type { RangeSource, Second } from '../seconds/second.ts'
import { CHUNK_SECONDS, Chunk, chunkOf, firstOfChunk } from './chunk.ts'
import type { DayLine } from './day-line.ts'
import { type HeatColumn, makeColumn } from './heat-column.ts'

/** Chunks kept as rows: what the newest columns are made of, and a way back. */
const KEPT_CHUNKS = 6
/** Columns kept of widths below a minute: as many as the widest screen shows. */
const KEPT_COLUMNS = 2100

const MINUTE = 60

/**
 * The day's columns. A chunk's rows are read once, made into minutes, which are kept (a 23-hour day
 * has 1,380), and let go; narrower columns are made where they are looked at, from chunks that come
 * back if need be.
 */
export class ColumnStore {
  readonly #source: RangeSource
  readonly #line: DayLine
  readonly #chunks = new LruMap<number, Chunk>({ max: KEPT_CHUNKS })
  readonly #reading = new Map<number, Promise<void>>()
  readonly #minutes = new Map<number, HeatColumn>()
  readonly #columns = new LruMap<number, HeatColumn>({ max: KEPT_COLUMNS })
  #columnSeconds = 1

  constructor(source: RangeSource, line: DayLine) {
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
    const { number, first, last, isWhole } = this.#span(columnSeconds, second, now)
    if (last < first) return undefined
    const known = isWhole ? this.#known(columnSeconds, number) : undefined
    if (known) return known
    const chunk = this.#chunks.peek(chunkOf(second))
    if (!chunk?.knows(first, last)) return undefined
    const column = makeColumn(chunk, this.#line, first, last)
    if (isWhole) this.#keep(columnSeconds, number, column)
    return column
  }

  /** A second by itself; undefined where it is not in memory. */
  second(second: number): HeatColumn | undefined {
    const chunk = this.#chunks.peek(chunkOf(second))
    return chunk?.knows(second, second) ? makeColumn(chunk, this.#line, second, second) : undefined
  }

  /** Can the column that holds a second be had without reading, as far as it has come? */
  has(columnSeconds: number, second: number, now = Number.POSITIVE_INFINITY): boolean {
    const { number, first, last } = this.#span(columnSeconds, second, now)
    if (this.#known(columnSeconds, number)) return true
    return this.#chunks.peek(chunkOf(second))?.knows(first, last) ?? false
  }

  /** Makes all columns of a chunk that is in memory, so that they outlast it. */
  make(columnSeconds: number, second: number, now: number): void {
    const first = firstOfChunk(chunkOf(second))
    for (let end = first; end < first + CHUNK_SECONDS; end += columnSeconds) {
      this.column(columnSeconds, end, now)
    }
  }

  /**
   * Reads what is missing of the chunk that holds a second, and the line along it.
   *
   * @param now seconds after this one are not read
   */
  async load(second: number, now = Number.POSITIVE_INFINITY): Promise<Chunk> {
    const number = chunkOf(second)
    const last = Math.min(this.#lastOf(number), now)
    for (;;) {
      const chunk = this.#use(number)
      if (chunk.knows(this.#firstOf(number), last)) return chunk
      const reading = this.#reading.get(number) ?? this.#read(chunk, number, last)
      this.#reading.set(number, reading)
      await reading
    }
  }

  /** Takes a second as a stream brings it; its line must have come. */
  take(second: Second): void {
    const { endSecond } = second
    const number = chunkOf(endSecond)
    // What a stream brought of the chunk before is whole now, as far as it came.
    if (!this.#chunks.has(number)) this.make(MINUTE, endSecond - CHUNK_SECONDS, endSecond)
    const chunk = this.#use(number)
    if (!chunk.knows(endSecond, endSecond)) chunk.take(second)
  }

  async #read(chunk: Chunk, number: number, last: number): Promise<void> {
    const first = this.#firstOf(number)
    try {
      const line = this.#line.load(first, first + CHUNK_SECONDS - 1)
      await chunk.read(this.#source, first, last, line)
    } finally {
      this.#reading.delete(number)
    }
    this.make(MINUTE, first, last)
  }

  /** A chunk of the day, empty where nothing of it has come; it counts as used last. */
  #use(number: number): Chunk {
    const known = this.#chunks.get(number)
    if (known) return known
    const chunk = new Chunk(number, this.#source.day.tickSize)
    this.#chunks.set(number, chunk)
    return chunk
  }

  #firstOf(number: number): number {
    return Math.max(firstOfChunk(number), this.#source.day.firstEndSecond)
  }

  #lastOf(number: number): number {
    return Math.min(firstOfChunk(number) + CHUNK_SECONDS - 1, this.#source.day.lastEndSecond)
  }

  /** The seconds of the column that holds a second, within the day, as far as they have come. */
  #span(columnSeconds: number, second: number, now: number) {
    const { firstEndSecond, lastEndSecond } = this.#source.day
    const number = Math.ceil(second / columnSeconds) - 1
    const first = Math.max(number * columnSeconds + 1, firstEndSecond)
    const whole = Math.min((number + 1) * columnSeconds, lastEndSecond)
    const last = Math.min(whole, now)
    return { number, first, last, isWhole: last === whole }
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
  }
}
