import { addDays, UNDEF_TIME, utcDate } from '../market/time.ts'
import { STYPE_INSTRUMENT_ID } from './codes.ts'
import type { RecordBatch } from './decoder.ts'
import type { Metadata } from './metadata.ts'

/** A symbol of an instrument id for a half-open range of dates, YYYYMMDD. */
interface DatedSymbol {
  readonly start: number
  readonly end: number
  readonly symbol: string
}

const ALWAYS = { start: 0, end: 99_999_999 }

/**
 * Maps instrument ids to symbols by UTC date (of `ts_recv`, where a record has one), since ids are
 * unique only within a day. Built from metadata and mapping records. Where several mappings cover a
 * date the last added wins, but a raw symbol is preferred to a continuous one.
 */
export class Symbology {
  readonly #symbols = new Map<number, DatedSymbol[]>()

  /** Adds a header's mappings, from ids to symbols or from symbols to ids. */
  addMetadata({ stypeIn, stypeOut, mappings }: Metadata): void {
    for (const { rawSymbol, intervals } of mappings)
      for (const { startDate: start, endDate: end, symbol } of intervals) {
        if (stypeOut === STYPE_INSTRUMENT_ID) this.#add(symbol, { start, end, symbol: rawSymbol })
        else if (stypeIn === STYPE_INSTRUMENT_ID) this.#add(rawSymbol, { start, end, symbol })
      }
  }

  /** Adds symbol mapping records. */
  addRecords({ layout, table }: RecordBatch): void {
    if (layout.kind !== 'symbol_mapping') return
    const ids = table.column('instrument_id', 'uint32')
    const inputs = table.column('stype_in_symbol', 'text')
    const outputs = table.column('stype_out_symbol', 'text')
    const starts = table.column('start_ts', 'int64')
    const ends = table.column('end_ts', 'int64')
    for (let row = 0; row < table.length; row++) {
      const id = `${ids[row]}`
      // Where the output is the header's instrument id, the input is the symbol.
      const symbol = outputs[row] === id ? inputs[row] : outputs[row]
      this.#add(id, {
        start: dateNumber(starts[row]) ?? ALWAYS.start,
        end: dateNumber(ends[row]) ?? ALWAYS.end,
        symbol,
      })
    }
  }

  /** Learns definition records: each says what its id means on the UTC date of its `ts_recv`. */
  addDefinitions({ layout, table }: RecordBatch): void {
    if (layout.kind !== 'definition') return
    const ids = table.column('instrument_id', 'uint32')
    const symbols = table.column('raw_symbol', 'text')
    const times = table.column('ts_recv', 'int64')
    for (let row = 0; row < table.length; row++) {
      const time = times[row]
      const date = time === UNDEF_TIME ? undefined : utcDate(time)
      const start = date === undefined ? ALWAYS.start : numberOf(date)
      const end = date === undefined ? ALWAYS.end : numberOf(addDays(date, 1))
      const symbol = symbols[row]
      const known = this.#symbols.get(ids[row])?.at(-1)
      // A strategy has a record a leg, and intraday changes repeat the symbol.
      if (known?.symbol === symbol && known.start === start) continue
      this.#add(`${ids[row]}`, { start, end, symbol })
    }
  }

  /** The symbol of an instrument on a UTC date, "2026-01-06"; undefined where none is known. */
  symbolOf(date: string, instrumentId: number): string | undefined {
    const day = numberOf(date)
    const symbols = (this.#symbols.get(instrumentId) ?? []).filter(
      ({ start, end }) => start <= day && day < end,
    )
    const own = symbols.findLast(({ symbol }) => !isContinuous(symbol))
    return (own ?? symbols.at(-1))?.symbol
  }

  /** Every instrument that has a symbol on a UTC date, by id, ascending. */
  instrumentsOn(date: string): ReadonlyMap<number, string> {
    const found = new Map<number, string>()
    for (const id of [...this.#symbols.keys()].sort((a, b) => a - b)) {
      const symbol = this.symbolOf(date, id)
      if (symbol !== undefined) found.set(id, symbol)
    }
    return found
  }

  /** All symbols known, sorted. */
  symbols(): string[] {
    const symbols = new Set<string>()
    for (const meanings of this.#symbols.values())
      for (const { symbol } of meanings) symbols.add(symbol)
    return [...symbols].sort()
  }

  #add(id: string, meaning: DatedSymbol): void {
    if (!/^\d+$/.test(id)) return // maps a symbol to a symbol, not to an id
    const known = this.#symbols.get(Number(id))
    if (known) known.push(meaning)
    else this.#symbols.set(Number(id), [meaning])
  }
}

/** Whether a symbol is continuous: "ES.c.0" maps to another contract over time. */
export function isContinuous(symbol: string): boolean {
  return /\.[cnv]\.\d+$/.test(symbol)
}

/** A time's UTC date as YYYYMMDD; undefined for an undefined time. */
function dateNumber(ns: bigint): number | undefined {
  const date = ns === UNDEF_TIME ? undefined : utcDate(ns)
  return date === undefined ? undefined : numberOf(date)
}

/** "2026-01-06" → 20260106 */
function numberOf(date: string): number {
  return Number(date.replaceAll('-', ''))
}
