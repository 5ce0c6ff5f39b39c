import type { RowGroup } from 'hyparquet'
import type { Contract } from '../../contracts/contract.ts'
import { shiftRowGroup } from '../parquet/column-chunk.ts'
import { decodeFooter, encodeFooter, MAGIC, MAGIC_BYTES, TRAILER_BYTES } from '../parquet/footer.ts'
import type { Lake, Partition } from '../paths.ts'
import type { Upload } from '../store/store.ts'
import { storedKey } from './keys.ts'
import { type ManifestFile, sha256 } from './manifest.ts'

/**
 * Joins parts of one table into one file: their row groups in order, byte by byte as they are.
 *
 * @param onFinished told the file's key before it is stored
 */
export async function joinParts(
  lake: Lake,
  partition: Partition,
  contract: Contract,
  parts: readonly ManifestFile[],
  onFinished: (key: string) => Promise<void>,
): Promise<ManifestFile> {
  const { store } = lake
  const upload = await store.upload()
  try {
    await upload.write(new Uint8Array(Uint32Array.of(MAGIC).buffer))
    const groups: RowGroup[] = []
    for (const part of parts) {
      const object = await store.read(storedKey(lake, partition, part))
      if (!object) throw new Error(`${part.sha256} is not in the store`)
      groups.push(...(await append(upload, contract, object.bytes)))
    }
    const footer = encodeFooter(contract, groups)
    await upload.write(footer)
    const joined = {
      name: parts[0].name,
      sha256: await upload.finish(),
      bytes: upload.bytes,
      rows: parts.reduce((sum, { rows }) => sum + rows, 0),
      footer_sha256: sha256(footer),
    }
    const key = storedKey(lake, partition, joined)
    await onFinished(key)
    await upload.store(key)
    return joined
  } finally {
    // No effect once it is stored.
    await upload.abort()
  }
}

/** Appends a file's row groups, and returns them as they lie in the new one. */
async function append(upload: Upload, contract: Contract, bytes: Uint8Array): Promise<RowGroup[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = bytes.length - TRAILER_BYTES - view.getUint32(bytes.length - TRAILER_BYTES, true)
  const { row_groups } = decodeFooter(contract, bytes.slice(end))
  const offset = upload.bytes - MAGIC_BYTES
  await upload.write(bytes.subarray(MAGIC_BYTES, end))
  return row_groups.map((group) => shiftRowGroup(group, offset))
}
