import type { RecordBatch } from '../dbn/decoder.ts'
import type { Metadata } from '../dbn/metadata.ts'
import { Symbology } from '../dbn/symbology.ts'
import { parseOutright } from '../market/instruments.ts'

/** Of a definition's instrument class: what ends the name of its parent. */
const PARENT_KIND: Readonly<Record<string, string>> = {
  F: 'FUT',
  S: 'FUT',
  C: 'OPT',
  P: 'OPT',
  T: 'OPT',
  M: 'OPT',
}

/** An option on a future: root with month and year, then the right and the strike. */
const OPTION = /^(\S+) [CP]-?\d+$/

/** Instruments of the files: the symbol of each on a date, and its parent. */
export class Instruments {
  readonly #symbology = new Symbology()
  /** By symbol, as definitions have it. */
  readonly #parents = new Map<string, string>()
  /** Cache of {@link on}: it is called repeatedly for one date. */
  #listed: { readonly date: string; readonly symbols: ReadonlyMap<number, string> } | undefined

  addMetadata(metadata: Metadata): void {
    this.#listed = undefined
    this.#symbology.addMetadata(metadata)
  }

  /** Adds definitions and symbol mappings; other records are ignored. */
  addRecords(batch: RecordBatch): void {
    this.#listed = undefined
    this.#symbology.addRecords(batch)
    if (batch.layout.kind !== 'definition') return
    this.#symbology.addDefinitions(batch)
    const { table } = batch
    const symbols = table.column('raw_symbol', 'text')
    const assets = table.column('asset', 'text')
    const classes = table.column('instrument_class', 'char')
    for (let row = 0; row < table.length; row++) {
      const kind = PARENT_KIND[String.fromCharCode(classes[row])]
      if (kind) this.#parents.set(symbols[row], `${assets[row]}.${kind}`)
    }
  }

  /** The symbol of an instrument on a UTC date; its number where none is known. */
  symbolOf(id: number, date: string): string {
    return this.#symbology.symbolOf(date, id) ?? String(id)
  }

  /** The parent of a symbol, "ES.FUT": by its definition, else by how the symbol is written. */
  parentOf(symbol: string): string | undefined {
    const defined = this.#parents.get(symbol)
    if (defined) return defined
    const option = OPTION.exec(symbol)?.[1]
    const root = parseOutright(option ?? symbol)?.root
    if (root) return `${root}.${option ? 'OPT' : 'FUT'}`
    // A calendar spread: two outrights of one root.
    const legs = symbol.split('-').map((leg) => parseOutright(leg)?.root)
    return legs.length === 2 && legs[0] && legs[0] === legs[1] ? `${legs[0]}.FUT` : undefined
  }

  /** All that have a symbol on a UTC date, by number, ascending. */
  on(date: string): ReadonlyMap<number, string> {
    if (this.#listed?.date !== date)
      this.#listed = { date, symbols: this.#symbology.instrumentsOn(date) }
    return this.#listed.symbols
  }
}
