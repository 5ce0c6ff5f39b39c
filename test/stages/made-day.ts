import { DbnFileWriter, type WriteOptions, type WrittenFile } from '../../src/dbn/file-writer.ts'
import { type DbnVersion, type RecordKind, recordLayout } from '../../src/dbn/layout.ts'
import type { Metadata, SymbolMapping } from '../../src/dbn/metadata.ts'
import { UNDEF_PRICE } from '../../src/market/price.ts'
import { addDays, startOfUtcDate } from '../../src/market/time.ts'
import { type Column, isWideInts, Table } from '../../src/table/table.ts'
import { metadataOf } from '../dbn/streams.ts'

/** Two outright futures and the spread between them, as one file of ES.FUT has them. */
export const INSTRUMENTS = { ESH6: 101, ESM6: 102, 'ESH6-ESM6': 103 } as const
export type InstrumentName = keyof typeof INSTRUMENTS

export const DAY = '2026-01-06'
export const NEXT_DAY = '2026-01-07'
export const TICK = 250_000_000
const SECOND = 1_000_000_000n

export const FLAG = { last: 128, snapshot: 32, badTime: 8 } as const

/** A record's fields by name; what is left out is 0, or empty. */
export type Fields = Readonly<Record<string, number | bigint | string>>

/** "2026-01-06", "14:30:00.5" → ns since the epoch. */
export function timeOf(date: string, clock: string): bigint {
  const [whole, fraction = ''] = clock.split('.')
  const [hours, minutes, seconds] = whole.split(':').map(BigInt)
  const second = (hours * 60n + minutes) * 60n + seconds
  return startOfUtcDate(date) + second * SECOND + BigInt(fraction.padEnd(9, '0'))
}

export interface DayOptions {
  readonly date?: string
  /** UTC clock of the first live record. */
  readonly from?: string
  readonly seconds?: number
  readonly seed?: number
  readonly instruments?: readonly InstrumentName[]
  /** Without one the file begins with live records. */
  readonly hasSnapshot?: boolean
}

/** A day's MBO records: a snapshot of every book, then some events a second, in order of receipt. */
export function dayRecords(options: DayOptions = {}): Fields[] {
  const { date = DAY, from = '14:30:00', seconds = 30, seed = 1, hasSnapshot = true } = options
  const names = options.instruments ?? (['ESH6', 'ESM6', 'ESH6-ESM6'] as const)
  const random = randomNumbers(seed)
  const start = timeOf(date, from)
  const books = names.map((name) => new MadeBook(INSTRUMENTS[name], start, random))
  const records = hasSnapshot ? books.flatMap((book) => book.snapshot(start - 60n * SECOND)) : []
  for (let second = 0; second < seconds; second++) {
    for (let event = 0; event < 6; event++) {
      const time = start + BigInt(second) * SECOND + BigInt(event * 150_000_000 + random(1_000_000))
      // ESH6 trades twice as often as ESM6, and the spread least.
      const book = books[Math.min(books.length - 1, [0, 1, 0, 2, 0, 1][event])]
      records.push(...book.event(time))
    }
  }
  return records
}

/** Makes one instrument's orders come, change, trade and go; its book never crosses. */
class MadeBook {
  readonly #instrument: number
  /** Order ids count from here: no two days have one in common, as at the exchange. */
  readonly #firstId: bigint
  readonly #random: (below: number) => number
  readonly #middle: number
  readonly #orders: { id: bigint; side: 'A' | 'B'; ticks: number; size: number }[] = []
  #sequence = 0

  constructor(instrument: number, start: bigint, random: (below: number) => number) {
    this.#instrument = instrument
    const second = (start / SECOND) % 100_000n
    this.#firstId = BigInt(instrument) * 1_000_000_000_000n + second * 10_000_000n
    this.#random = random
    this.#middle = 19_200 + (instrument - INSTRUMENTS.ESH6) * 200
  }

