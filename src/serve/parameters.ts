import { type Contract, narrowed } from '../contracts/contract.ts'
import { Failure } from '../failure.ts'
import { isSymbol } from '../lake/paths.ts'
import { isDate } from '../market/time.ts'
import type { DayName } from '../seconds/day-hub.ts'
import type { DayDescription, SurfaceName } from '../seconds/second.ts'
import { isDefaultSurface, SURFACE_NAMES } from '../seconds/second.ts'
import { assertSpeed, isSurface, secondFrom } from '../wire/messages.ts'
import type { StreamOptions } from './stream-client.ts'
import { formOf } from './stream-form.ts'

/** Parsing and validation of request parameters. */

/** A range of Unix seconds, both ends included. */
export interface SecondRange {
  readonly from: number
  readonly to: number
}

/** @throws Failure `usage` where a part is missing or invalid */
export function dayFrom(parameters: URLSearchParams): DayName {
  const symbol = parameters.get('symbol') ?? ''
  const dt = parameters.get('dt') ?? ''
  if (!isSymbol(symbol)) {
    throw invalidParameter('symbol', 'a contract, ESH6, or a root, ES', symbol)
  }
  if (!isDate(dt)) throw invalidParameter('dt', 'a date, 2026-01-06', dt)
  return { symbol, dt }
}

/**
 * @param contracts of the surfaces, whose columns may be chosen
 * @throws Failure `usage`
 */
export function streamFrom(
  parameters: URLSearchParams,
  day: DayDescription,
  contracts: ReadonlyMap<SurfaceName, Contract>,
): StreamOptions {
  const speed = parameters.get('speed')
  const start = parameters.get('start_ts_ns')
  const { firstEndSecond, lastEndSecond } = day
  const endSecond = start === null ? firstEndSecond : secondFrom(start)
  if (endSecond > lastEndSecond) {
    throw invalidParameter('start_ts_ns', 'a time before the end of the day', start ?? '')
  }
  const surfaces = surfacesFrom(parameters.get('surfaces'), day)
  return {
    surfaces,
    speed: speed === null ? 1 : assertSpeed(speed === '' ? Number.NaN : Number(speed)),
    endSecond: Math.max(endSecond, firstEndSecond),
    form: formOf(
      schemaOnceFrom(parameters.get('schema')),
      choicesFrom(parameters.get('columns'), contracts),
      surfaces.filter((name) => !isDefaultSurface(name)),
    ),
  }
}

function schemaOnceFrom(schema: string | null): boolean {
  if (schema === null || schema === 'each') return false
  if (schema === 'once') return true
  throw invalidParameter('schema', 'once or each', schema)
}

/** Narrowed contracts as `wall:side,rel_ticks;snap:mid_price` names them. */
function choicesFrom(
  list: string | null,
  contracts: ReadonlyMap<SurfaceName, Contract>,
): ReadonlyMap<SurfaceName, Contract> {
  const chosen = new Map<SurfaceName, Contract>()
  for (const choice of list?.split(';') ?? []) {
    const [, surface = '', names = ''] = /^(\w+):(.*)$/.exec(choice) ?? []
    const contract = isSurface(surface) ? contracts.get(surface) : undefined
    if (!isSurface(surface) || !contract) {
      throw invalidParameter('columns', 'a choice like wall:side,rel_ticks;snap:mid_price', choice)
    }
    chosen.set(surface, narrowedTo(contract, names))
  }
  return chosen
}

/** The requested surfaces that the day has, in its order; those of every stream by default. */
function surfacesFrom(list: string | null, day: DayDescription): readonly SurfaceName[] {
  if (list === null) return day.surfaces.filter(isDefaultSurface)
  const names = list.split(',')
  const unknown = names.find((name) => !isSurface(name))
  if (unknown !== undefined)
    throw invalidParameter('surfaces', `some of ${SURFACE_NAMES.join(',')}`, unknown)
  return day.surfaces.filter((name) => names.includes(name))
}

/** @throws Failure `usage` */
export function surfaceFrom(parameters: URLSearchParams, day: DayDescription): SurfaceName {
  const name = parameters.get('surface') ?? ''
  if (isSurface(name) && day.surfaces.includes(name)) return name
  throw invalidParameter('surface', `one of ${day.surfaces.join(', ')}`, name)
}

/**
 * A contract narrowed to the requested `columns` and the time; all columns by default.
 *
 * @throws Failure `usage`
 */
export function columnsFrom(parameters: URLSearchParams, contract: Contract): Contract {
  const list = parameters.get('columns')
  return list === null ? contract : narrowedTo(contract, list)
}

/** A contract of the columns that a list names, separated by commas, and the time. */
function narrowedTo(contract: Contract, list: string): Contract {
  const names = ['window_end_ts_ns', ...list.split(',')]
  const unknown = names.find((name) => !contract.fields.some((field) => field.name === name))
  if (unknown !== undefined)
    throw invalidParameter('columns', `columns of ${contract.key}`, unknown)
  return narrowed(contract, names)
}

/**
 * The seconds from `start_ts_ns` to `end_ts_ns`, both included.
 *
 * @throws Failure `usage`
 */
export function rangeFrom(parameters: URLSearchParams, maxSeconds: number): SecondRange {
  const from = secondFrom(parameters.get('start_ts_ns') ?? '')
  const to = secondFrom(parameters.get('end_ts_ns') ?? '')
  if (to < from)
    throw invalidParameter('end_ts_ns', 'a time not before start_ts_ns', `${to - from} seconds`)
  if (to - from + 1 > maxSeconds) {
    throw invalidParameter('end_ts_ns', `at most ${maxSeconds} seconds`, `${to - from + 1} seconds`)
  }
  return { from, to }
}

/** The last seconds of a day up to `end_ts_ns`, or to its end. */
export function lastSeconds(
  parameters: URLSearchParams,
  count: number,
  { firstEndSecond, lastEndSecond }: DayDescription,
): SecondRange {
  const end = parameters.get('end_ts_ns')
  const to = Math.min(end === null ? lastEndSecond : secondFrom(end), lastEndSecond)
  return { from: Math.max(to - count + 1, firstEndSecond), to }
}

function invalidParameter(where: string, expected: string, found: string): Failure {
  const brief = JSON.stringify(found.length > 80 ? `${found.slice(0, 80)}…` : found)
  return new Failure({
    code: 'usage',
    what: `the parameter ${where} is invalid`,
    expected,
    found: brief,
  })
}
