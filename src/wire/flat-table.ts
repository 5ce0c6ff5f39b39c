/**
 * A flatbuffer's table, read in place: fields by number, 0 or nothing where one is left out. What
 * lies beyond the bytes throws a RangeError, as a DataView does. Vectors and texts are counted
 * against a budget: a few bytes may point at the same large thing again and again.
 */
export class FlatTable {
  readonly #view: DataView
  readonly #at: number
  readonly #budget: FlatBudget

  /** @param reference where the table's offset lies */
  constructor(view: DataView, reference: number, budget = new FlatBudget(view.byteLength)) {
    this.#view = view
    this.#at = reference + view.getUint32(reference, true)
    this.#budget = budget
  }

  has(field: number): boolean {
    return this.#field(field) !== 0
  }

  u8(field: number): number {
    const at = this.#field(field)
    return at === 0 ? 0 : this.#view.getUint8(at)
  }

  i16(field: number): number {
    const at = this.#field(field)
    return at === 0 ? 0 : this.#view.getInt16(at, true)
  }

  i32(field: number): number {
    const at = this.#field(field)
    return at === 0 ? 0 : this.#view.getInt32(at, true)
  }

  i64(field: number): number {
    const at = this.#field(field)
    return at === 0 ? 0 : readI64(this.#view, at)
  }

  text(field: number): string {
    const { start, count } = this.#vector(field, 1)
    return UTF8.decode(new Uint8Array(this.#view.buffer, this.#view.byteOffset + start, count))
  }

  /** @throws Error where the field is left out */
  table(field: number): FlatTable {
    const at = this.#field(field)
    if (at === 0) throw new Error(`a table without its field ${field}`)
    return new FlatTable(this.#view, at, this.#budget)
  }

  tables(field: number): FlatTable[] {
    const { start, count } = this.#vector(field, 4)
    return Array.from(
      { length: count },
      (_, index) => new FlatTable(this.#view, start + 4 * index, this.#budget),
    )
  }

  /** Where each struct of a vector begins. */
  structs(field: number, bytes: number): number[] {
    const { start, count } = this.#vector(field, bytes)
    return Array.from({ length: count }, (_, index) => start + bytes * index)
  }

  /** A vector's first item and how many there are; none where it is left out. */
  #vector(field: number, itemBytes: number): { start: number; count: number } {
    const at = this.#field(field)
    if (at === 0) return { start: 0, count: 0 }
    const vector = at + this.#view.getUint32(at, true)
    const count = this.#view.getUint32(vector, true)
    const start = vector + 4
    if (start + itemBytes * count > this.#view.byteLength) throw new RangeError('cut short')
    this.#budget.spend(itemBytes * count)
    return { start, count }
  }

  #field(field: number): number {
    const vtable = this.#at - this.#view.getInt32(this.#at, true)
    const slot = 4 + 2 * field
    if (slot >= this.#view.getUint16(vtable, true)) return 0
    const offset = this.#view.getUint16(vtable + slot, true)
    return offset === 0 ? 0 : this.#at + offset
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true })

/** What may be read of a message: a little more than it has bytes, for some share a text. */
class FlatBudget {
  #left: number

  constructor(bytes: number) {
    this.#left = 2 * bytes
  }

  spend(bytes: number): void {
    this.#left -= bytes
    if (this.#left < 0) throw new RangeError('more is pointed at than there is')
  }
}

/** Counts and offsets, which are far below 2^53. */
export function readI64(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getInt32(at + 4, true) * 4_294_967_296
}
