import type { Contract, Field } from '../contracts/contract.ts'
import { KINDS, TIMESTAMP } from '../contracts/kinds.ts'
import type { Dataset } from '../lake/datasets.ts'
import { EXCHANGE_ZONE } from '../market/exchange-clock.ts'
import { UNDEF_TIME } from '../market/time.ts'
import { meaningOf } from '../table/meaning.ts'

/** A column of a view: its name, and the expression it is. */
type ViewColumn = readonly [name: string, expression: string]

/**
 * The query that a dataset's view is: of each partition its symbol and dt, then the contract's
 * columns as they lie in the files. Beside each int64 that is a time stand the same as a timestamp,
 * UTC and by the exchange's clock, NULL where it is undefined; beside each price the same in points.
 * A price that is none is NULL in both.
 *
 * @param files the partitions' Parquet files, whose folders say symbol and dt
 */
export function viewQuery(dataset: Dataset, files: readonly string[]): string {
  const { fields, derived } = dataset.contract
  const columns = [...fields.flatMap(columnsOf), ...derived.map(({ name }) => itself(name))]
  const selected = columns.map(([name, expression]) => `${expression} as ${quoted(name)}`)
  const source = files.length > 0 ? partitionsOf(files) : nothingOf(dataset.contract)
  return `select symbol, dt, ${selected.join(', ')} from ${source}`
}

/** A column, and what it means beside it. */
function columnsOf({ name, kind }: Field): ViewColumn[] {
  const raw = itself(name)
  if (kind !== 'int64') return [raw]
  const meaning = meaningOf(name)
  if (meaning === 'time') return [raw, ...timesOf(name)]
  return meaning === 'price' ? [raw, pointsOf(name)] : [raw]
}

function itself(name: string): ViewColumn {
  return [name, quoted(name)]
}

/** "window_end_ts_ns" → "window_end_utc" and "window_end_exchange". */
function timesOf(name: string): ViewColumn[] {
  const stem = name.replace(/_ns$/, '').replace(/_ts$/, '')
  const utc = `make_timestamp_ns(nullif(${quoted(name)}, ${UNDEF_TIME}))`
  return [
    [`${stem}_utc`, utc],
    [`${stem}_exchange`, `timezone('${EXCHANGE_ZONE}', timezone('UTC', ${utc}::TIMESTAMP))`],
  ]
}

/** "best_bid_price_int" → "best_bid_price_points". */
function pointsOf(name: string): ViewColumn {
  return [`${name.replace(/_int$/, '')}_points`, `${quoted(name)} / 1e9`]
}

function partitionsOf(files: readonly string[]): string {
  const list = files.map(literal).join(', ')
  const types = "{'symbol': VARCHAR, 'dt': DATE}"
  return `read_parquet([${list}], hive_partitioning = true, hive_types = ${types})`
}

/** No rows, of the same columns. */
function nothingOf({ fields, derived }: Contract): string {
  const columns = [
    ...fields.map(({ name, kind }) => `null::${KINDS[kind].sql} as ${quoted(name)}`),
    ...derived.map(({ name }) => `null::${TIMESTAMP.sql} as ${quoted(name)}`),
  ]
  return `(select null::VARCHAR as symbol, null::DATE as dt, ${columns.join(', ')} limit 0)`
}

/** A text in SQL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

function quoted(name: string): string {
  return `"${name}"`
}
