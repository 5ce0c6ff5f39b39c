import type { Table } from '../table/table.ts'
import { CALL } from './black76.ts'
import { type ChainDefinitions, DefinitionRows, type Option } from './definition-rows.ts'
import type { RejectedDefinition } from './set-aside.ts'
import { commonGrid } from './tick-rule.ts'

/** The options of one product that expire at one instant, a row a strike. */
export interface Series {
  readonly asset: string
  readonly expiration: bigint
  /** 1e-9 price units, ascending. */
  readonly strikes: Float64Array
  /** Of each strike the index of its call in the chain's options, or −1. */
  readonly calls: Int32Array
  /** Of each strike the index of its put, or −1. */
  readonly puts: Int32Array
}

/** Counts of instruments that are not outright options on the chain's future. */
export interface LeftOut {
  readonly spreads: number
  readonly userDefined: number
  /** The futures, and options on other ones. */
  readonly other: number
}

/** Every option on one future that a day's definitions name. */
export interface Chain {
  readonly underlying: string
  /** By expiration, product, strike, and the call before the put. */
  readonly options: readonly Option[]
  /** By expiration, then product. */
  readonly series: readonly Series[]
  /** The coarsest grid that every option's ticks lie on, 1e-9 price units; 0 of an empty chain. */
  readonly tickSize: number
  readonly setAside: readonly RejectedDefinition[]
  readonly leftOut: LeftOut
}

/**
 * The chain of a future from definitions in order of receipt: the last definition of an instrument
 * is used. Invalid definitions are rejected and the rest continue.
 *
 * @param definitions with `CHAIN_COLUMNS`
 * @param multiplier replaces the definitions' own
 */
export function readChain(
  definitions: Table<ChainDefinitions>,
  underlying: string,
  multiplier?: number,
): Chain {
  const rows = new DefinitionRows(definitions, underlying, multiplier)
  const leftOut = { spreads: 0, userDefined: 0, other: 0 }
  const setAside: RejectedDefinition[] = []
  const options: Option[] = []
  for (const row of rows.latest()) {
    const kind = rows.kind(row, underlying)
    if (kind !== 'option') {
      leftOut[kind]++
      continue
    }
    const read = rows.read(row)
    if ('reason' in read) setAside.push(read)
    else options.push(read)
  }
  options.sort(byPlace)
  const unique = options.filter((option, index) => {
    const before = options[index - 1]
    if (index === 0 || byPlace(before, option) !== 0) return true
    const reason = 'another has the same product, expiration, strike and right'
    setAside.push({ symbol: option.symbol, reason })
    return false
  })
  return {
    underlying,
    options: unique,
    series: seriesOf(unique),
    tickSize: commonGrid(unique.map(({ tickRule }) => tickRule)),
    setAside,
    leftOut,
  }
}

function byPlace(a: Option, b: Option): number {
  if (a.expiration !== b.expiration) return a.expiration < b.expiration ? -1 : 1
  if (a.asset !== b.asset) return a.asset < b.asset ? -1 : 1
  return a.strike - b.strike || b.right - a.right
}

/** Groups sorted options by expiration and product. */
function seriesOf(options: readonly Option[]): Series[] {
  const series: Series[] = []
  for (let first = 0; first < options.length; ) {
    const { asset, expiration } = options[first]
    let end = first
    while (
      end < options.length &&
      options[end].asset === asset &&
      options[end].expiration === expiration
    ) {
      end++
    }
    series.push({ asset, expiration, ...strikesOf(options, first, end) })
    first = end
  }
  return series
}

function strikesOf(options: readonly Option[], first: number, end: number) {
  const strikes = [...new Set(options.slice(first, end).map(({ strike }) => strike))]
  const calls = new Int32Array(strikes.length).fill(-1)
  const puts = new Int32Array(strikes.length).fill(-1)
  let place = 0
  for (let option = first; option < end; option++) {
    const { strike, right } = options[option]
    if (strike !== strikes[place]) place++
    const column = right === CALL ? calls : puts
    column[place] = option
  }
  return { strikes: Float64Array.from(strikes), calls, puts }
}
