import { ACTION } from '../../book/codes.ts'
import { DATASETS } from '../../contracts/registry.ts'
import { isContinuous, type Symbology } from '../../dbn/symbology.ts'
import type { Partition } from '../../lake/paths.ts'
import { parseOutright } from '../../market/instruments.ts'
import { dateOfSecond, secondFromWords, UNDEF_TIME_WORD } from '../../market/time.ts'
import { futureSymbols } from './day-definitions.ts'
import type { Instruments } from './instruments.ts'
import type { ReceivedBatch } from './received.ts'

const SECONDS_PER_DAY = 86_400
const YES = 'Y'.charCodeAt(0)

/** The partition of records, or why they are dropped. Equal routes are the same object. */
export type Route = Partition | DroppedRecords

export interface DroppedRecords {
  readonly leftOut: string
  /** For records that need a definition. */
  readonly unplaced?: UndefinedRecords
}

/** Records without a definition. */
export interface UndefinedRecords {
  /** UTC date. */
  readonly dt: string
  /** "ES" of "ESH6 C6900"; undefined if unknown, as for weeklies, which have roots of their own. */
  readonly root: string | undefined
}

/** Reason for dropping an option's records until its definition exists. */
export const WITHOUT_DEFINITION = 'of options without a definition'
/** How to fix missing definitions. */
export const ADD_DEFINITIONS =
  "add the day's definition file (schema definition of the same symbols)"

/** Trades of a combination of options are kept, its orders are not. */
interface ComboRoute {
  readonly trades: Route
  readonly others: Route
}

/** Datasets of orders and statistics of futures and options. */
const DATASETS_OF_KIND = {
  mbo: { future: DATASETS.mbo, option: DATASETS.optionMbo },
  statistics: { future: DATASETS.statistics, option: DATASETS.statistics },
} as const

type KindById = keyof typeof DATASETS_OF_KIND

/** Whether bronze stores records of a kind. */
export function isRouted(kind: string): kind is KindById | 'definition' {
  return kind === 'definition' || kind in DATASETS_OF_KIND
}

/**
 * Routes each record to the partition of its outright future, or of its option's underlying. The
 * date is the UTC date of ts_recv.
 */
