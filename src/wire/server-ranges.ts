import type { DayDescription, RangeSource, SurfaceName } from '../seconds/second.ts'
import type { Table } from '../table/table.ts'
import type { ServerAddress } from './server-address.ts'
import { fetchRows } from './server-requests.ts'

/** Seconds per request: the server's maximum. */
const RANGE_SECONDS = 3600

/** Reads a day's rows by ranges of seconds from a server over HTTP. */
export class ServerRanges implements RangeSource {
  #day: DayDescription
  readonly #address: ServerAddress
  #cancellation = new AbortController()

  constructor(address: ServerAddress, day: DayDescription) {
    this.#address = address
    this.#day = day
  }

  /** An open day's last second is the last so far. */
  get day(): DayDescription {
    return this.#day
  }

  /** An open day has ended. */
  end(): void {
    this.#day = { ...this.#day, isOpen: undefined }
  }

  /** More of an open day has come. */
  grow(lastEndSecond: number): void {
    this.#day = { ...this.#day, lastEndSecond }
  }

  async readRange(
    surface: SurfaceName,
    from: number,
    to: number,
    columns?: readonly string[],
  ): Promise<readonly Table[]> {
    const { symbol, dt, surfaces, firstEndSecond, lastEndSecond } = this.day
    if (!surfaces.includes(surface)) return []
    const { signal } = this.#cancellation
    const tables: Table[] = []
    const last = Math.min(to, lastEndSecond)
    for (let start = Math.max(from, firstEndSecond); start <= last; start += RANGE_SECONDS) {
      const end = Math.min(start + RANGE_SECONDS - 1, last)
      const wanted = { symbol, dt, surface, from: start, to: end, columns }
      tables.push(...(await fetchRows(this.#address, wanted, signal)).tables)
    }
    return tables
  }

  /** Cancels pending requests, which throw an `AbortError`. */
  cancel(): void {
    this.#cancellation.abort()
    this.#cancellation = new AbortController()
  }

  async close(): Promise<void> {
    this.cancel()
  }
}
