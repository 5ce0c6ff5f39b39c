import type { Field, Kind } from '../contracts/contract.ts'
import type { Dataset } from '../lake/datasets.ts'
import { EXCHANGE_ZONE } from '../market/exchange-clock.ts'
import { meaningOf, undefinedOf } from '../table/meaning.ts'

/** What SQL calls each kind. */
const TYPES: Readonly<Record<Kind, string>> = {
  int64: 'BIGINT',
  int32: 'INTEGER',
  uint32: 'UINTEGER',
  int16: 'SMALLINT',
  uint16: 'USMALLINT',
  int8: 'TINYINT',
  uint8: 'UTINYINT',
  float64: 'DOUBLE',
  boolean: 'BOOLEAN',
  letter: 'VARCHAR',
  text: 'VARCHAR',
}

/** A column of a view: its name, and the expression it is. */
type ViewColumn = readonly [name: string, expression: string]

/**
 * The query that a dataset's view is: of each partition its symbol and dt, then the contract's
 * columns as they lie in the files. Beside each int64 that is a time stand the same as a timestamp,
 * UTC and by the exchange's clock; beside each price the same in points. What is undefined or absent
 * is NULL there.
 *
 * @param files the partitions' Parquet files, whose folders say symbol and dt
 */
export function viewQuery(dataset: Dataset, files: readonly string[]): string {
  const { fields } = dataset.contract
  const columns = fields.flatMap(columnsOf)
  const selected = columns.map(([name, expression]) => `${expression} as ${quoted(name)}`)
  const source = files.length > 0 ? partitionsOf(files) : nothingOf(fields)
  return `select symbol, dt, ${selected.join(', ')} from ${source}`
}

/** A column, and what it means beside it. */
function columnsOf({ name, kind }: Field): ViewColumn[] {
  const raw: ViewColumn = [name, quoted(name)]
  if (kind !== 'int64') return [raw]
  const meaning = meaningOf(name)
  if (meaning === 'time') return [raw, ...timesOf(name)]
  return meaning === 'price' ? [raw, pointsOf(name)] : [raw]
}

/** "window_end_ts_ns" → "window_end_utc" and "window_end_exchange". */
function timesOf(name: string): ViewColumn[] {
  const stem = name.replace(/_ns$/, '').replace(/_ts$/, '')
  const utc = `make_timestamp_ns(${defined(name)})`
  return [
    [`${stem}_utc`, utc],
    [`${stem}_exchange`, `timezone('${EXCHANGE_ZONE}', timezone('UTC', ${utc}::TIMESTAMP))`],
  ]
}

/** "best_bid_price_int" → "best_bid_price_points". */
function pointsOf(name: string): ViewColumn {
  return [`${name.replace(/_int$/, '')}_points`, `${defined(name)} / 1e9`]
}

/** A value, NULL where it says that there is none. */
function defined(name: string): string {
  return `nullif(${quoted(name)}, ${undefinedOf(name)})`
}

function partitionsOf(files: readonly string[]): string {
  const list = files.map(literal).join(', ')
  const types = "{'symbol': VARCHAR, 'dt': DATE}"
  return `read_parquet([${list}], hive_partitioning = true, hive_types = ${types})`
}

/** No rows, of the same columns. */
function nothingOf(fields: readonly Field[]): string {
  const columns = fields.map(({ name, kind }) => `null::${TYPES[kind]} as ${quoted(name)}`)
  return `(select null::VARCHAR as symbol, null::DATE as dt, ${columns.join(', ')} limit 0)`
}

/** A text in SQL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

function quoted(name: string): string {
  return `"${name}"`
}
