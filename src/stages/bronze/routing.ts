import type { RecordBatch } from '../../dbn/machine.ts'
import type { Symbology } from '../../dbn/symbology.ts'
import { parseOutright } from '../../market/instruments.ts'
import { secondFromWords } from '../../market/time.ts'
import { words } from '../../table/table.ts'

export const MBO = 'bronze.future_mbo.mbo'
export const DEFINITIONS = 'bronze.shared.instrument_definitions'

const SECONDS_PER_DAY = 86_400
const UNDEF_WORD = 0xffff_ffff
const YES = 'Y'.charCodeAt(0)

/** Where records go, or why they go nowhere. The same object for the same way. */
export type Route =
  | { readonly dataset: string; readonly symbol: string; readonly dt: string }
  | { readonly leftOut: string }

/**
 * Decides where each record goes: outright futures' orders to their symbol, definitions of futures
 * to theirs and of options to their underlying's. The date is the UTC one of ts_recv.
 */
export class Router {
  /** Every symbol met, also of records left out. */
  readonly symbols = new Set<string>()
  readonly #symbology: Symbology
  readonly #routes = new Map<string, Route>()
  /** Routes of orders on the day under way, by instrument id. */
  #byInstrument = new Map<number, Route>()
  #day = Number.NaN
  #date = ''

  constructor(symbology: Symbology) {
    this.#symbology = symbology
  }

  /** The routes of rows `from` to `to` (exclusive) of MBO or definition records, run by run. */
  *routes(
    batch: RecordBatch,
    from: number,
    to: number,
  ): Generator<{ route: Route; from: number; to: number }> {
    const routeOf =
      batch.layout.kind === 'definition' ? this.#definitionRoutes(batch) : this.#orderRoutes(batch)
    const dayOf = receiptDays(batch)
    let start = from
    let route: Route | undefined
    for (let row = from; row < to; row++) {
      this.#enterDay(dayOf(row))
      const next = routeOf(row)
      if (route && next !== route) {
        yield { route, from: start, to: row }
        start = row
      }
      route = next
    }
    if (route) yield { route, from: start, to }
  }

  #enterDay(day: number): void {
    if (day === this.#day) return
    this.#day = day
    this.#date = new Date(day * SECONDS_PER_DAY * 1000).toISOString().slice(0, 10)
    this.#byInstrument = new Map()
  }

  #orderRoutes({ table }: RecordBatch): (row: number) => Route {
    const ids = table.column('instrument_id', 'uint32')
    return (row) => {
      const known = this.#byInstrument.get(ids[row])
      if (known) return known
      const symbol = this.#symbology.symbolOf(this.#date, ids[row])
      const route = this.#routeOfSymbol(symbol, ids[row])
      this.#byInstrument.set(ids[row], route)
      return route
    }
  }

  #routeOfSymbol(symbol: string | undefined, id: number): Route {
    this.symbols.add(symbol ?? `instrument ${id}`)
    if (symbol === undefined) return this.#leftOut('without a symbol')
    if (parseOutright(symbol)) return this.#to(MBO, symbol)
    if (symbol.startsWith('UD:')) return this.#leftOut('of user-defined instruments')
    if (symbol.includes('-') || symbol.includes(':')) return this.#leftOut('of spreads')
    return this.#leftOut(symbol.includes(' ') ? 'of options' : 'of no outright future')
  }

  #definitionRoutes({ table }: RecordBatch): (row: number) => Route {
    const symbols = table.column('raw_symbol', 'text')
    const underlyings = table.column('underlying', 'text')
    const classes = table.column('instrument_class', 'uint8')
    const userDefined = table.column('user_defined_instrument', 'uint8')
    return (row) => {
      const symbol = symbols[row]
      this.symbols.add(symbol)
      if (userDefined[row] === YES || symbol.startsWith('UD:')) {
        return this.#leftOut('of user-defined instruments')
      }
      const instrumentClass = String.fromCharCode(classes[row])
      const owner = instrumentClass === 'F' ? symbol : underlyings[row]
      if ('FCP'.includes(instrumentClass) && parseOutright(owner))
        return this.#to(DEFINITIONS, owner)
      if ('ST'.includes(instrumentClass)) return this.#leftOut('of spreads')
      return this.#leftOut(`of instrument class ${instrumentClass}`)
    }
  }

  #to(dataset: string, symbol: string): Route {
    return this.#interned(`${dataset} ${symbol} ${this.#date}`, { dataset, symbol, dt: this.#date })
  }

  #leftOut(reason: string): Route {
    return this.#interned(reason, { leftOut: reason })
  }

  #interned(key: string, route: Route): Route {
    const known = this.#routes.get(key)
    if (!known) this.#routes.set(key, route)
    return known ?? route
  }
}

/** Days since the epoch of each row's ts_recv, of its ts_event where it has none. */
function receiptDays({ table }: RecordBatch): (row: number) => number {
  const received = words(table.column('ts_recv', 'int64'))
  const events = words(table.column('ts_event', 'int64'))
  return (row) => {
    const isUndefined = received[2 * row] === UNDEF_WORD && received[2 * row + 1] === UNDEF_WORD
    const times = isUndefined ? events : received
    return Math.floor(secondFromWords(times[2 * row], times[2 * row + 1]) / SECONDS_PER_DAY)
  }
}
