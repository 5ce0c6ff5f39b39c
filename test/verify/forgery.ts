import { linkSync, rmSync, writeFileSync } from 'node:fs'
import type { RowGroup } from 'hyparquet'
import { shiftRowGroup } from '../../src/lake/parquet/column-chunk.ts'
import { encodeRowGroup } from '../../src/lake/parquet/encode.ts'
import { encodeFooter, MAGIC_BYTES } from '../../src/lake/parquet/footer.ts'
import { partKey, publishedKey } from '../../src/lake/partition/keys.ts'
import { sha256 } from '../../src/lake/partition/manifest.ts'
import type { Lake, Partition } from '../../src/lake/paths.ts'
import type { Table } from '../../src/table/table.ts'
import { changeManifest } from './small-lake.ts'

/**
 * Puts a file in a partition's place that the writer would refuse to write, every hash of it right.
 *
 * @param change alters what the footer says of a row group
 */
export function forge(
  lake: Lake,
  partition: Partition,
  tables: readonly Table[],
  change: (rowGroup: RowGroup) => RowGroup = (rowGroup) => rowGroup,
): void {
  const sort = lake.datasets.get(partition.dataset)?.sort ?? []
  const parts: Uint8Array[] = [Buffer.from('PAR1')]
  const rowGroups: RowGroup[] = []
  let offset = MAGIC_BYTES
  for (const table of tables) {
    const { bytes, rowGroup } = encodeRowGroup(table, sort)
    rowGroups.push(change(shiftRowGroup(rowGroup, offset)))
    parts.push(bytes)
    offset += bytes.length
  }
  const footer = encodeFooter(tables[0].contract, rowGroups)
  const file = Buffer.concat([...parts, footer])
  const name = 'part-00000.parquet'
  const rows = tables.reduce((sum, { length }) => sum + length, 0)
  const bytes = file.length
  const written = { name, sha256: sha256(file), bytes, rows, footer_sha256: sha256(footer) }
  const shown = lake.store.path(publishedKey(lake, partition, written))
  writeFileSync(lake.store.path(partKey(written)), file)
  rmSync(shown)
  linkSync(lake.store.path(partKey(written)), shown)
  changeManifest(lake, partition, (manifest) => ({ ...manifest, rows, files: [written] }))
}
