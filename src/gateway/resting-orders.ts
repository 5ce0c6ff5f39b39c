import { ACTION, FLAG } from '../book/codes.ts'
import { OrderIndex } from '../book/order-index.ts'
import { NEWEST_VERSION, recordLayout } from '../dbn/layout.ts'
import { grown } from '../table/grown.ts'

const RECORD_BYTES = recordLayout('mbo', NEWEST_VERSION).size
/** Places of an MBO record's fields. */
const ID = 16
const PRICE = 24
const SIZE = 32
const FLAGS = 36
const ACTION_AT = 38
const TS_RECV = 40
const TS_IN_DELTA = 48

/**
 * The orders of one instrument that rest in its book, each as the record that it would be added by.
 * An order that loses its place in the queue gets a new turn: turns ascend in order of priority.
 */
export class RestingOrders {
  readonly #index = new OrderIndex()
  #records = new Uint8Array(64 * RECORD_BYTES)
  #view = new DataView(this.#records.buffer)
  /** By slot: 0 where the slot is free. */
  #turns = new Float64Array(64)
  /** By slot: lots filled since the order's last change. */
  #filled = new Uint32Array(64)
  #free: number[] = []
  #used = 0
  #turn = 0

  /** Applies an MBO record. Trades, fills and records without an action leave the orders as they are. */
  apply(record: Uint8Array): void {
    const view = new DataView(record.buffer, record.byteOffset, record.byteLength)
    const action = record[ACTION_AT]
    if (action === ACTION.clear) {
      this.#clear()
      return
    }
    const [low, high] = [view.getUint32(ID, true), view.getUint32(ID + 4, true)]
    const slot = this.#index.get(low, high)
    const size = view.getUint32(SIZE, true)
    if (action === ACTION.fill) {
      if (slot >= 0) this.#filled[slot] += size
    } else if (action === ACTION.add || action === ACTION.modify) {
      if (slot < 0) this.#insert(record, low, high)
      else this.#change(slot, record, view, action)
    } else if (action === ACTION.cancel && slot >= 0) {
      const left = this.#sizeOf(slot) - size
      if (left > 0) {
        this.#view.setUint32(slot * RECORD_BYTES + SIZE, left, true)
        this.#filled[slot] = 0
      } else this.#remove(slot, low, high)
    }
  }

  /**
   * The orders as Add records in order of priority, one copy.
   *
   * @param flags what every record carries; the last one also ends the event
   * @param now when the snapshot is taken: its ts_recv, as in the vendor's files
   */
  snapshot(flags: number, now: bigint): Uint8Array {
    const slots = [...this.#turns.keys()]
      .filter((slot) => this.#turns[slot] > 0)
      .sort((a, b) => this.#turns[a] - this.#turns[b])
    const bytes = new Uint8Array(slots.length * RECORD_BYTES)
    const view = new DataView(bytes.buffer)
    for (const [place, slot] of slots.entries()) {
      const at = place * RECORD_BYTES
      bytes.set(this.#records.subarray(slot * RECORD_BYTES, (slot + 1) * RECORD_BYTES), at)
      bytes[at + ACTION_AT] = ACTION.add
      view.setBigUint64(at + TS_RECV, now, true)
      view.setInt32(at + TS_IN_DELTA, 0, true)
      bytes[at + FLAGS] = place === slots.length - 1 ? flags | FLAG.last : flags
    }
    return bytes
  }

  #insert(record: Uint8Array, low: number, high: number): void {
    const slot = this.#free.pop() ?? this.#nextSlot()
    this.#records.set(record, slot * RECORD_BYTES)
    this.#index.set(low, high, slot)
    this.#turns[slot] = ++this.#turn
    this.#filled[slot] = 0
  }

  #change(slot: number, record: Uint8Array, view: DataView, action: number): void {
    const at = slot * RECORD_BYTES
    const isSamePrice = this.#view.getBigInt64(at + PRICE, true) === view.getBigInt64(PRICE, true)
    const shown = this.#sizeOf(slot)
    // An iceberg whose shown part was filled comes back at the end of the queue (CME).
    const isRefilled = this.#filled[slot] > 0 && this.#filled[slot] >= shown
    const keepsTurn =
      action === ACTION.modify && isSamePrice && view.getUint32(SIZE, true) <= shown && !isRefilled
    if (!keepsTurn) this.#turns[slot] = ++this.#turn
    this.#records.set(record, at)
    this.#filled[slot] = 0
  }

  #remove(slot: number, low: number, high: number): void {
    this.#index.delete(low, high)
    this.#turns[slot] = 0
    this.#free.push(slot)
  }

  #clear(): void {
    this.#index.clear()
    this.#turns.fill(0)
    this.#free = []
    this.#used = 0
  }

  #sizeOf(slot: number): number {
    return this.#view.getUint32(slot * RECORD_BYTES + SIZE, true)
  }

  #nextSlot(): number {
    if (this.#used === this.#turns.length) {
      const capacity = this.#used * 2
      this.#records = grown(this.#records, capacity * RECORD_BYTES)
      this.#view = new DataView(this.#records.buffer)
      this.#turns = grown(this.#turns, capacity)
      this.#filled = grown(this.#filled, capacity)
    }
    return this.#used++
  }
}
