import { resolve } from 'node:path'
import {
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBPreparedStatement,
  type DuckDBResult,
  JsonDuckDBValueConverter,
  StatementType,
} from '@duckdb/node-api'
import type { FileValue, ValueColumn } from '../arrow/value-file.ts'
import { Failure } from '../failure.ts'
import type { PartitionContents } from '../lake/contents.ts'
import type { Lake } from '../lake/paths.ts'
import { arrowTypeOf, valuesOf } from './arrow-values.ts'
import { makeViews } from './lake-views.ts'
import { sqlFailure } from './sql-failure.ts'
import { literal } from './view.ts'
import { viewNames } from './view-names.ts'

/** A value as JSON has it: 64-bit integers, decimals and times are texts. */
export type Value = string | number | boolean | null | object

export interface ResultColumn {
  readonly name: string
  /** "BIGINT". */
  readonly type: string
}

/** Some rows of an answer, a list of values a column: all as long as there are rows. */
export type Batch = readonly (readonly Value[])[]

/** What a query gives: its columns, then its rows as they come, some at a time. */
export interface Answer {
  readonly columns: readonly ResultColumn[]
  readonly batches: AsyncIterable<Batch>
}

/** The same in values as an Arrow file has them. */
export interface ArrowAnswer {
  readonly columns: readonly ValueColumn[]
  readonly batches: AsyncIterable<readonly (readonly FileValue[])[]>
}

/** Rows of a batch of an Arrow file: the database gives 2,048 at a time, which is few for readers. */
const ARROW_BATCH_ROWS = 65_536

/** Nothing is fetched, spilled or remembered: what a query may touch is the lake. */
const SETTINGS: Readonly<Record<string, string>> = {
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  temp_directory: '',
}

/**
 * A lake under SQL: every dataset a view over its whole partitions, as they are when it is opened.
 * It reads their files and no others, and writes nothing but the one file it was opened for.
 */
export class LakeDatabase {
  /** Partitions that are damaged, or were never finished: in no view. */
  readonly leftOut: readonly PartitionContents[]
  /** Of every view, what it may be called. */
  readonly names: ReadonlyMap<string, readonly string[]>
  readonly #instance: DuckDBInstance
  readonly #connection: DuckDBConnection
  readonly #output: string | undefined

  private constructor(
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    names: ReadonlyMap<string, readonly string[]>,
    leftOut: readonly PartitionContents[],
    output: string | undefined,
  ) {
    this.#instance = instance
    this.#connection = connection
    this.names = names
    this.leftOut = leftOut
    this.#output = output
  }

  /** @param output the file that {@link writeParquet} may write */
  static async open(lake: Lake, output?: string): Promise<LakeDatabase> {
    const instance = await DuckDBInstance.create(':memory:', SETTINGS)
    const connection = await instance.connect()
    const names = viewNames(lake.datasets.keys())
    const { files, leftOut } = await makeViews(connection, lake, names)
    const path = output === undefined ? undefined : resolve(output)
    const paths = path === undefined ? files : [...files, path]
    // From here on it reaches these files only, and stays so.
    await connection.run(
      `set TimeZone = 'UTC';
       set allowed_paths = [${paths.map(literal).join(', ')}];
       set enable_external_access = false;
       set lock_configuration = true`,
    )
    return new LakeDatabase(instance, connection, names, leftOut, path)
  }

  /**
   * Answers one query.
   *
   * @throws Failure `usage` if it is not one query, or makes no sense; also while batches come
   */
  async query(sql: string): Promise<Answer> {
    try {
      const statement = await this.#prepare(sql)
      const result = await statement.stream()
      const types = result.columnTypes()
      const columns = result
        .deduplicatedColumnNames()
        .map((name, column) => ({ name, type: String(types[column]) }))
      return { columns, batches: this.#batches(result) }
    } catch (error) {
      throw this.#failure(error)
    }
  }

  /**
   * Answers one query in values as an Arrow file has them.
   *
   * @throws Failure as {@link query}, and `usage` for a type that Arrow files do not get
   */
  async arrowAnswer(sql: string): Promise<ArrowAnswer> {
    try {
      const statement = await this.#prepare(sql)
      const result = await statement.stream()
      const types = result.columnTypes()
      const columns = result
        .deduplicatedColumnNames()
        .map((name, column) => ({ name, type: arrowTypeOf(name, types[column]) }))
      return { columns, batches: this.#arrowBatches(result) }
    } catch (error) {
      throw this.#failure(error)
    }
  }

  /**
   * Writes a query's rows into the file the database was opened for.
   *
   * @returns how many
   * @throws Failure as {@link query}
   */
  async writeParquet(sql: string): Promise<number> {
    if (this.#output === undefined) throw new Error('the database was opened for no output')
    try {
      await this.#prepare(sql)
      await this.#connection.run(`create or replace temp view answer as ${sql}`)
      const { rowsChanged } = await this.#connection.run(
        `copy answer to ${literal(this.#output)} (format parquet, compression zstd, use_tmp_file false)`,
      )
      return rowsChanged
    } catch (error) {
      throw this.#failure(error)
    }
  }

  /** Ends the query that runs. */
  interrupt(): void {
    this.#connection.interrupt()
  }

  close(): void {
    this.#connection.closeSync()
    this.#instance.closeSync()
  }

  /** What a text asks for, once it is known to be one query that only reads. */
  async #prepare(sql: string): Promise<DuckDBPreparedStatement> {
    // The library knows no empty list of statements.
    const isEmpty = /^(?:\s|;|--.*(?:\n|$)|\/\*[\s\S]*?\*\/)*$/.test(sql)
    if (isEmpty) throw notOneQuery(0)
    const statements = await this.#connection.extractStatements(sql)
    if (statements.count !== 1) throw notOneQuery(statements.count)
    const statement = await statements.prepare(0)
    const type = statement.statementType
    if (type === StatementType.SELECT) return statement
    // The plan of anything else could be run by asking to analyse it.
    const explained = /^\s*explain(?:\s+analyze)?\s([\s\S]*)$/i.exec(sql)?.[1]
    if (type === StatementType.EXPLAIN && explained !== undefined) {
      await this.#prepare(explained)
      return statement
    }
    throw new Failure({
      code: 'usage',
      what: 'a query reads the tables of the lake and nothing else',
      expected: 'a SELECT',
      found: StatementType[type],
    })
  }

  /** By columns: the library takes three times as long to make rows. */
  async *#batches(result: DuckDBResult): AsyncGenerator<Batch> {
    try {
      for await (const chunk of result) {
        if (chunk.rowCount > 0) yield chunk.convertColumns(JsonDuckDBValueConverter) as Value[][]
      }
    } catch (error) {
      throw this.#failure(error)
    }
  }

  async *#arrowBatches(result: DuckDBResult): AsyncGenerator<FileValue[][]> {
    try {
      let batch: FileValue[][] = []
      for await (const chunk of result) {
        const values = valuesOf(chunk)
        if (chunk.rowCount === 0) continue
        batch = batch.length === 0 ? values : batch.map((column, at) => column.concat(values[at]))
        if (batch[0].length < ARROW_BATCH_ROWS) continue
        yield batch
        batch = []
      }
      if (batch.length > 0) yield batch
    } catch (error) {
      throw this.#failure(error)
    }
  }

  #failure(error: unknown): unknown {
    return sqlFailure(error, [...this.names.values()].flat())
  }
}

function notOneQuery(count: number): Failure {
  return new Failure({
    code: 'usage',
    what: 'that is not one query',
    expected: 'one SELECT',
    found: `${count} statements`,
  })
}
