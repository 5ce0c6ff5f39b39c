import { SCHEMAS } from '../dbn/codes.ts'
import type { Instruments } from './instruments.ts'
import type { Mapping } from './notices.ts'
import { ALL_SYMBOLS, type Subscribe, type Symbology, type Unsubscribe } from './requests.ts'

/** What is to be sent of one instrument's records of one schema. */
export interface Interest {
  /** Is it subscribed to at all? */
  readonly isWanted: boolean
  /** From which ts_event on it is replayed; undefined for no replay. */
  readonly replayFrom: bigint | undefined
  /** Which symbols of subscriptions it goes by. */
  readonly mappings: readonly Mapping[]
  /** Has the client been told of those? */
  isAnnounced: boolean
}

/** One chunk of a subscription, less what was unsubscribed since. */
interface Subscription {
  readonly schema: number
  readonly stypeIn: Symbology
  readonly symbols: Set<string>
  readonly start: bigint | undefined
  readonly snapshot: boolean
}

const NOTHING: Interest = {
  isWanted: false,
  replayFrom: undefined,
  mappings: [],
  isAnnounced: true,
}

/** What a client has subscribed to. */
export class Subscriptions {
  readonly #instruments: Instruments
  #list: Subscription[] = []
  /** By schema and instrument, of one date. */
  readonly #interests = new Map<number, Map<number, Interest>>()
  #date = ''

  constructor(instruments: Instruments) {
    this.#instruments = instruments
  }

  add({ schema, stypeIn, symbols, start, snapshot }: Subscribe): void {
    this.#list.push({ schema, stypeIn, symbols: new Set(symbols), start, snapshot })
    this.#interests.clear()
  }

  /** Takes symbols out of every subscription of that schema and symbology. */
  remove({ schema, stypeIn, symbols }: Unsubscribe): void {
    for (const each of this.#list) {
      if (each.schema !== schema || each.stypeIn !== stypeIn) continue
      for (const symbol of symbols) each.symbols.delete(symbol)
    }
    this.#list = this.#list.filter((each) => each.symbols.size > 0)
    this.#interests.clear()
  }

  /** What is wanted of an instrument's records of a schema on a UTC date. */
  interestIn(schema: number, instrument: number, date: string): Interest {
    if (date !== this.#date) {
      this.#interests.clear()
      this.#date = date
    }
    let ofSchema = this.#interests.get(schema)
    if (!ofSchema) {
      ofSchema = new Map()
      this.#interests.set(schema, ofSchema)
    }
    let interest = ofSchema.get(instrument)
    if (!interest) {
      const symbol = this.#instruments.symbolOf(instrument, date)
      interest = this.#resolve(
        this.#list.filter((each) => each.schema === schema),
        instrument,
        symbol,
      )
      ofSchema.set(instrument, interest)
    }
    return interest
  }

  /** The mappings of all instruments that are subscribed to in any schema on a UTC date. */
  mappingsOn(date: string): Mapping[] {
    return [...this.#instruments.on(date)].flatMap(
      ([instrument, symbol]) => this.#resolve(this.#list, instrument, symbol).mappings,
    )
  }

  /** Those of a request's symbols that stand for no instrument on a UTC date. */
  unresolved({ stypeIn, symbols }: Subscribe, date: string): string[] {
    const known = new Set<string>([ALL_SYMBOLS])
    for (const [instrument, symbol] of this.#instruments.on(date)) {
      const name = this.#nameOf(stypeIn, instrument, symbol)
      if (name !== undefined) known.add(name)
    }
    return symbols.filter((symbol) => !known.has(symbol))
  }

  /** Names of the schemas that a replay was asked for of. */
  get replays(): string[] {
    return this.#schemasWhere(({ start }) => start !== undefined)
  }

  /** The replay is over: what was subscribed to goes on live. */
  endReplays(): void {
    this.#list = this.#list.map((each) => ({ ...each, start: undefined }))
    this.#interests.clear()
  }

  /** Whether it is of definitions alone, as of a client that looks instruments up. */
  get areDefinitions(): boolean {
    return this.#list.every(({ schema }) => SCHEMAS[schema] === 'definition')
  }

  /** Is a snapshot wanted of any instrument? */
  get wantsSnapshot(): boolean {
    return this.#list.some(({ snapshot }) => snapshot)
  }

  /** The instruments that a snapshot is wanted of, as they are called on a UTC date. */
  snapshotsOn(date: string): Set<number> {
    const wanted = this.#list.filter(({ snapshot }) => snapshot)
    const found = new Set<number>()
    for (const [instrument, symbol] of this.#instruments.on(date)) {
      if (this.#resolve(wanted, instrument, symbol).isWanted) found.add(instrument)
    }
    return found
  }

  /** The snapshots have been sent. */
  endSnapshots(): void {
    this.#list = this.#list.map((each) => ({ ...each, snapshot: false }))
  }

  #schemasWhere(holds: (subscription: Subscription) => boolean): string[] {
    const schemas = new Set(this.#list.filter(holds).map(({ schema }) => schema))
    return [...schemas].sort((a, b) => a - b).map((schema) => SCHEMAS[schema])
  }

  #resolve(list: readonly Subscription[], instrument: number, rawSymbol: string): Interest {
    let replayFrom: bigint | undefined
    const mappings = new Map<string, Mapping>()
    for (const { stypeIn, symbols, start } of list) {
      const name = this.#nameOf(stypeIn, instrument, rawSymbol)
      const isNamed = name !== undefined && symbols.has(name)
      if (!isNamed && !symbols.has(ALL_SYMBOLS)) continue
      const symbolIn = isNamed ? name : rawSymbol
      const stype = isNamed ? stypeIn : 'raw_symbol'
      mappings.set(`${stype} ${symbolIn}`, { instrument, stypeIn: stype, symbolIn, rawSymbol })
      if (start !== undefined && (replayFrom === undefined || start < replayFrom))
        replayFrom = start
    }
    if (mappings.size === 0) return NOTHING
    return { isWanted: true, replayFrom, mappings: [...mappings.values()], isAnnounced: false }
  }

  /** What an instrument is called in a symbology. */
  #nameOf(stypeIn: Symbology, instrument: number, rawSymbol: string): string | undefined {
    if (stypeIn === 'instrument_id') return String(instrument)
    return stypeIn === 'parent' ? this.#instruments.parentOf(rawSymbol) : rawSymbol
  }
}
