import { rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { addAbortSignal, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { valueFile } from '../arrow/value-file.ts'
import { type Clock, systemClock } from '../clock.ts'
import { Failure } from '../failure.ts'
import { formatPartition, type Lake } from '../lake/paths.ts'
import {
  type ArrowResult,
  LakeDatabase,
  type QueryResult,
  type SqlValue,
} from '../query/lake-database.ts'
import { count } from './columns.ts'
import { assertOutside, writeOutput } from './output-file.ts'
import { csvLines } from './query-csv.ts'
import { formatResult } from './query-table.ts'

export interface QueryRequest {
  /** SQL, or `-` for what stdin holds. */
  readonly query: string
  readonly form: 'columns' | 'csv' | 'json'
  /** Rows of columns to print, 0 for all. */
  readonly rows: number
  /** File to write the rows to instead of printing them, in one of two formats. */
  readonly parquet?: string | undefined
  readonly arrow?: string | undefined
  /** Replace an existing file. */
  readonly overwrite: boolean
  /** Hash the files that the query reads, unless they were before. */
  readonly verifies: boolean
  /** Seconds after which the query is ended; 0: never. */
  readonly timeout: number
  readonly signal: AbortSignal
  /** Prints text for people; silent with --json. */
  readonly print: (text: string) => void
  readonly warn: (text: string) => void
}

/** Runs a query and prints its result or writes it to a file; returns the JSON output. */
export async function runQuery(
  lake: Lake,
  request: QueryRequest,
  clock: Clock = systemClock,
): Promise<object> {
  const { timeout } = request
  if (timeout === 0) return runUntil(request.signal, lake, request)
  const overdue = new AbortController()
  const timer = clock.timeout(timeout * 1000, () => overdue.abort(tookTooLong(timeout)), {
    holdsProcess: false,
  })
  try {
    return await runUntil(AbortSignal.any([request.signal, overdue.signal]), lake, request)
  } finally {
    timer.cancel()
  }
}

function tookTooLong(seconds: number): Failure {
  return new Failure({
    code: 'usage',
    what: `the query was ended after ${seconds} s`,
    where: '--timeout',
    fix: 'allow it more, or select fewer days',
  })
}

/** @throws the signal's reason where it is aborted */
async function runUntil(signal: AbortSignal, lake: Lake, request: QueryRequest): Promise<object> {
  const query =
    request.query === '-' ? await text(addAbortSignal(signal, process.stdin)) : request.query
  const { parquet, arrow, overwrite } = request
  if (parquet !== undefined) await assertOutside(lake, '--parquet', parquet, overwrite)
  if (arrow !== undefined) await assertOutside(lake, '--arrow', arrow, overwrite)
  // The database writes it itself, and it is named when it is whole.
  const staged = parquet === undefined ? undefined : `${parquet}.${process.pid}.part`
  const { verifies } = request
  const database = await LakeDatabase.open(lake, { output: staged, verifies, signal })
  const interrupt = () => database.interrupt()
  signal.addEventListener('abort', interrupt)
  try {
    signal.throwIfAborted()
    if (parquet !== undefined && staged !== undefined) {
      const rows = await database.writeParquet(query)
      const leftOut = warnOfDamage(database, request)
      await rename(staged, parquet)
      return { ...written(parquet, rows, request), leftOut }
    }
    if (arrow !== undefined) {
      const result = await database.arrowResult(query)
      const leftOut = warnOfDamage(database, request)
      return { ...written(arrow, await writeArrow(arrow, result, signal), request), leftOut }
    }
    const result = await database.query(query)
    const leftOut = warnOfDamage(database, request)
    return { ...(await print(result, request)), leftOut }
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', interrupt)
    if (staged !== undefined) await rm(staged, { force: true })
    await database.close()
  }
}

/** @returns the partitions that the query did without, as messages name them */
function warnOfDamage({ leftOut }: LakeDatabase, { warn }: QueryRequest): string[] {
  const names = leftOut.map(formatPartition)
  for (const name of names) {
    warn(`Skipped a damaged partition: ${name}; see: spymaster verify integrity`)
  }
  return names
}

function written(file: string, rows: number, { print }: QueryRequest): object {
  print(`${file}: ${count(rows)} rows`)
  return { file: resolve(file), rows }
}

/** @returns the number of rows */
async function writeArrow(
  file: string,
  { columns, batches }: ArrowResult,
  signal: AbortSignal,
): Promise<number> {
  let rows = 0
  async function* counted() {
    for await (const batch of batches) {
      signal.throwIfAborted()
      rows += batch[0].length
      yield batch
    }
  }
  await writeOutput(file, valueFile(columns, counted()))
  return rows
}

async function print(answer: QueryResult, request: QueryRequest): Promise<object> {
  const { form, rows } = request
  if (form === 'json') return { columns: answer.columns, rows: await rowObjects(answer) }
  const width = process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY
  if (form === 'columns') request.print(await formatResult(answer, { rows, width }))
  else {
    await pipeline(Readable.from(csvLines(answer)), process.stdout, { end: false })
  }
  return {}
}

async function rowObjects({ columns, batches }: QueryResult): Promise<Record<string, SqlValue>[]> {
  const all: Record<string, SqlValue>[] = []
  for await (const batch of batches) {
    for (let row = 0; row < batch[0].length; row++) {
      all.push(Object.fromEntries(columns.map(({ name }, column) => [name, batch[column][row]])))
    }
  }
  return all
}
