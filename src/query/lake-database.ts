import { totalmem } from 'node:os'
import { resolve } from 'node:path'
import {
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBPreparedStatement,
  type DuckDBResult,
  type DuckDBType,
  JsonDuckDBValueConverter,
  StatementType,
} from '@duckdb/node-api'
import type { FileValue, ValueColumn } from '../arrow/value-file.ts'
import { Failure } from '../failure.ts'
import type { PartitionContents } from '../lake/partition/describe-partitions.ts'
import { formatPartition, type Lake } from '../lake/paths.ts'
import { arrowTypeOf, valuesOf } from './arrow-values.ts'
import type { FileVersions } from './file-versions.ts'
import { LakeViews } from './lake-views.ts'
import { namesIn, type QueryNames } from './query-tree.ts'
import { assertFunctions, readsFiles } from './refused-functions.ts'
import { isUnreadable, sqlFailure } from './sql-failure.ts'
import { literal } from './view.ts'
import { viewNames } from './view-names.ts'

/** A value for JSON: 64-bit integers, decimals and times are strings. */
export type SqlValue = string | number | boolean | null | object

export interface ResultColumn {
  readonly name: string
  /** "BIGINT". */
  readonly type: string
}

/** Some rows of a result, by column. */
export type ResultBatch = readonly (readonly SqlValue[])[]

/** A query's result: its columns, and its rows in batches as they arrive. */
export interface QueryResult {
  readonly columns: readonly ResultColumn[]
  readonly batches: AsyncIterable<ResultBatch>
}

/** The same in values as an Arrow file has them. */
export interface ArrowResult {
  readonly columns: readonly ValueColumn[]
  readonly batches: AsyncIterable<readonly (readonly FileValue[])[]>
}

/** Rows of a batch of an Arrow file: the database gives 2,048 at a time, which is few for readers. */
const ARROW_BATCH_ROWS = 65_536

/** More is refused, so that one query cannot take the machine down. */
const MAX_MEMORY_BYTES = 4 * 1024 ** 3

/** No downloads and no temporary files: a query may access the lake only. */
const SETTINGS: Readonly<Record<string, string>> = {
  // Of a small machine half of what it has.
  memory_limit: `${Math.min(MAX_MEMORY_BYTES, Math.floor(totalmem() / 2))}B`,
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  temp_directory: '',
}

export interface DatabaseOptions {
  /** The file that {@link LakeDatabase.writeParquet} may write. */
  readonly output?: string | undefined
  /** Whether the files of the tables that a query names are hashed before it runs; default true. */
  readonly verifies?: boolean
  /** Ends the hashing. */
  readonly signal?: AbortSignal
}

/**
 * A lake in DuckDB: every dataset is a view over its intact partitions at the time of opening. It
 * can read only their files, and write only the output file it was opened with.
 */
export class LakeDatabase {
  /** The names of every dataset's view. */
  readonly names: ReadonlyMap<string, readonly string[]>
  readonly #views: LakeViews
  readonly #verifies: boolean
  readonly #signal: AbortSignal | undefined
  readonly #instance: DuckDBInstance
  readonly #connection: DuckDBConnection
  readonly #output: string | undefined
  /** The files of the tables that the latest query names. */
  #versions: FileVersions | undefined

  private constructor(
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    names: ReadonlyMap<string, readonly string[]>,
    views: LakeViews,
    { output, verifies = true, signal }: DatabaseOptions,
  ) {
    this.#instance = instance
    this.#connection = connection
    this.names = names
    this.#views = views
    this.#output = output
    this.#verifies = verifies
    this.#signal = signal
  }

  static async open(lake: Lake, options: DatabaseOptions = {}): Promise<LakeDatabase> {
    const instance = await DuckDBInstance.create(':memory:', SETTINGS)
    const connection = await instance.connect()
    const names = viewNames(lake.datasets.keys())
    try {
      const views = await LakeViews.create(connection, lake, names)
      const output = options.output === undefined ? undefined : resolve(options.output)
      const paths = output === undefined ? views.files : [...views.files, output]
      // From here on access is limited to these files, and the settings are locked.
      await connection.run(
        `set TimeZone = 'UTC';
         set allowed_paths = [${paths.map(literal).join(', ')}];
         set enable_external_access = false;
         set lock_configuration = true`,
      )
      return new LakeDatabase(instance, connection, names, views, { ...options, output })
    } catch (error) {
      connection.closeSync()
      instance.closeSync()
      // A file's footer that cannot be read; what else fails here is no fault of a query.
      if (!isUnreadable(error)) throw error
      throw sqlFailure(error, [...names.values()].flat())
    }
  }

  /** Damaged or unfinished partitions, which are in no view; each query may find more. */
  get leftOut(): readonly PartitionContents[] {
    return this.#views.leftOut
  }

