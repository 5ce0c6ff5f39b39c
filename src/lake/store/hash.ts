import { createHash } from 'node:crypto'
import type { Store } from './store.ts'

/** Bytes that are read at once. */
const READ_BYTES = 1 << 20

/** sha256 of an object's bytes, hex; undefined where there is none. */
export async function hashOf(store: Store, key: string): Promise<string | undefined> {
  const reader = await store.open(key)
  if (!reader) return undefined
  try {
    const hash = createHash('sha256')
    for (let at = 0; at < reader.bytes; at += READ_BYTES) {
      hash.update(await reader.read(at, Math.min(at + READ_BYTES, reader.bytes)))
    }
    return hash.digest('hex')
  } finally {
    await reader.close()
  }
}
