import { UNDEF_TIME, utcDate } from '../market/time.ts'
import { STYPE_INSTRUMENT_ID } from './codes.ts'
import type { RecordBatch } from './machine.ts'
import type { Metadata } from './metadata.ts'

/** From a date on and until before another, as YYYYMMDD, an instrument id means a symbol. */
interface Meaning {
  readonly start: number
  readonly end: number
  readonly symbol: string
}

const ALWAYS = { start: 0, end: 99_999_999 }

/**
 * Which symbol an instrument id means on a UTC date (of `ts_recv`, where a record has one): ids are
 * unique only within a day. Learned from metadata and from mappings in the stream; where several
 * speak of a date, the last heard counts, but a continuous symbol only where nothing else is known:
 * it stands for an instrument that has a symbol of its own.
 */
export class Symbology {
  readonly #meanings = new Map<number, Meaning[]>()

  /** Learns a header's mappings, whichever way they go between ids and symbols. */
  addMetadata({ stypeIn, stypeOut, mappings }: Metadata): void {
    for (const { rawSymbol, intervals } of mappings)
      for (const { startDate: start, endDate: end, symbol } of intervals) {
        if (stypeOut === STYPE_INSTRUMENT_ID) this.#add(symbol, { start, end, symbol: rawSymbol })
        else if (stypeIn === STYPE_INSTRUMENT_ID) this.#add(rawSymbol, { start, end, symbol })
      }
  }

  /** Learns symbol mapping records. */
  addRecords({ layout, table }: RecordBatch): void {
    if (layout.kind !== 'symbol_mapping') return
    const ids = table.column('instrument_id', 'uint32')
    const asked = table.column('stype_in_symbol', 'text')
    const resolved = table.column('stype_out_symbol', 'text')
    const starts = table.column('start_ts', 'int64')
    const ends = table.column('end_ts', 'int64')
    for (let row = 0; row < table.length; row++) {
      const id = `${ids[row]}`
      // The output is a symbol, or the very id that the header has: then the input is the symbol.
      const symbol = (resolved[row] === id ? asked[row] : resolved[row]) as string
      this.#add(id, {
        start: dateNumber(starts[row] as bigint) ?? ALWAYS.start,
        end: dateNumber(ends[row] as bigint) ?? ALWAYS.end,
        symbol,
      })
    }
  }

  /** The symbol of an instrument on a UTC date, "2026-01-06"; undefined where none is known. */
  symbolOf(date: string, instrumentId: number): string | undefined {
    const day = Number(date.replaceAll('-', ''))
    const meanings = (this.#meanings.get(instrumentId) ?? []).filter(
      ({ start, end }) => start <= day && day < end,
    )
    const own = meanings.findLast(({ symbol }) => !isContinuous(symbol))
    return (own ?? meanings.at(-1))?.symbol
  }

  /** All symbols known, sorted. */
  symbols(): string[] {
    const symbols = new Set<string>()
    for (const meanings of this.#meanings.values())
      for (const { symbol } of meanings) symbols.add(symbol)
    return [...symbols].sort()
  }

  #add(id: string, meaning: Meaning): void {
    if (!/^\d+$/.test(id)) return // a symbol that resolved to another symbol: nothing of ids
    const known = this.#meanings.get(Number(id))
    if (known) known.push(meaning)
    else this.#meanings.set(Number(id), [meaning])
  }
}

/** Is a symbol one that stands for another contract from time to time, "ES.c.0"? */
export function isContinuous(symbol: string): boolean {
  return /\.[cnv]\.\d+$/.test(symbol)
}

/** A time's UTC date as YYYYMMDD; undefined where there is none. */
function dateNumber(ns: bigint): number | undefined {
  const date = ns === UNDEF_TIME ? undefined : utcDate(ns)
  return date === undefined ? undefined : Number(date.replaceAll('-', ''))
}