  snapshot(time: bigint): Fields[] {
    const records: Fields[] = []
    for (let distance = 1; distance <= 8; distance++) {
      for (const side of ['A', 'B'] as const) {
        const order = this.#place(side, distance, 1 + this.#random(9))
        records.push(this.#record(time, 'A', order, FLAG.snapshot | FLAG.badTime))
      }
    }
    const last = records[records.length - 1]
    records[records.length - 1] = { ...last, flags: Number(last.flags) | FLAG.last }
    return records
  }

  event(time: bigint): Fields[] {
    const order = this.#orders[this.#random(Math.max(1, this.#orders.length))]
    const choice = this.#random(10)
    if (!order || choice < 4) {
      const side = this.#random(2) === 0 ? 'A' : 'B'
      const placed = this.#place(side, 1 + this.#random(10), 1 + this.#random(9))
      return [this.#record(time, 'A', placed, FLAG.last)]
    }
    if (choice < 6) return [this.#cancel(time, order, order.size)]
    if (choice < 8) {
      order.size = 1 + this.#random(12)
      return [this.#record(time, 'M', order, FLAG.last)]
    }
    const size = 1 + this.#random(order.size)
    const aggressor = order.side === 'A' ? 'B' : 'A'
    const trade = { ...order, id: 0n, side: aggressor, size } as const
    return [
      this.#record(time, 'T', trade, 0),
      this.#record(time, 'F', { ...order, size }, 0),
      this.#cancel(time, order, size),
    ]
  }

  #place(side: 'A' | 'B', distance: number, size: number) {
    const ticks = this.#middle + (side === 'A' ? distance : -distance)
    const id = this.#firstId + BigInt(this.#orders.length + 1) + BigInt(this.#sequence) * 1000n
    const order = { id, side, ticks, size }
    this.#orders.push(order)
    return order
  }

  #cancel(
    time: bigint,
    order: { id: bigint; side: 'A' | 'B'; ticks: number; size: number },
    size: number,
  ) {
    order.size -= size
    if (order.size === 0) this.#orders.splice(this.#orders.indexOf(order), 1)
    return this.#record(time, 'C', { ...order, size }, FLAG.last)
  }

  #record(
    time: bigint,
    action: string,
    { id, side, ticks, size }: { id: bigint; side: string; ticks: number; size: number },
    flags: number,
  ): Fields {
    return {
      publisher_id: 1,
      instrument_id: this.#instrument,
      ts_event: time - 20_000n,
      ts_recv: time,
      ts_in_delta: 12_345,
      order_id: id,
      price: BigInt(ticks * TICK),
      size,
      flags,
      action,
      side,
      sequence: ++this.#sequence,
    }
  }
}

function randomNumbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** The mappings that a file of one date has. */
export function mappingsOf(
  date: string,
  instruments: Readonly<Record<string, number>> = INSTRUMENTS,
): SymbolMapping[] {
  const startDate = Number(date.replaceAll('-', ''))
  const endDate = Number(addDays(date, 1).replaceAll('-', ''))
  return Object.entries(instruments).map(([rawSymbol, id]) => ({
    rawSymbol,
    intervals: [{ startDate, endDate, symbol: String(id) }],
  }))
}

export interface FileOptions extends WriteOptions {
  readonly version?: DbnVersion
  readonly kind?: RecordKind
  readonly date?: string
  readonly metadata?: Partial<Metadata>
  /** Records of kinds that are not decoded, written after the others. */
  readonly raw?: Uint8Array
}

/** What DBN calls the schemas of other records than orders. */
const SCHEMAS: Partial<Record<RecordKind, number>> = { definition: 9, statistics: 10 }

/** Writes records of one kind as a DBN file of one date: zstd in several frames, if not otherwise. */
export async function writeDbn(
  path: string,
  records: readonly Fields[],
  options: FileOptions = {},
): Promise<WrittenFile> {
  const { version = 3, kind = 'mbo', date = DAY, frameBytes = 8192, level, raw } = options
  const metadata = metadataOf(version, {
    schema: SCHEMAS[kind] ?? 0,
    start: startOfUtcDate(date),
    end: startOfUtcDate(addDays(date, 1)),
    symbols: ['ES.FUT'],
    notFound: [],
    mappings: mappingsOf(date),
    ...options.metadata,
  })
  const sized = { frameBytes, ...(level !== undefined && { level }) }
  const writer = await DbnFileWriter.create(path, metadata, sized)
  await writer.write(recordLayout(kind, version), recordTable(kind, version, records))
  if (raw) await writer.writeRaw(raw)
  return writer.close()
}

/** Records of one kind as a table of DBN's columns. */
export function recordTable(
  kind: RecordKind,
  version: DbnVersion,
  records: readonly Fields[],
): Table {
  const layout = recordLayout(kind, version)
  const table = new Table(layout.contract, Math.max(1, records.length))
  table.length = records.length
  for (const { name, kind: column, type } of layout.fields) {
    const values: Column = table.column(name, column)
    for (const [row, record] of records.entries()) {
      const value = name === 'rtype' ? layout.rtype : record[name]
      if (value === undefined) continue
      if (Array.isArray(values)) values[row] = String(value)
      else if (isWideInts(values)) values[row] = BigInt(value)
      else values[row] = type === 'char' ? String(value).charCodeAt(0) : Number(value)
    }
  }
  return table
}

/** A definition record: of a future, unless the fields say otherwise. */
export function definition(symbol: string, fields: Fields = {}): Fields {
  const time = timeOf(DAY, '00:00:00')
  return {
    instrument_id: INSTRUMENTS[symbol as InstrumentName] ?? 900,
    ts_event: time,
    ts_recv: time,
    raw_symbol: symbol,
    instrument_class: 'F',
    min_price_increment: BigInt(TICK),
    strike_price: UNDEF_PRICE,
    security_update_action: 'A',
    user_defined_instrument: 'N',
    asset: 'ES',
    ...fields,
  }
}
