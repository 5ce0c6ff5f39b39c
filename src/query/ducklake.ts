import { resolve } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { Contract } from '../contracts/contract.ts'
import { KINDS, TIMESTAMP } from '../contracts/kinds.ts'
import { Failure } from '../failure.ts'
import type { Dataset } from '../lake/datasets.ts'
import { describePartitions } from '../lake/partition/describe-partitions.ts'
import type { Lake } from '../lake/paths.ts'
import { isS3Url } from '../lake/store/s3/location.ts'
import { literal } from './view.ts'

export interface CatalogOptions {
  /** A file, or `postgres:` with a connection string. */
  readonly catalog: string
  /** Files of DuckDB's extensions, where they cannot be installed from the network. */
  readonly extensions: readonly string[]
}

/** What was registered. */
export interface PublishedCatalog {
  readonly tables: Readonly<Record<string, number>>
  /** Partitions with a fault, which are not in the catalog. */
  readonly leftOut: readonly string[]
}

/** Parts of a URL of S3 that DuckDB takes apart from its scheme. */
interface S3Server {
  readonly host: string
  readonly usesTls: boolean
}

/**
 * Registers the Parquet files of all intact partitions in a DuckLake catalog, where they are. The
 * tables are replaced in one transaction; the manifests stay what counts.
 *
 * @throws Failure `input` if an extension cannot be loaded, or the catalog cannot be written
 */
export async function publishCatalog(
  lake: Lake,
  { catalog, extensions }: CatalogOptions,
): Promise<PublishedCatalog> {
  const partitions = await describePartitions(lake)
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    for (const file of extensions) await load(connection, literal(resolve(file)))
    await load(connection, 'ducklake', extensions)
    if (isS3Url(lake.root)) {
      await load(connection, 'httpfs', extensions)
      await connection.run(secretOf(lake.access?.endpoint))
    }
    const isFile = !catalog.startsWith('postgres:')
    const target = isFile ? resolve(catalog) : catalog
    const data = isS3Url(lake.root) ? lake.store.path('') : `${resolve(lake.root)}/`
    await connection.run(`attach ${literal(`ducklake:${target}`)} as published
      (data_path ${literal(data)})`)
    await connection.run('begin')
    const tables: Record<string, number> = {}
    for (const dataset of lake.datasets.values()) {
      const files = partitions
        .filter(({ dataset: key, fault }) => key === dataset.key && fault === undefined)
        .flatMap(({ files }) => files)
      await register(connection, dataset, files)
      tables[tableName(dataset)] = files.length
    }
    await connection.run('commit')
    const leftOut = partitions.flatMap(({ dataset, symbol, dt, fault }) =>
      fault === undefined ? [] : [`${dataset} ${symbol} ${dt}: ${fault}`],
    )
    return { tables, leftOut }
  } catch (error) {
    if (error instanceof Failure) throw error
    const what = `DuckDB says: ${error instanceof Error ? error.message : error}`
    throw new Failure({ code: 'input', what, where: catalog }, { cause: error })
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/** "silver_future_mbo.wall_surface_1s" */
function tableName({ key }: Dataset): string {
  const [layer, product, table] = key.split('.')
  return `${layer}_${product}.${table}`
}

async function register(
  connection: DuckDBConnection,
  dataset: Dataset,
  files: readonly string[],
): Promise<void> {
  const [schema, table] = tableName(dataset).split('.')
  await connection.run(`create schema if not exists published.${schema}`)
  await connection.run(`drop table if exists published.${schema}.${table}`)
  const columns = columnsOf(dataset.contract)
  await connection.run(`create table published.${schema}.${table} (${columns.join(', ')})`)
  for (const file of files) {
    const path = isS3Url(file) ? file : resolve(file)
    await connection.run(`call ducklake_add_data_files('published', ${literal(table)},
      ${literal(path)}, schema => ${literal(schema)}, hive_partitioning => true)`)
  }
}

/** The contract's columns, then those that folder names hold. */
function columnsOf({ fields, derived }: Contract): string[] {
  return [
    ...fields.map(({ name, kind }) => `"${name}" ${KINDS[kind].sql}`),
    ...derived.map(({ name }) => `"${name}" ${TIMESTAMP.sql}`),
    'symbol VARCHAR',
    'dt DATE',
  ]
}

/** @param extension a name, or a file as a literal */
async function load(
  connection: DuckDBConnection,
  extension: string,
  given: readonly string[] = [],
): Promise<void> {
  if (given.some((file) => file.includes(`${extension}.duckdb_extension`))) return
  try {
    await connection.run(`load ${extension}`)
  } catch (error) {
    const { message } = error as Error
    throw new Failure(
      {
        code: 'input',
        what: `DuckDB cannot load its extension: ${message.split('\n')[0]}`,
        where: extension,
        fix: 'install it in DuckDB, or name its file with --extension',
      },
      { cause: error },
    )
  }
}

/** The credentials of the environment, for DuckDB. */
function secretOf(endpoint: string | undefined): string {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION } = process.env
  const server = serverOf(endpoint ?? process.env.AWS_ENDPOINT_URL)
  const options = [
    'type s3',
    `key_id ${literal(AWS_ACCESS_KEY_ID ?? '')}`,
    `secret ${literal(AWS_SECRET_ACCESS_KEY ?? '')}`,
    `region ${literal(AWS_REGION ?? 'us-east-1')}`,
    ...(AWS_SESSION_TOKEN ? [`session_token ${literal(AWS_SESSION_TOKEN)}`] : []),
    ...(server
      ? [`endpoint ${literal(server.host)}`, `use_ssl ${server.usesTls}`, `url_style 'path'`]
      : []),
  ]
  return `create secret (${options.join(', ')})`
}

function serverOf(endpoint: string | undefined): S3Server | undefined {
  if (endpoint === undefined) return undefined
  const { host, protocol } = new URL(endpoint)
  return { host, usesTls: protocol === 'https:' }
}
