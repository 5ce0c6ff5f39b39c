import type { RecordBatch } from '../../dbn/machine.ts'
import type { Symbology } from '../../dbn/symbology.ts'
import type { Partition } from '../../lake/paths.ts'
import { parseOutright } from '../../market/instruments.ts'
import { secondFromWords } from '../../market/time.ts'
import { words } from '../../table/table.ts'

export const MBO = 'bronze.future_mbo.mbo'
export const DEFINITIONS = 'bronze.shared.instrument_definitions'

const SECONDS_PER_DAY = 86_400
const UNDEF_WORD = 0xffff_ffff
const YES = 'Y'.charCodeAt(0)

/** Where records go, or why they go nowhere. The same object for the same way. */
export type Route = Partition | { readonly leftOut: string }

/**
 * Decides where each record goes: outright futures' orders to their symbol, definitions of futures
 * to theirs and of options to their underlying's. The date is the UTC one of ts_recv.
 */
export class Router {
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
      const day = dayOf(row)
      this.#enterDay(day)
      const next = Number.isNaN(day) ? this.#leftOut('without a time') : routeOf(row)
      if (route && next !== route) {
        yield { route, from: start, to: row }
        start = row
      }
      route = next
    }
    if (route) yield { route, from: start, to }
  }

  /** The partitions that records were routed to so far. */
  get partitions(): Partition[] {
    return [...this.#routes.values()].filter((route) => 'symbol' in route)
  }

  #enterDay(day: number): void {
    if (day === this.#day || Number.isNaN(day)) return
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
      const route = this.#routeOfSymbol(symbol)
      this.#byInstrument.set(ids[row], route)
      return route
    }
  }

  #routeOfSymbol(symbol: string | undefined): Route {
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
      const instrumentClass = String.fromCharCode(classes[row])
      const isUserDefined = userDefined[row] === YES || symbol.startsWith('UD:')
      const owner = instrumentClass === 'F' ? symbol : underlyings[row]
      if (!isUserDefined && 'FCP'.includes(instrumentClass) && parseOutright(owner))
        return this.#to(DEFINITIONS, owner)
      if (isUserDefined) return this.#leftOut('of user-defined instruments')
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

/** Days since the epoch of each row's ts_recv, else of its ts_event; NaN where it has neither. */
function receiptDays({ table }: RecordBatch): (row: number) => number {
  const received = words(table.column('ts_recv', 'int64'))
  const events = words(table.column('ts_event', 'int64'))
  return (row) => {
    const times = isUndefined(received, row) ? events : received
    if (isUndefined(times, row)) return Number.NaN
    return Math.floor(secondFromWords(times[2 * row], times[2 * row + 1]) / SECONDS_PER_DAY)
  }
}

function isUndefined(times: Uint32Array, row: number): boolean {
  return times[2 * row] === UNDEF_WORD && times[2 * row + 1] === UNDEF_WORD
}
