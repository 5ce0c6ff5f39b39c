import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { readPartition } from '../../src/lake/partition/read.ts'
import { openPartition } from '../../src/lake/partition/write.ts'
import { openLake } from '../../src/lake/paths.ts'
import type { Table } from '../../src/table/table.ts'
import { readColumns, wallGroups } from '../columns.ts'
import { DATE, type Day, SYMBOL } from '../day.ts'
import { type Rounds, timed } from '../workload.ts'

/** Two hours of the wall: enough to measure by, and held in memory. */
const MAX_GROUPS = 24

const PARTITION = { dataset: 'silver.future_mbo.wall_surface_1s', symbol: SYMBOL, dt: DATE }
const COMMIT = {
  stage: { name: 'silver/bench', revision: 1, parameters: {} },
  inputs: [],
  quality: {},
}

/**
 * The wall's rows into the lake and back. The reference is the least that any writer must do:
 * compress the columns' own bytes, each column of a row group by itself, and decompress them.
 */
export async function prepareLake(day: Day): Promise<Rounds> {
  const groups = wallGroups(await readColumns(day), MAX_GROUPS)
  const root = await mkdtemp(join(tmpdir(), 'spymaster-bench-'))
  const items = groups.reduce((sum, { length }) => sum + length, 0)
  return {
    async round() {
      const bareWrite = await timed(() => compressAll(groups))
      const write = await timed(() => writeWall(root, groups))
      const bareRead = await timed(() => decompressAll(bareWrite.value))
      const read = await timed(() => readWall(root))
      if (read.value !== items) throw new Error(`${read.value} of ${items} rows were read`)
      const lap = { items, unit: 'rows' }
      return [
        {
          ...lap,
          name: 'wall to the lake',
          seconds: write.seconds,
          reference: 'bare zstd -1',
          referenceSeconds: bareWrite.seconds,
        },
        {
          ...lap,
          name: 'wall from the lake',
          seconds: read.seconds,
          reference: 'bare zstd -d',
          referenceSeconds: bareRead.seconds,
        },
      ]
    },
    close: () => rm(root, { recursive: true }),
  }
}

function compressAll(groups: readonly Table[]): Uint8Array[] {
  const params = { [constants.ZSTD_c_compressionLevel]: 1 }
  return groups.flatMap((table) =>
    table.contract.fields.map(({ name }) => {
      const column = table.filled(name)
      if (Array.isArray(column)) throw new Error(`column ${name} is text`)
      return zstdCompressSync(column, { params, chunkSize: column.byteLength + 1024 })
    }),
  )
}

function decompressAll(pages: readonly Uint8Array[]): void {
  for (const page of pages) zstdDecompressSync(page)
}

async function writeWall(root: string, groups: readonly Table[]): Promise<void> {
  const writer = await openPartition(openLake(root), PARTITION)
  for (const group of groups) await writer.writeRowGroup(group)
  await writer.commit(COMMIT)
}

async function readWall(root: string): Promise<number> {
  const reader = await readPartition(openLake(root), PARTITION)
  let rows = 0
  try {
    for (let group = 0; group < reader.rowGroups.length; group++)
      rows += (await reader.read(group)).length
  } finally {
    await reader.close()
  }
  return rows
}
