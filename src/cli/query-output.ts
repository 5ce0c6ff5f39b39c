import { rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { addAbortSignal, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { valueFile } from '../arrow/value-file.ts'
import { formatPartition, type Lake } from '../lake/paths.ts'
import { type Answer, type ArrowAnswer, LakeDatabase, type Value } from '../query/lake-database.ts'
import { count } from './columns.ts'
import { assertOutside, writeOutput } from './output-file.ts'
import { formatAnswer } from './query-cells.ts'
import { csvLines } from './query-csv.ts'

export interface QueryRequest {
  /** SQL, or `-` for what stdin holds. */
  readonly query: string
  readonly form: 'columns' | 'csv' | 'json'
  /** Rows of columns to print, 0 for all. */
  readonly rows: number
  /** A file for the rows instead, of either form. */
  readonly parquet?: string | undefined
  readonly arrow?: string | undefined
  /** May the file be there already? */
  readonly overwrite: boolean
  readonly signal: AbortSignal
  /** Prints a text for people, but where JSON is printed. */
  readonly print: (text: string) => void
  readonly warn: (text: string) => void
}

/** Answers a query on stdout, or in a file; returns what JSON says of it. */
export async function answerQuery(lake: Lake, request: QueryRequest): Promise<object> {
  const { signal } = request
  const query =
    request.query === '-' ? await text(addAbortSignal(signal, process.stdin)) : request.query
  const { parquet, arrow, overwrite } = request
  if (parquet !== undefined) await assertOutside(lake, '--parquet', parquet, overwrite)
  if (arrow !== undefined) await assertOutside(lake, '--arrow', arrow, overwrite)
  // The database writes it itself, and it is named when it is whole.
  const staged = parquet === undefined ? undefined : `${parquet}.${process.pid}.part`
  const database = await LakeDatabase.open(lake, staged)
  const interrupt = () => database.interrupt()
  signal.addEventListener('abort', interrupt)
  try {
    signal.throwIfAborted()
    const leftOut = database.leftOut.map(formatPartition)
    for (const partition of leftOut) {
      request.warn(`Left out, for it is damaged: ${partition}; see: spymaster lake ls`)
    }
    if (parquet !== undefined && staged !== undefined) {
      const rows = await database.writeParquet(query)
      await rename(staged, parquet)
      return { ...written(parquet, rows, request), leftOut }
    }
    if (arrow !== undefined) {
      const rows = await writeArrow(arrow, await database.arrowAnswer(query), signal)
      return { ...written(arrow, rows, request), leftOut }
    }
    return { ...(await print(await database.query(query), request)), leftOut }
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', interrupt)
    if (staged !== undefined) await rm(staged, { force: true })
    database.close()
  }
}

function written(file: string, rows: number, { print }: QueryRequest): object {
  print(`${file}: ${count(rows)} rows`)
  return { file: resolve(file), rows }
}

/** @returns how many rows */
async function writeArrow(
  file: string,
  { columns, batches }: ArrowAnswer,
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

async function print(answer: Answer, request: QueryRequest): Promise<object> {
  const { form, rows } = request
  if (form === 'json') return { columns: answer.columns, rows: await objects(answer) }
  const width = process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY
  if (form === 'columns') request.print(await formatAnswer(answer, { rows, width }))
  else {
    await pipeline(Readable.from(csvLines(answer)), process.stdout, { end: false })
  }
  return {}
}

async function objects({ columns, batches }: Answer): Promise<Record<string, Value>[]> {
  const all: Record<string, Value>[] = []
  for await (const batch of batches) {
    for (let row = 0; row < batch[0].length; row++) {
      all.push(Object.fromEntries(columns.map(({ name }, column) => [name, batch[column][row]])))
    }
  }
  return all
}
