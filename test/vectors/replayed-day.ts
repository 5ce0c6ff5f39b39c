import { basename, join } from 'node:path'
import { DbnFileWriter } from '../../src/dbn/file-writer.ts'
import { UNDEF_PRICE } from '../../src/market/price.ts'
import type { Random } from '../../src/synth/prng.ts'
import { Table } from '../../src/table/table.ts'
import { type Content, contentsOf, makeDays, temporaryFolder } from '../metamorphic/made-days.ts'

/** Records of one future's day, taken apart to be put together in another order. */
interface OrderRecord {
  event: bigint
  received: bigint
  id: bigint
  price: bigint
  size: number
  readonly flags: number
  readonly action: string
  readonly side: string
}

interface Resting {
  readonly side: string
  price: bigint
  size: number
}

type RestingOrders = Map<bigint, Resting>

/** A time of a day in which another day's order flow is played. */
export interface Replay {
  /** Where it is from and where it goes to: ns since the epoch. */
  readonly from: bigint
  readonly to: bigint
}

const LAST = 128
const SECOND = 1_000_000_000n
/** The minute that the first features look back on, and 90 seconds. */
export const REPLAY_SECONDS = 150
/** Ids of the source's orders are no ids of the target's. */
const OTHER_IDS = 1n << 50n
const MAX_SIZE_CHANGE = 0.1

/** A made day's file of orders. */
export class OrderDay {
  readonly #content: Content
  readonly #records: readonly OrderRecord[]

  private constructor(content: Content) {
    this.#content = content
    this.#records = content.batches.flatMap(({ table }) => recordsOf(table))
  }

  static async make(options: Parameters<typeof makeDays>[0]): Promise<OrderDay> {
    const folder = await makeDays({ ...options, expiries: [] })
    const content = (await contentsOf(folder)).find(({ name }) => name.includes('.mbo.'))
    if (!content) throw new Error('no file of orders was made')
    return new OrderDay(content)
  }

  /**
   * Writes the day with parts of another in it: at each place the book becomes the other's as it was
   * then, at this day's price, the other's records follow, sizes changed by up to 10 %, and then
   * the day's own book and records go on.
   */
  async withReplays(source: OrderDay, replays: readonly Replay[], random: Random): Promise<string> {
    const written: OrderRecord[] = []
    const own: RestingOrders = new Map()
    let at = 0
    for (const { from, to } of replays) {
      at = this.#copyUntil(at, to, own, written)
      const played = source.#part(from, middleOf(own), to - from, random)
      written.push(...played)
      // The day goes on behind it, unseen.
      at = this.#copyUntil(at, to + BigInt(REPLAY_SECONDS) * SECOND, own, undefined)
      written.push(...bookRecords(own, to + BigInt(REPLAY_SECONDS) * SECOND))
    }
    this.#copyUntil(at, 2n ** 62n, own, written)
    return this.#write(written)
  }

  /** The records from an instant on, preceded by the book as it was, moved in price and time. */
  #part(from: bigint, middle: bigint, delay: bigint, random: Random): OrderRecord[] {
    const book: RestingOrders = new Map()
    const start = this.#copyUntil(0, from, book, undefined)
    const shift = middle - middleOf(book)
    const first = bookRecords(book, from)
    const rest: OrderRecord[] = []
    this.#copyUntil(start, from + BigInt(REPLAY_SECONDS) * SECOND, new Map(book), rest)
    const factors = new Map<bigint, number>()
    const factorOf = (id: bigint) => {
      const factor = factors.get(id) ?? 1 + random.between(-MAX_SIZE_CHANGE, MAX_SIZE_CHANGE)
      factors.set(id, factor)
      return factor
    }
    return [...first, ...rest].map((record) => ({
      ...record,
      event: record.event + delay,
      received: record.received + delay,
      id: record.id === 0n ? 0n : record.id + OTHER_IDS,
      price: record.price === UNDEF_PRICE ? record.price : record.price + shift,
      size: Math.round(record.size * (record.id === 0n ? 1 : factorOf(record.id))),
    }))
  }

  /** Follows the records up to the first event at or after an instant; returns its row. */
  #copyUntil(
    start: number,
    end: bigint,
    book: RestingOrders,
    written: OrderRecord[] | undefined,
  ): number {
    let at = start
    for (; at < this.#records.length; at++) {
      const record = this.#records[at]
      const isBetween = at === 0 || (this.#records[at - 1].flags & LAST) !== 0
      if (isBetween && record.event >= end) break
      follow(book, record)
      written?.push(record)
    }
    return at
  }

  async #write(records: readonly OrderRecord[]): Promise<string> {
    const { name, metadata, batches } = this.#content
    const [{ layout, table: model }] = batches
    const table = new Table(layout.contract, records.length)
    table.length = records.length
    for (const [column, kind] of [
      ['rtype', 'uint8'],
      ['publisher_id', 'uint16'],
      ['instrument_id', 'uint32'],
      ['channel_id', 'uint8'],
    ] as const)
      table.column(column, kind).fill(model.column(column, kind)[0])
    for (const [row, record] of records.entries()) {
      table.column('ts_event', 'int64')[row] = record.event
      table.column('ts_recv', 'int64')[row] = record.received
      table.column('order_id', 'uint64')[row] = record.id
      table.column('price', 'int64')[row] = record.price
      table.column('size', 'uint32')[row] = record.size
      table.column('flags', 'uint8')[row] = record.flags
      table.column('action', 'char')[row] = record.action.charCodeAt(0)
      table.column('side', 'char')[row] = record.side.charCodeAt(0)
      table.column('sequence', 'uint32')[row] = row + 1
    }
    const folder = temporaryFolder()
    const writer = await DbnFileWriter.create(join(folder, basename(name)), metadata, { level: 1 })
    await writer.write(layout, table)
    await writer.close()
    return folder
  }
}

function recordsOf(table: Table): OrderRecord[] {
  const text = (name: string, row: number) => String.fromCharCode(table.column(name, 'char')[row])
  return Array.from({ length: table.length }, (_, row) => ({
    event: table.column('ts_event', 'int64')[row],
    received: table.column('ts_recv', 'int64')[row],
    id: table.column('order_id', 'uint64')[row],
    price: table.column('price', 'int64')[row],
    size: table.column('size', 'uint32')[row],
    flags: table.column('flags', 'uint8')[row],
    action: text('action', row),
    side: text('side', row),
  }))
}

function follow(book: RestingOrders, { action, id, side, price, size }: OrderRecord): void {
  const order = book.get(id)
  if (action === 'R') book.clear()
  else if (action === 'A') book.set(id, { side, price, size })
  else if (action === 'M') book.set(id, { side, price, size })
  else if (action === 'C' && order) {
    order.size -= size
    if (order.size <= 0) book.delete(id)
  }
}

/** A clear, and an add for every order. */
function bookRecords(book: RestingOrders, time: bigint): OrderRecord[] {
  const at = { event: time, received: time, flags: LAST }
  const clear = { ...at, id: 0n, price: UNDEF_PRICE, size: 0, action: 'R', side: 'N' }
  const adds = Array.from(book, ([id, order]) => ({ ...at, ...order, id, action: 'A' }))
  return [clear, ...adds]
}

/** Best bid of a book: what prices are aligned by. */
function middleOf(book: RestingOrders): bigint {
  let best = -(2n ** 62n)
  for (const { side, price } of book.values()) if (side === 'B' && price > best) best = price
  return best
}
