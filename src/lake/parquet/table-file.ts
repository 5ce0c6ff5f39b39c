import type { RowGroup } from 'hyparquet'
import type { Contract } from '../../contracts/contract.ts'
import type { Table } from '../../table/table.ts'
import { shiftRowGroup } from './column-chunk.ts'
import { encodeRowGroup } from './encode.ts'
import { encodeFooter, MAGIC, MAGIC_BYTES } from './footer.ts'

/** Tables of a contract as a Parquet file of its own, a row group each. */
export async function* parquetFile(
  contract: Contract,
  tables: AsyncIterable<Table>,
): AsyncGenerator<Uint8Array> {
  const magic = new Uint8Array(MAGIC_BYTES)
  new DataView(magic.buffer).setUint32(0, MAGIC, true)
  yield magic
  const groups: RowGroup[] = []
  let offset = MAGIC_BYTES
  for await (const table of tables) {
    const { bytes, rowGroup } = encodeRowGroup(table, [])
    groups.push(shiftRowGroup(rowGroup, offset))
    offset += bytes.length
    yield bytes
  }
  yield encodeFooter(contract, groups)
}
