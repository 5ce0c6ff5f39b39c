import { SCHEMAS } from '../dbn/codes.ts'
import { Failure } from '../failure.ts'
import { isEquities } from '../market/databento-datasets.ts'
import type { DateChoice } from '../market/dates.ts'
import { isRoot, parseOutright, symbolsIn } from '../market/instruments.ts'
import { rulesOf, sessionName } from '../market/roots.ts'
import { addDays, dateOfSecond } from '../market/time.ts'
import { scheduledHours } from '../stages/scheduled-hours.ts'
import { didYouMean } from '../words/nearest.ts'
import type { DataRequest, SymbolType } from './data-request.ts'

/** What a user asks for. */
export interface FetchChoice {
  readonly dataset: string
  /** Roots, contracts and parents, comma-separated: "ES", "ESH6", "E1B.OPT". */
  readonly symbol: string
  /** Adds the options of each root: ES.OPT. */
  readonly options: boolean
  readonly schemas: readonly string[]
  /** Trading dates. */
  readonly dates: DateChoice
  /** Whose hours decide which UTC days a trading date needs: `file`, `rth`, `globex` or a range. */
  readonly session: string
}

export interface FetchPlan {
  readonly dataset: string
  readonly requests: readonly DataRequest[]
  /** The UTC dates that have trading of the sessions, in order: each must be available. */
  readonly days: readonly string[]
}

/**
 * The requests that bring what trading dates need: one by symbol, schema and run of UTC days.
 *
 * @throws Failure `usage` for a symbol, schema or dataset that cannot be, or dates without trading
 */
export function planFetch(choice: FetchChoice): FetchPlan {
  const { dataset, schemas, dates, session } = choice
  if (isEquities(dataset)) {
    throw new Failure({
      code: 'usage',
      what: 'equities are not supported',
      where: '--dataset',
      expected: 'a dataset of futures like GLBX.MDP3',
      found: dataset,
    })
  }
  assertSchemas(schemas)
  const days = new Set<string>()
  const requests: DataRequest[] = []
  for (const { root, symbol, symbolType } of vendorSymbols(choice)) {
    const touched = utcDays(root, dates, session)
    for (const day of touched) days.add(day)
    for (const { start, end } of dates.kind === 'range' ? [hull(touched)] : runs(touched)) {
      for (const schema of schemas) {
        requests.push({ dataset, schema, symbol, symbolType, start, end })
      }
    }
  }
  return { dataset, requests, days: [...days].sort() }
}

interface VendorSymbol {
  readonly root: string
  readonly symbol: string
  readonly symbolType: SymbolType
}

/** The symbols in the vendor's symbology, each once. */
function vendorSymbols({ symbol: choice, options }: FetchChoice): VendorSymbol[] {
  const found = new Map<string, VendorSymbol>()
  const add = (root: string, symbol: string, symbolType: SymbolType) =>
    found.set(symbol, { root, symbol, symbolType })
  for (const each of symbolsIn(choice)) {
    const parent = /^([A-Z0-9]{1,5})\.(FUT|OPT)$/.exec(each)
    const outright = parseOutright(each)
    if (parent) add(parent[1], each, 'parent')
    else if (outright) add(outright.root, each, 'raw_symbol')
    else if (isRoot(each)) add(each, `${each}.FUT`, 'parent')
    else throw invalidSymbol(each)
    const root = outright?.root ?? each
    if (options && !parent) add(root, `${root}.OPT`, 'parent')
  }
  if (found.size === 0) throw invalidSymbol(choice)
  return [...found.values()]
}

function invalidSymbol(found: string): Failure {
  return new Failure({
    code: 'usage',
    what: 'the symbol is invalid',
    where: '--symbol',
    expected: 'roots (ES), contracts (ESH6) or parents (ES.FUT, E1B.OPT)',
    found: JSON.stringify(found),
  })
}

function assertSchemas(schemas: readonly string[]): void {
  const unknown = schemas.find((each) => !SCHEMAS.some((schema) => schema === each))
  if (unknown === undefined) return
  const meant = didYouMean(unknown, SCHEMAS)
  throw new Failure({
    code: 'usage',
    what: 'there is no such schema',
    where: '--schemas',
    ...(meant === undefined ? { expected: SCHEMAS.join(', ') } : { fix: meant }),
    found: JSON.stringify(unknown),
  })
}

/** The UTC days in which sessions of a root's trading dates have trading hours, in order. */
function utcDays(root: string, dates: DateChoice, session: string): string[] {
  const name = sessionName(session, rulesOf(root))
  const days = new Set<string>()
  for (const dt of datesOf(dates)) {
    const hours = scheduledHours({ symbol: root, dt }, name)
    if (!hours) {
      if (dates.kind === 'range') continue
      throw withoutTrading(root, dt)
    }
    const last = dateOfSecond(hours.end - 1)
    for (let day = dateOfSecond(hours.start); day <= last; day = addDays(day, 1)) days.add(day)
  }
  if (days.size === 0) {
    const range = dates.kind === 'range' ? `${dates.first}:${dates.last}` : dates.dates.join(',')
    throw withoutTrading(root, range)
  }
  return [...days].sort()
}

function withoutTrading(root: string, dates: string): Failure {
  return new Failure({
    code: 'usage',
    what: `${root} has no session on ${dates}: a weekend or a holiday`,
    where: '--dates',
    fix: 'choose a trading date',
  })
}

function datesOf(choice: DateChoice): readonly string[] {
  if (choice.kind === 'list') return choice.dates
  const dates = [choice.first]
  for (let last = choice.first; last < choice.last; ) {
    last = addDays(last, 1)
    dates.push(last)
  }
  return dates
}

interface DateRun {
  readonly start: string
  /** The date after the last. */
  readonly end: string
}

/** All days as one run: a weekend within has no records, and costs nothing. */
function hull(days: readonly string[]): DateRun {
  return { start: days[0], end: addDays(days[days.length - 1], 1) }
}

/** Days in order as runs without a gap. */
function runs(days: readonly string[]): DateRun[] {
  const found: DateRun[] = []
  for (const day of days) {
    const last = found.at(-1)
    if (last?.end === day) found[found.length - 1] = { ...last, end: addDays(day, 1) }
    else found.push({ start: day, end: addDays(day, 1) })
  }
  return found
}