  /**
   * Runs one query.
   *
   * @throws Failure `usage` if it is not one valid query, `busy` where a file that it read was replaced;
   *   also while iterating batches
   */
  async query(sql: string): Promise<QueryResult> {
    const { columns, result, versions } = await this.#start(sql, (_, type) => String(type))
    return { columns, batches: this.#batches(result, versions) }
  }

  /**
   * Runs one query; values have the types of an Arrow file.
   *
   * @throws Failure as {@link query}, and `usage` for a type that Arrow files do not get
   */
  async arrowResult(sql: string): Promise<ArrowResult> {
    const { columns, result, versions } = await this.#start(sql, arrowTypeOf)
    return { columns, batches: this.#arrowBatches(result, versions) }
  }

  /**
   * Writes a query's rows to the output file.
   *
   * @returns the number of rows
   * @throws Failure as {@link query}
   */
  async writeParquet(sql: string): Promise<number> {
    if (this.#output === undefined)
      throw new Error('the database was opened without an output file')
    try {
      await this.#prepare(sql)
      await this.#connection.run(`create or replace temp view answer as ${sql}`)
      const { rowsChanged } = await this.#connection.run(
        `copy answer to ${literal(this.#output)} (format parquet, compression zstd, use_tmp_file false)`,
      )
      await this.#versions?.assertSame()
      return rowsChanged
    } catch (error) {
      throw await this.#failure(error, this.#versions)
    }
  }

  /** Interrupts the running query. */
  interrupt(): void {
    this.#connection.interrupt()
  }

  async close(): Promise<void> {
    this.#connection.closeSync()
    this.#instance.closeSync()
    await this.#views.close()
  }

  /** Runs one query up to its first rows; its columns have the type that `typeOf` gives them. */
  async #start<T>(sql: string, typeOf: (name: string, type: DuckDBType) => T) {
    try {
      const statement = await this.#prepare(sql)
      const result = await statement.stream()
      const types = result.columnTypes()
      const columns = result
        .deduplicatedColumnNames()
        .map((name, column) => ({ name, type: typeOf(name, types[column]) }))
      return { columns, result, versions: this.#versions }
    } catch (error) {
      throw await this.#failure(error, this.#versions)
    }
  }

  /** Prepares a text after checking that it is a single query that only reads. */
  async #prepare(sql: string): Promise<DuckDBPreparedStatement> {
    // The library fails on an empty list of statements.
    const isEmpty = /^(?:\s|;|--.*(?:\n|$)|\/\*[\s\S]*?\*\/)*$/.test(sql)
    if (isEmpty) throw notSingleQuery(0)
    const statements = await this.#connection.extractStatements(sql)
    if (statements.count !== 1) throw notSingleQuery(statements.count)
    // EXPLAIN ANALYZE would execute its statement, so that is examined too.
    const explained = /^\s*explain(?:\s+analyze)?\s([\s\S]*)$/i.exec(sql)?.[1]
    const query = await namesIn(this.#connection, sql)
    // Before the statement is bound: that reads the footers of its tables' files.
    if (query) await this.#examine(query)
    else if (explained !== undefined) await this.#prepare(explained)
    const statement = await statements.prepare(0)
    const type = statement.statementType
    if (type === StatementType.SELECT && query) return statement
    if (type === StatementType.EXPLAIN && explained !== undefined) return statement
    throw new Failure({
      code: 'usage',
      what: 'a query reads the tables of the lake and nothing else',
      expected: 'a SELECT',
      found: StatementType[type],
    })
  }

  /** Looks at what a query names, and verifies the files that it would read. */
  async #examine(query: QueryNames): Promise<void> {
    assertFunctions(query)
    const all = [...this.names.values()].flat()
    const tables = readsFiles(query) ? all : query.tables
    this.#versions = await this.#views.versionsOf(tables)
    // What is copied is verified on the way.
    if (!this.#verifies && !this.#views.areCopied) return
    await this.#views.verify(tables, this.#signal)
    const [damaged] = this.leftOut
    if (!readsFiles(query) || !damaged) return
    throw new Failure({
      code: 'input',
      what: `the query reads files by their names, and a partition is damaged: ${damaged.fault}`,
      where: formatPartition(damaged),
      fix: 'name tables instead, or pass --no-verify',
    })
  }

  /** By columns, which is three times faster in the library than by rows. */
  async *#batches(result: DuckDBResult, versions?: FileVersions): AsyncGenerator<ResultBatch> {
    try {
      for await (const chunk of result) {
        if (chunk.rowCount > 0) yield chunk.convertColumns(JsonDuckDBValueConverter) as SqlValue[][]
      }
      await versions?.assertSame()
    } catch (error) {
      throw await this.#failure(error, versions)
    }
  }

  async *#arrowBatches(
    result: DuckDBResult,
    versions?: FileVersions,
  ): AsyncGenerator<FileValue[][]> {
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
      await versions?.assertSame()
    } catch (error) {
      throw await this.#failure(error, versions)
    }
  }

  /** What an error means: of a file that was replaced meanwhile, that it was. */
  async #failure(error: unknown, versions: FileVersions | undefined): Promise<unknown> {
    if (error instanceof Failure) return error
    try {
      await versions?.assertSame()
    } catch (replaced) {
      return replaced
    }
    return sqlFailure(error, [...this.names.values()].flat())
  }
}

function notSingleQuery(count: number): Failure {
  return new Failure({
    code: 'usage',
    what: 'this is not a single query',
    expected: 'one SELECT',
    found: `${count} statements`,
  })
}
