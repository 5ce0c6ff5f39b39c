import type { Contract, Field } from '../contracts/contract.ts'
import { KINDS, TIMESTAMP } from '../contracts/kinds.ts'
import type { Dataset } from '../lake/datasets.ts'
import { EXCHANGE_ZONE } from '../market/exchange-clock.ts'
import { UNDEF_TIME } from '../market/time.ts'
import { meaningOf } from '../table/meaning.ts'

/** The files of a view's partitions. */
export interface ViewFiles {
  /** Published: symbol and dt are read from their folder names. */
  readonly published: readonly string[]
  /** Parts of days that are not finished. */
  readonly open: readonly OpenFiles[]
}

export interface OpenFiles {
  readonly symbol: string
  readonly dt: string
  readonly files: readonly string[]
}

/** A column of a view: its name and expression. */
type ViewColumn = readonly [name: string, expression: string]

/**
 * The query of a dataset's view: symbol and dt of each partition, then the contract's columns as
 * stored. Each int64 time is followed by timestamps in UTC and New York time, each price by the
 * same in points; both are NULL if undefined.
 *
 * @param files the partitions' Parquet files
 */
export function viewQuery(dataset: Dataset, { published, open }: ViewFiles): string {
  const { fields, derived } = dataset.contract
  const columns = [...fields.flatMap(columnsOf), ...derived.map(({ name }) => plainColumn(name))]
  const selected = columns.map(([name, expression]) => `${expression} as ${quoted(name)}`)
  const sources = [
    ...(published.length > 0 ? [partitionsOf(published)] : []),
    ...open.filter(({ files }) => files.length > 0).map(openDayOf),
  ]
  if (sources.length === 0) sources.push(emptyRelation(dataset.contract))
  return sources
    .map((source) => `select symbol, dt, ${selected.join(', ')} from ${source}`)
    .join(' union all ')
}

/** A column and the columns derived from it. */
function columnsOf({ name, kind }: Field): ViewColumn[] {
  const raw = plainColumn(name)
  if (kind !== 'int64') return [raw]
  const meaning = meaningOf(name)
  if (meaning === 'time') return [raw, ...timesOf(name)]
  return meaning === 'price' ? [raw, pointsOf(name)] : [raw]
}

function plainColumn(name: string): ViewColumn {
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

function openDayOf({ symbol, dt, files }: OpenFiles): string {
  const list = files.map(literal).join(', ')
  const names = `${literal(symbol)} as symbol, ${literal(dt)}::DATE as dt`
  return `(select ${names}, * from read_parquet([${list}]))`
}

/** An empty relation with the same columns. */
function emptyRelation({ fields, derived }: Contract): string {
  const columns = [
    ...fields.map(({ name, kind }) => `null::${KINDS[kind].sql} as ${quoted(name)}`),
    ...derived.map(({ name }) => `null::${TIMESTAMP.sql} as ${quoted(name)}`),
  ]
  return `(select null::VARCHAR as symbol, null::DATE as dt, ${columns.join(', ')} limit 0)`
}

/** A string literal in SQL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

function quoted(name: string): string {
  return `"${name}"`
}
