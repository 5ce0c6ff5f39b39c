import type { Table } from '../../table/table.ts'

/** Orders of two instruments at one time: the ids, and the numbers of the files that have them. */
export interface Interleaved {
  readonly file: number
  readonly instrumentId: number
  readonly otherFile: number
  readonly otherInstrumentId: number
}

/**
 * Watches the instrument ids of one future's orders in order of receipt. A symbol has one id at a
 * time: another may follow it, but one that comes back was there all the while, and the two would
 * make one book of two markets.
 */
export class InstrumentTurns {
  #currentId: number | undefined
  #currentFile = 0
  /** Ids that another has followed. */
  readonly #past = new Set<number>()

  /**
   * Looks at a file's next rows.
   *
   * @param file its number
   * @returns the two that do not follow each other, if an id comes back
   */
  add(file: number, table: Table, rows: Int32Array): Interleaved | undefined {
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
