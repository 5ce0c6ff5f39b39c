import type { Table } from '../../table/table.ts'

/** Two instrument ids in use at the same time, with the numbers of their files. */
export interface InterleavedIds {
  readonly file: number
  readonly instrumentId: number
  readonly otherFile: number
  readonly otherInstrumentId: number
}

/**
 * Checks the sequence of instrument ids in one future's orders. A symbol has one id at a time,
 * which may change; an id that returns after another one means that two markets would be mixed in
 * one book.
 */
export class InstrumentSequence {
  #currentId: number | undefined
  #currentFile = 0
  /** Ids that have been replaced. */
  readonly #past = new Set<number>()

  /**
   * Checks a file's next rows.
   *
   * @param file its number
   * @returns the two ids if one returns
   */
  add(file: number, table: Table, rows: Int32Array): InterleavedIds | undefined {
    const ids = table.column('instrument_id', 'uint32')
    for (let index = 0; index < rows.length; index++) {
      const id = ids[rows[index]]
      if (id === this.#currentId) continue
      const otherInstrumentId = this.#currentId
      if (otherInstrumentId !== undefined) {
        if (this.#past.has(id)) {
          return { file, instrumentId: id, otherFile: this.#currentFile, otherInstrumentId }
        }
        this.#past.add(otherInstrumentId)
      }
      this.#currentId = id
      this.#currentFile = file
    }
    if (rows.length > 0) this.#currentFile = file
    return undefined
  }
}
