import { type DbnVersion, type RecordKind, recordLayout } from '../dbn/layout.ts'
import { UNDEF_PRICE } from '../market/price.ts'
import { type Column, isWideInts, storeInt64, Table, words } from '../table/table.ts'
import { MAX_LEVELS, type MarketLevels } from './market-levels.ts'
import { PUBLISHER } from './publisher.ts'
import type { Stamp, TapeClock } from './tape-clock.ts'

const UNDEF_WORDS = [Number(UNDEF_PRICE & 0xffff_ffffn), Number(UNDEF_PRICE >> 32n)] as const
const CAPACITY = 4096
const WORTH_A_WRITE = 2048

/** An order or a trade of a record: side letter, price in 1e-9 units, lots. */
export interface Change {
  readonly side: number
  readonly price: number
  readonly size: number
}

/** Rows of one record kind. */
export class JudgeRows {
  readonly layout
  readonly table: Table
  readonly #clock: TapeClock
  readonly #instrumentId: number
  readonly #numbers = new Map<string, Uint32Array | Int32Array | Uint8Array>()
  readonly #words = new Map<string, Uint32Array>()

  constructor(kind: RecordKind, version: DbnVersion, clock: TapeClock, instrumentId: number) {
    this.layout = recordLayout(kind, version)
    this.table = new Table(this.layout.contract, CAPACITY)
    this.#clock = clock
    this.#instrumentId = instrumentId
    this.#bind()
  }

  /** Whether there are enough rows to write. */
  get isWorthAWrite(): boolean {
    return this.table.length >= WORTH_A_WRITE
  }

  #bind(): void {
    this.table.column('rtype', 'uint8').fill(this.layout.rtype)
    this.table.column('publisher_id', 'uint16').fill(PUBLISHER)
    this.table.column('instrument_id', 'uint32').fill(this.#instrumentId)
    for (const { name, kind: column } of this.layout.fields) {
      const values: Column = this.table.column(name, column)
      if (isWideInts(values)) this.#words.set(name, words(values))
      else if (
        values instanceof Uint32Array ||
        values instanceof Int32Array ||
        values instanceof Uint8Array
      )
        this.#numbers.set(name, values)
    }
  }

  /** Starts a row; its fields are set afterwards. */
  next(): void {
    if (this.table.length === this.table.capacity) {
      this.table.reserve(1)
      this.#bind()
    }
    this.table.length++
  }

  number(name: string, value: number): void {
    const column = this.#numbers.get(name)
    if (column) column[this.table.length - 1] = value
  }

  /** @param price 1e-9 units; NaN for none */
  price(name: string, price: number): void {
    const column = this.#column(name)
    if (Number.isNaN(price)) column.set(UNDEF_WORDS, 2 * (this.table.length - 1))
    else storeInt64(column, this.table.length - 1, price)
  }

  count(name: string, value: number): void {
    storeInt64(this.#column(name), this.table.length - 1, value)
  }

  time(name: string, time: number): void {
    this.#clock.store(this.#column(name), this.table.length - 1, time)
  }

  stamp({ time, received, sequence, inDelta }: Readonly<Stamp>): void {
    this.time('ts_event', time)
    this.time('ts_recv', received)
    this.number('sequence', sequence)
    this.number('ts_in_delta', inDelta)
  }

  /** Sets the change or the trade. @param depth rank of the level */
  change(action: number, { side, price, size }: Change, flags: number, depth: number): void {
    this.price('price', price)
    this.number('size', size)
    this.number('action', action)
    this.number('side', side)
    this.number('flags', flags)
    this.number('depth', depth)
  }

  /** Sets the best levels, as many as the kind has. */
  levels(levels: MarketLevels, tickSize: number, count: number): void {
    for (const [side, letters] of SIDES) {
      for (let rank = 0; rank < count; rank++) {
        const at = side * MAX_LEVELS + rank
        const suffix = SUFFIXES[rank]
        const isThere = levels.lots[at] > 0
        this.price(`${letters}_px_${suffix}`, isThere ? levels.tick[at] * tickSize : Number.NaN)
        this.number(`${letters}_sz_${suffix}`, levels.lots[at])
        this.number(`${letters}_ct_${suffix}`, levels.orders[at])
      }
    }
  }

  #column(name: string): Uint32Array {
    const column = this.#words.get(name)
    if (!column) throw new Error(`${this.layout.kind} has no 64-bit field ${name}`)
    return column
  }
}

const SIDES = [
  [0, 'ask'],
  [1, 'bid'],
] as const
const SUFFIXES = Array.from({ length: MAX_LEVELS }, (_, rank) => String(rank).padStart(2, '0'))
