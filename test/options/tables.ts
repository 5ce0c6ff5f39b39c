import { loadContract } from '../../src/contracts/load.ts'
import type { ContractColumns, Definitions, Mbo, Statistics } from '../../src/contracts/registry.ts'
import type { Column } from '../../src/table/table.ts'
import { Table } from '../../src/table/table.ts'

/** 2026-01-06T14:30:00Z, a Tuesday: the opening bell. Second 0 of the tests. */
export const EPOCH_SECOND = 1_767_709_800
/** 21:00Z of that day, 16:00 New York. */
export const EXPIRATION_SECOND = EPOCH_SECOND + 23_400
/** Behind every second of the tests. */
export const SESSION_END = EPOCH_SECOND + 30_000
export const TRADING_DATE = '2026-01-06'
export const UNDEF_PRICE = 2n ** 63n - 1n
/** Midnight UTC of the trade date that open interest is of. */
export const REFERENCE = 1_767_571_200_000_000_000n

const SECOND = 1_000_000_000n

/** Nanoseconds of a time given in seconds from {@link EPOCH_SECOND}. */
export function at(seconds: number): bigint {
  return BigInt(EPOCH_SECOND) * SECOND + BigInt(Math.round(seconds * 1e9))
}

/** Price units of points. */
export function price(points: number): bigint {
  return BigInt(Math.round(points * 1e9))
}

/** A table of a contract that ships, from rows; what a row leaves out is 0, 0n or ''. */
export function tableOf<N extends keyof ContractColumns>(
  contract: N,
  rows: readonly Readonly<Record<string, bigint | number | string>>[],
): Table<ContractColumns[N]> {
  const table: Table = new Table(loadContract(contract), Math.max(rows.length, 1))
  table.length = rows.length
  for (const { name, kind } of table.contract.fields) {
    const column = table.column(name, kind) as Column & Record<number, unknown>
    rows.forEach((row, index) => {
      if (name in row) column[index] = row[name]
    })
  }
  return table as Table<ContractColumns[N]>
}

export interface Definition {
  readonly id?: number
  readonly symbol?: string
  readonly right?: 'C' | 'P' | string
  readonly strike?: number
  /** Seconds from {@link EPOCH_SECOND}. */
  readonly expires?: number
  readonly asset?: string
  readonly underlying?: string
  /** Anything else, by the contract's names. */
  readonly fields?: Readonly<Record<string, bigint | number | string>>
}

/** Definitions as an ES weekly has them, with what is asked for changed. */
export function definitions(rows: readonly Definition[]): Table<Definitions> {
  return tableOf(
    'bronze/instrument_definitions',
    rows.map((row, index) => {
      const { right = 'C', strike = 5200, asset = 'E1B' } = row
      return {
        instrument_id: row.id ?? index + 1,
        min_price_increment: UNDEF_PRICE,
        display_factor: 10_000_000n,
        expiration: at(row.expires ?? 23_400),
        activation: at(-1e7),
        unit_of_measure_qty: 50_000_000_000n,
        strike_price: price(strike),
        raw_symbol: row.symbol ?? `${asset}F6 ${right}${strike}`,
        asset,
        underlying: row.underlying ?? 'ESH6',
        instrument_class: right.charCodeAt(0),
        security_update_action: 65,
        user_defined_instrument: 78,
        tick_rule: 4,
        ...row.fields,
      }
    }),
  )
}

/** Both options at each strike: calls have the odd ids, puts the even ones after them, from 1. */
export function bothRights(strikes: readonly number[], more: Definition = {}): Definition[] {
  return strikes.flatMap((strike) => [
    { strike, right: 'C', ...more },
    { strike, right: 'P', ...more },
  ])
}

export interface Statistic {
  readonly id: number
  readonly contracts?: number | bigint
  /** Trade dates after {@link REFERENCE}. */
  readonly day?: number
  /** Seconds from {@link EPOCH_SECOND}. */
  readonly received?: number
  readonly fields?: Readonly<Record<string, bigint | number>>
}

/** Statistics of open interest, with what is asked for changed. */
export function statistics(rows: readonly Statistic[]): Table<Statistics> {
  return tableOf(
    'bronze/statistics',
    rows.map(({ id, contracts = 0, day = 0, received = -40_000, fields }) => ({
      instrument_id: id,
      ts_ref: REFERENCE + BigInt(day) * 86_400n * SECOND,
      ts_recv: at(received),
      quantity: BigInt(contracts),
      stat_type: 9,
      update_action: 1,
      ...fields,
    })),
  )
}

export interface Row {
  readonly id: number
  /** Seconds from {@link EPOCH_SECOND}. */
  readonly time: number
  readonly action: string
  readonly side?: string
  /** Points; undefined is DBN's undefined. */
  readonly price?: number | undefined
  readonly size?: number
  readonly order?: number | bigint
  readonly flags?: number
  readonly received?: bigint
}

/** MBO records of options; each is an event of its own unless its flags say otherwise. */
export function mbo(rows: readonly Row[]): Table<Mbo> {
  return tableOf(
    'bronze/mbo',
    rows.map((row) => ({
      instrument_id: row.id,
      ts_event: at(row.time),
      ts_recv: row.received ?? at(row.time),
      order_id: BigInt(row.order ?? 0),
      price: row.price === undefined ? UNDEF_PRICE : price(row.price),
      size: row.size ?? 1,
      flags: row.flags ?? 128,
      action: row.action.charCodeAt(0),
      side: (row.side ?? 'N').charCodeAt(0),
    })),
  )
}

/** A row of a table by column name. */
export function rowOf(table: Table, row: number): Record<string, bigint | number | string> {
  return Object.fromEntries(
    table.contract.fields.map(({ name, kind, letters }) => {
      const value = table.filled(name)[row] as bigint | number | string
      return [name, kind === 'letter' ? letters[value as number] : value]
    }),
  )
}

export function rowsOf(table: Table): Record<string, bigint | number | string>[] {
  return Array.from({ length: table.length }, (_, row) => rowOf(table, row))
}
