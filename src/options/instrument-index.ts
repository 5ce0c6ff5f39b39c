/** Instrument id → number, open-addressed and made once: looked up for every record. */
export class InstrumentIndex {
  readonly #mask: number
  readonly #ids: Uint32Array
  /** Value + 1; 0 is an empty cell. */
  readonly #values: Int32Array

  /** @param entries instrument ids with their values, which are at least 0 */
  constructor(entries: readonly (readonly [instrumentId: number, value: number])[]) {
    let capacity = 64
    while (capacity < 4 * entries.length) capacity *= 2
    this.#mask = capacity - 1
    this.#ids = new Uint32Array(capacity)
    this.#values = new Int32Array(capacity)
    for (const [instrumentId, value] of entries) {
      const cell = this.#cell(instrumentId)
      this.#ids[cell] = instrumentId
      this.#values[cell] = value + 1
    }
  }

  /** The value of an instrument, or −1. */
  get(instrumentId: number): number {
    return this.#values[this.#cell(instrumentId)] - 1
  }

  #cell(instrumentId: number): number {
    let cell = (Math.imul(instrumentId, 0x9e3779b1) >>> 8) & this.#mask
    while (this.#values[cell] !== 0 && this.#ids[cell] !== instrumentId) {
      cell = (cell + 1) & this.#mask
    }
    return cell
  }
}
