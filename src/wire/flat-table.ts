import { FormatError } from '../format-error.ts'
import { type ByteView, decodeUtf8 } from './byte-view.ts'

/**
 * A flatbuffer table read in place: fields by number, absent ones as 0 or empty. Vectors and texts
 * count against a budget, since a few bytes could refer to the same large vector many times.
 * Reading beyond the bytes throws a FormatError.
 */
export class FlatTable {
  readonly #view: ByteView
  readonly #at: number
  readonly #budget: FlatBudget

  /** @param reference position of the table's offset */
  constructor(view: ByteView, reference: number, budget = new FlatBudget(view.length)) {
    this.#view = view
    this.#at = reference + view.u32(reference)
    this.#budget = budget
  }

  has(field: number): boolean {
    return this.#field(field) !== 0
  }

  u8(field: number): number {
    const at = this.#field(field)
    return at === 0 ? 0 : this.#view.u8(at)
  }

  i16(field: number): number {
    const at = this.#field(field)
    return at === 0 ? 0 : this.#view.i16(at)
  }

  i32(field: number): number {
    const at = this.#field(field)
    return at === 0 ? 0 : this.#view.i32(at)
  }

  i64(field: number): number {
    const at = this.#field(field)
    return at === 0 ? 0 : this.#view.i64(at)
  }

  text(field: number): string {
    const { start, count } = this.#vector(field, 1)
    return decodeUtf8(this.#view.bytes(start, count))
  }

  /** @throws FormatError if the field is absent */
  table(field: number): FlatTable {
    const at = this.#field(field)
    if (at === 0) throw new FormatError(`a table without its field ${field}`)
    return new FlatTable(this.#view, at, this.#budget)
  }

  tables(field: number): FlatTable[] {
    const { start, count } = this.#vector(field, 4)
    return Array.from(
      { length: count },
      (_, index) => new FlatTable(this.#view, start + 4 * index, this.#budget),
    )
  }

  /** The positions of a vector's structs. */
  structs(field: number, bytes: number): number[] {
    const { start, count } = this.#vector(field, bytes)
    return Array.from({ length: count }, (_, index) => start + bytes * index)
  }

  /** A vector's first item and count; 0 if absent. */
  #vector(field: number, itemBytes: number): { start: number; count: number } {
    const at = this.#field(field)
    if (at === 0) return { start: 0, count: 0 }
    const vector = at + this.#view.u32(at)
    const count = this.#view.u32(vector)
    const start = vector + 4
    if (start + itemBytes * count > this.#view.length) throw new FormatError('cut short')
    this.#budget.spend(itemBytes * count)
    return { start, count }
  }

  #field(field: number): number {
    const vtable = this.#at - this.#view.i32(this.#at)
    const slot = 4 + 2 * field
    if (slot >= this.#view.u16(vtable)) return 0
    const offset = this.#view.u16(vtable + slot)
    return offset === 0 ? 0 : this.#at + offset
  }
}

/** Limits the bytes read from a message to twice its size; some sharing of texts is allowed. */
class FlatBudget {
  #left: number

  constructor(bytes: number) {
    this.#left = 2 * bytes
  }

  spend(bytes: number): void {
    this.#left -= bytes
    if (this.#left < 0) throw new FormatError('vectors overlap too often')
  }
}
