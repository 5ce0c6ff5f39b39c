import { resolve } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { Failure } from '../failure.ts'
import { type PartitionContents, surveyPartitions } from '../lake/contents.ts'
import type { Dataset } from '../lake/datasets.ts'
import { type Lake, partitionFolder } from '../lake/paths.ts'
import { readPartition } from '../lake/read.ts'
import { viewQuery } from './view.ts'

/** What the views of a lake are made of, and not made of. */
export interface LakeViews {
  /** Every file they read. */
  readonly files: readonly string[]
  /** Partitions that are damaged, or were never finished. */
  readonly leftOut: readonly PartitionContents[]
}

/**
 * Makes every dataset of a lake a view over its whole partitions.
 *
 * @param names of each dataset's views
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
      makeDatasetViews(connection, dataset, names.get(key) ?? [], filesOf(lake, from))
    try {
      files.push(...(await make(whole)))
    } catch (error) {
      // A file's end tells what is in it: one that says nonsense must not hide the others.
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

function filesOf(lake: Lake, partitions: readonly PartitionContents[]): string[] {
  return partitions.flatMap((partition) => {
    const folder = resolve(partitionFolder(lake, partition))
    return partition.files.map((name) => resolve(folder, name))
  })
}

/** A partition with what is wrong with the ends of its files, if anything is. */
async function examine(lake: Lake, partition: PartitionContents): Promise<PartitionContents> {
  try {
    await (await readPartition(lake, partition)).close()
    return partition
  } catch (error) {
    if (error instanceof Failure) return { ...partition, fault: error.message }
    throw error
  }
}
