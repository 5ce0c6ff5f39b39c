import { LruMap } from '../lru-map.ts'
import type { RangeSource, Second } from '../seconds/second.ts'
import { CHUNK_SECONDS, Chunk, chunkOf, firstOfChunk } from './chunk.ts'
import type { DayLine } from './day-line.ts'
import { type HeatColumn, makeColumn } from './heat-column.ts'

/** Chunks kept as rows: the newest, and some before it for going back. */
const MAX_CHUNKS = 6
/** Columns kept of one width below a minute: as many as the widest screen shows. */
const MAX_COLUMNS = 2100

const MINUTE_S = 60

/**
 * The day's columns. A chunk's rows are read once and made into minute columns, which are all kept
 * (a 23-hour day has 1,380). Narrower columns are made on demand, from chunks that are read again
 * if they have been evicted.
 */
export class ColumnStore {
  readonly #source: RangeSource
  readonly #line: DayLine
  readonly #chunks = new LruMap<number, Chunk>({ max: MAX_CHUNKS })
  readonly #reading = new Map<number, Promise<void>>()
  readonly #minutes = new Map<number, HeatColumn>()
  readonly #columns = new LruMap<number, HeatColumn>({ max: MAX_COLUMNS })
  #columnSeconds = 1

  constructor(source: RangeSource, line: DayLine) {
    this.#source = source
    this.#line = line
  }

  /**
   * The column that holds a second, up to the second `now`.
   *
   * @param columnSeconds its width
   * @param now later seconds are excluded
   * @returns undefined where it has not been read or lies outside the day
   */
  column(columnSeconds: number, second: number, now: number): HeatColumn | undefined {
    const { number, first, last, isComplete } = this.#rangeOf(columnSeconds, second, now)
    if (last < first) return undefined
    const known = isComplete ? this.#cached(columnSeconds, number) : undefined
    if (known) return known
    const chunk = this.#chunks.peek(chunkOf(second))
    if (!chunk?.hasSeconds(first, last)) return undefined
    const column = makeColumn(chunk, this.#line, first, last)
    if (isComplete) this.#cache(columnSeconds, number, column)
    return column
  }

  /** A column of one second; undefined where it is not in memory. */
  second(second: number): HeatColumn | undefined {
    const chunk = this.#chunks.peek(chunkOf(second))
    return chunk?.hasSeconds(second, second)
      ? makeColumn(chunk, this.#line, second, second)
      : undefined
  }

  /** Whether the column that holds a second, up to `now`, is available without reading. */
  has(columnSeconds: number, second: number, now = Number.POSITIVE_INFINITY): boolean {
    const { number, first, last } = this.#rangeOf(columnSeconds, second, now)
    if (this.#cached(columnSeconds, number)) return true
    return this.#chunks.peek(chunkOf(second))?.hasSeconds(first, last) ?? false
  }

  /** Makes all columns of a loaded chunk, so that they are kept when the chunk is evicted. */
  make(columnSeconds: number, second: number, now: number): void {
    const first = firstOfChunk(chunkOf(second))
    for (let end = first; end < first + CHUNK_SECONDS; end += columnSeconds) {
      this.column(columnSeconds, end, now)
    }
  }

  /**
   * Loads the chunk that holds a second, and the day line of its seconds.
   *
   * @param now seconds after this one are not read
   */
  async load(second: number, now = Number.POSITIVE_INFINITY): Promise<Chunk> {
    const number = chunkOf(second)
    const last = Math.min(this.#lastOf(number), now)
    for (;;) {
      const chunk = this.#touch(number)
      if (chunk.hasSeconds(this.#firstOf(number), last)) return chunk
      const reading = this.#reading.get(number) ?? this.#read(chunk, number, last)
      this.#reading.set(number, reading)
      await reading
    }
  }

  /** Adds a second received from a stream; the day line must have it already. */
  addSecond(second: Second): void {
    const { endSecond } = second
    const number = chunkOf(endSecond)
    // The previous chunk is complete now.
    if (!this.#chunks.has(number)) this.make(MINUTE_S, endSecond - CHUNK_SECONDS, endSecond)
    const chunk = this.#touch(number)
    if (!chunk.hasSeconds(endSecond, endSecond)) chunk.addSecond(second)
  }

  async #read(chunk: Chunk, number: number, last: number): Promise<void> {
    const first = this.#firstOf(number)
    try {
      const line = this.#line.load(first, first + CHUNK_SECONDS - 1)
      await chunk.read(this.#source, first, last, line)
    } finally {
      this.#reading.delete(number)
    }
    this.make(MINUTE_S, first, last)
  }

  /** The chunk of a number, created empty if needed, and marked as most recently used. */
  #touch(number: number): Chunk {
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

  /** The range of seconds of the column that holds a second, within the day and up to `now`. */
  #rangeOf(columnSeconds: number, second: number, now: number) {
    const { firstEndSecond, lastEndSecond, isOpen } = this.#source.day
    const number = Math.ceil(second / columnSeconds) - 1
    const first = Math.max(number * columnSeconds + 1, firstEndSecond)
    const end = (number + 1) * columnSeconds
    // The newest column of an open day goes on.
    const whole = isOpen ? end : Math.min(end, lastEndSecond)
    const last = Math.min(end, lastEndSecond, now)
    return { number, first, last, isComplete: last === whole }
  }

  #cached(columnSeconds: number, number: number): HeatColumn | undefined {
    if (columnSeconds === MINUTE_S) return this.#minutes.get(number)
    return columnSeconds === this.#columnSeconds ? this.#columns.get(number) : undefined
  }

  #cache(columnSeconds: number, number: number, column: HeatColumn): void {
    if (columnSeconds === MINUTE_S) {
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
