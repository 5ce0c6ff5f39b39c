import { tableFile } from '../arrow/table-file.ts'
import { readPartition } from '../lake/partition/read.ts'
import { assertPartition, type Lake, type Partition } from '../lake/paths.ts'

/**
 * A partition's rows as an Arrow file, a batch a row group.
 *
 * @throws Failure `input` where it is not there, or damaged
 */
export async function* partitionFile(lake: Lake, partition: Partition): AsyncGenerator<Uint8Array> {
  const { contract } = assertPartition(lake, partition)
  const reader = await readPartition(lake, partition)
  async function* rows() {
    // Not as `tables`, whose memory is used again: the file takes it as it stands.
    for (let group = 0; group < reader.rowGroups.length; group++) {
      const table = await reader.read(group)
      const derived = contract.derived.map(({ name }) => reader.readDerived(group, name))
      yield { table, derived: await Promise.all(derived) }
    }
  }
  try {
    yield* tableFile(contract, rows())
  } finally {
    await reader.close()
  }
}
