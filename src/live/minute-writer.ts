import type { OpenDayWriter } from '../lake/partition/open-day-writer.ts'
import type { LakeSeconds } from '../seconds/lake-seconds.ts'
import type { OpenDay, StoredSeconds } from '../seconds/open-day.ts'
import { type Second, SURFACE_DATASETS, type SurfaceName } from '../seconds/second.ts'
import { concatenate } from '../table/concatenate.ts'
import type { Table } from '../table/table.ts'

/** The lake's side of an open day. */
export interface OpenDayStore {
  /** Begins to write it. */
  begin(): Promise<OpenDayWriter>
  /** Reads what has been written. */
  open(): Promise<LakeSeconds>
}

/**
 * Writes an open day's seconds into the lake as their minutes close, so that memory does not hold
 * them, and reads them again for those who look back.
 */
export class MinuteWriter implements StoredSeconds {
  readonly #store: OpenDayStore
  #writer: OpenDayWriter | undefined
  /** The last second that is written. */
  #written: number
  #reader: SharedReader | undefined

  /** @param first the day's first second */
  constructor(store: OpenDayStore, first: number) {
    this.#store = store
    this.#written = first - 1
  }

  /** Writes the day's seconds up to one, and has the day forget them. */
  async write(day: OpenDay, endSecond: number): Promise<void> {
    if (endSecond <= this.#written) return
    this.#writer ??= await this.#store.begin()
    const from = this.#written + 1
    const tables = new Map<string, readonly Table[]>()
    for (const surface of day.day.surfaces) {
      const rows = concatenate(await day.readRange(surface, from, endSecond))
      tables.set(SURFACE_DATASETS[surface], rows ? [rows] : [])
    }
    await this.#writer.write(tables)
    this.#written = endSecond
    day.release(endSecond)
  }

  read(endSecond: number, more: readonly SurfaceName[]): Promise<Second> {
    return this.#readerUpTo(endSecond).use((seconds) => seconds.read(endSecond, more))
  }

  readRange(
    surface: SurfaceName,
    from: number,
    to: number,
    columns?: readonly string[],
  ): Promise<readonly Table[]> {
    return this.#readerUpTo(to).use((seconds) => seconds.readRange(surface, from, to, columns))
  }

  async close(): Promise<void> {
    await this.#writer?.close()
    this.#reader?.retire()
    await this.#reader?.closed
  }

  /** A reader of what was written, opened anew where more is asked for than it has. */
  #readerUpTo(endSecond: number): SharedReader {
    const needed = Math.min(endSecond, this.#written)
    if (this.#reader && this.#reader.lastSecond >= needed) return this.#reader
    this.#reader?.retire()
    this.#reader = new SharedReader(this.#written, this.#store.open())
    return this.#reader
  }
}

/** Seconds of the lake that several read at a time, closed once the last of them is done. */
class SharedReader {
  readonly lastSecond: number
  /** Resolves once it is closed. */
  readonly closed: Promise<void>
  readonly #seconds: Promise<LakeSeconds>
  #users = 0
  #isRetired = false
  #close: () => void = () => {}

  constructor(lastSecond: number, seconds: Promise<LakeSeconds>) {
    this.lastSecond = lastSecond
    this.#seconds = seconds
    const unused = new Promise<void>((resolve) => (this.#close = resolve))
    this.closed = unused.then(async () => (await seconds).close())
    // Its users get the error.
    this.closed.catch(() => {})
  }

  async use<T>(read: (seconds: LakeSeconds) => Promise<T>): Promise<T> {
    this.#users++
    try {
      return await read(await this.#seconds)
    } finally {
      this.#users--
      this.#closeUnused()
    }
  }

  /** Nobody will begin to use it. */
  retire(): void {
    this.#isRetired = true
    this.#closeUnused()
  }

  #closeUnused(): void {
    if (this.#isRetired && this.#users === 0) this.#close()
  }
}