export class Router {
  readonly #symbology: Symbology
  readonly #instruments: Instruments
  readonly #routes = new Map<string, Route>()
  /** Routes of the current day, by kind and instrument id. */
  #byInstrument = {
    mbo: new Map<number, Route | ComboRoute>(),
    statistics: new Map<number, Route | ComboRoute>(),
  }
  #day = Number.NaN
  #date = ''

  constructor(symbology: Symbology, instruments: Instruments) {
    this.#symbology = symbology
    this.#instruments = instruments
  }

  /** The route of each row of a batch. */
  routesOf(batch: ReceivedBatch): Route[] {
    const { kind } = batch.layout
    if (!isRouted(kind)) throw new Error(`${kind} records have no route`)
    const routeOf =
      kind === 'definition' ? this.#definitionRoutes(batch) : this.#routesById(batch, kind)
    const dayOf = receiptDays(batch)
    const routes: Route[] = []
    for (let row = 0; row < batch.table.length; row++) {
      const day = dayOf(row)
      this.#enterDay(day)
      routes.push(Number.isNaN(day) ? this.#dropped('without a time') : routeOf(row))
    }
    return routes
  }

  /** All partitions that records were routed to so far. */
  get partitions(): Partition[] {
    return [...this.#routes.values()].filter((route) => 'symbol' in route)
  }

  #enterDay(day: number): void {
    if (day === this.#day || Number.isNaN(day)) return
    this.#day = day
    this.#date = dateOfSecond(day * SECONDS_PER_DAY)
    this.#byInstrument = { mbo: new Map(), statistics: new Map() }
  }

  #routesById({ table }: ReceivedBatch, kind: KindById): (row: number) => Route {
    const ids = table.column('instrument_id', 'uint32')
    const actions = kind === 'mbo' ? table.column('action', 'char') : undefined
    return (row) => {
      const route = this.#byInstrument[kind].get(ids[row]) ?? this.#findRoute(kind, ids[row])
      if (!('trades' in route)) return route
      return actions?.[row] === ACTION.trade ? route.trades : route.others
    }
  }

  #findRoute(kind: KindById, id: number): Route | ComboRoute {
    const symbol = this.#symbology.symbolOf(this.#date, id)
    const route = this.#routeOf(kind, symbol, id)
    this.#byInstrument[kind].set(id, route)
    return route
  }

  #routeOf(kind: KindById, symbol: string | undefined, id: number): Route | ComboRoute {
    const instrument = this.#instruments.find(symbol, id, this.#date)
    if (instrument?.kind === 'combo') {
      return {
        trades: this.#to(DATASETS.comboTrades, instrument.future),
        others: this.#dropped(
          symbol?.startsWith('UD:') ? 'of user-defined instruments' : 'of spreads',
        ),
      }
    }
    if (instrument) return this.#to(DATASETS_OF_KIND[kind][instrument.kind], instrument.future)
    if (symbol === undefined) {
      return this.#unplaced('that neither a mapping nor a definition names', undefined)
    }
    if (symbol.startsWith('UD:')) return this.#dropped('of user-defined instruments')
    if (symbol.includes('-') || symbol.includes(':')) return this.#dropped('of spreads')
    if (symbol.includes(' ')) {
      return this.#unplaced(WITHOUT_DEFINITION, parseOutright(symbol.split(' ')[0])?.root)
    }
    if (isContinuous(symbol)) {
      const reason = 'of continuous contracts that no definition names'
      return this.#unplaced(reason, symbol.split('.')[0])
    }
    // A file asked for by instrument ids calls its instruments by those.
    if (symbol === `${id}`) {
      return this.#unplaced('of instrument ids that no definition names', undefined)
    }
    return this.#dropped('of no outright future')
  }

  #definitionRoutes(batch: ReceivedBatch): (row: number) => Route {
    const symbols = batch.table.column('raw_symbol', 'text')
    const classes = batch.table.column('instrument_class', 'char')
    const userDefined = batch.table.column('user_defined_instrument', 'char')
    const futures = futureSymbols(batch.table)
    const symbolOf = (id: number) => futures.get(id) ?? this.#symbology.symbolOf(this.#date, id)
    return (row) => {
      const instrument = this.#instruments.add(batch, row, this.#date, symbolOf)
      if (instrument) return this.#to(DATASETS.definitions, instrument.future)
      if (userDefined[row] === YES || symbols[row].startsWith('UD:'))
        return this.#dropped('of user-defined instruments')
      const instrumentClass = String.fromCharCode(classes[row])
      if ('ST'.includes(instrumentClass)) return this.#dropped('of spreads')
      if ('CP'.includes(instrumentClass) && batch.table.column('underlying', 'text')[row] === '')
        return this.#dropped('of options that name no underlying future')
      if (instrumentClass === 'K') return this.#dropped('of equities, which no book is made of')
      return this.#dropped(`of instrument class ${instrumentClass}`)
    }
  }

  #to(dataset: string, symbol: string): Route {
    return this.#interned(`${dataset} ${symbol} ${this.#date}`, { dataset, symbol, dt: this.#date })
  }

  #dropped(reason: string): Route {
    return this.#interned(reason, { leftOut: reason })
  }

  #unplaced(reason: string, root: string | undefined): Route {
    const unplaced = { dt: this.#date, root }
    return this.#interned(`${reason} ${root} ${this.#date}`, { leftOut: reason, unplaced })
  }

  #interned(key: string, route: Route): Route {
    const known = this.#routes.get(key)
    if (!known) this.#routes.set(key, route)
    return known ?? route
  }
}

/** Days since the Unix epoch of each row's receipt; NaN without a time. */
function receiptDays({ times }: ReceivedBatch): (row: number) => number {
  // A high word spans 4 seconds, mostly within one day: cache the day of the last one.
  let high = -1
  let day = Number.NaN
  return (row) => {
    if (times === undefined) return Number.NaN
    const word = times[2 * row + 1]
    if (word === high) return day
    const low = times[2 * row]
    if (word === UNDEF_TIME_WORD) return low === UNDEF_TIME_WORD ? Number.NaN : dayAt(low, word)
    const first = dayAt(0, word)
    if (first === dayAt(UNDEF_TIME_WORD, word)) {
      high = word
      day = first
    }
    return dayAt(low, word)
  }
}

function dayAt(low: number, high: number): number {
  return Math.floor(secondFromWords(low, high) / SECONDS_PER_DAY)
}
