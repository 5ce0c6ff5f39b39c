import { resolve } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { Failure } from '../failure.ts'
import type { Dataset } from '../lake/datasets.ts'
import { type PartitionContents, surveyPartitions } from '../lake/partition/contents.ts'
import { readPartition } from '../lake/partition/read.ts'
import type { Lake } from '../lake/paths.ts'
import { viewQuery } from './view.ts'

/** Files and partitions behind the views of a lake. */
export interface LakeViews {
  /** All files that the views read. */
  readonly files: readonly string[]
  /** Damaged or unfinished partitions. */
  readonly leftOut: readonly PartitionContents[]
}

/**
 * Creates a view over the intact partitions of every dataset.
 *
 * @param names view names by dataset key
 */
export async function makeViews(
  connection: DuckDBConnection,
  lake: Lake,
  names: ReadonlyMap<string, readonly string[]>,
): Promise<LakeViews> {
  const partitions = await surveyPartitions(lake)
  const files: string[] = []
  const leftOut = partitions.filter(({ fault }) => fault !== undefined)
  for (const layer of new Set([...lake.datasets.keys()].map((key) => key.split('.')[0]))) {
    await connection.run(`attach ':memory:' as ${layer}`)
  }
  for (const [key, dataset] of lake.datasets) {
    const whole = partitions.filter((each) => each.dataset === key && each.fault === undefined)
    const make = (from: readonly PartitionContents[]) =>
      makeDatasetViews(connection, dataset, names.get(key) ?? [], filesOf(from))
    try {
      files.push(...(await make(whole)))
    } catch (error) {
      // One file with a damaged footer must not hide the others.
      const examined = await Promise.all(whole.map((each) => examine(lake, each)))
      const damaged = examined.filter(({ fault }) => fault !== undefined)
      if (damaged.length === 0) throw error
      leftOut.push(...damaged)
      files.push(...(await make(examined.filter(({ fault }) => fault === undefined))))
    }
  }
  return { files, leftOut }
}

async function makeDatasetViews(
  connection: DuckDBConnection,
  dataset: Dataset,
  names: readonly string[],
  files: readonly string[],
): Promise<readonly string[]> {
  const query = viewQuery(dataset, files)
  for (const name of names) {
    const schema = name.split('.').slice(0, -1).join('.')
    if (schema) await connection.run(`create schema if not exists ${schema}`)
    await connection.run(`create or replace view ${name} as ${query}`)
  }
  return files
}

function filesOf(partitions: readonly PartitionContents[]): string[] {
  return partitions.flatMap(({ files }) => files.map((file) => resolve(file)))
}

/** A partition, with a fault if the footer of one of its files is damaged. */
async function examine(lake: Lake, partition: PartitionContents): Promise<PartitionContents> {
  try {
    await (await readPartition(lake, partition)).close()
    return partition
  } catch (error) {
    if (error instanceof Failure) return { ...partition, fault: error.message }
    throw error
  }
}
