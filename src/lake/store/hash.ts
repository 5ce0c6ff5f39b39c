import { createHash } from 'node:crypto'
import type { Store } from './store.ts'

/** Size of one read. */
const CHUNK_BYTES = 1 << 20

/**
 * sha256 of an object's bytes, hex; undefined where there is none.
 *
 * @param onRead awaited after each piece that was read, with its bytes
 */
export async function hashObject(
  store: Store,
  key: string,
  onRead?: (bytes: number) => Promise<void>,
): Promise<string | undefined> {
  const reader = await store.open(key)
  if (!reader) return undefined
  try {
    const hash = createHash('sha256')
    for (let at = 0; at < reader.bytes; at += CHUNK_BYTES) {
      const bytes = await reader.read(at, Math.min(at + CHUNK_BYTES, reader.bytes))
      hash.update(bytes)
      await onRead?.(bytes.length)
    }
    return hash.digest('hex')
  } finally {
    await reader.close()
  }
}
