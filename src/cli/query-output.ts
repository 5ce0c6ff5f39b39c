import { rename, rm } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import { addAbortSignal, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { Failure } from '../failure.ts'
import { formatPartition, type Lake } from '../lake/paths.ts'
import { type Answer, LakeDatabase, type Value } from '../query/lake-database.ts'
import { count } from './columns.ts'
import { assertOutput } from './output-file.ts'
import { formatAnswer } from './query-cells.ts'
import { csvLines } from './query-csv.ts'

export interface QueryRequest {
  /** SQL, or `-` for what stdin holds. */
  readonly query: string
  readonly form: 'columns' | 'csv' | 'json'
  /** Rows of columns to print, 0 for all. */
  readonly rows: number
  /** A file for the rows instead. */
  readonly parquet?: string | undefined
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
  const { parquet } = request
  const staged =
    parquet === undefined ? undefined : await stagedPath(lake, parquet, request.overwrite)
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
      const written = `${parquet}: ${count(rows)} rows`
      request.print(written)
      return { file: resolve(parquet), rows, leftOut }
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

/** Where a file is written before it is whole. In the lake only runs write. */
async function stagedPath({ root }: Lake, path: string, overwrite: boolean): Promise<string> {
  await assertOutput('--parquet', path, overwrite)
  const inLake = relative(resolve(root), resolve(path))
  if (inLake === '..' || inLake.startsWith(`..${sep}`)) return `${path}.${process.pid}.part`
  throw new Failure({
    code: 'usage',
    what: 'the lake is not to be written by a query',
    where: `--parquet ${path}`,
    fix: 'choose a file outside it',
  })
}
