import { createReadStream } from 'node:fs'
import { fileFailure } from './file-failure.ts'
import type { Store } from './store.ts'

/** Stores a file of this machine under a key. Returns its sha256, hex. */
export async function uploadFile(store: Store, path: string, key: string): Promise<string> {
  const upload = await store.upload()
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
      await upload.write(piece as Uint8Array)
    }
    const sha256 = await upload.finish()
    await upload.store(key)
    return sha256
  } catch (error) {
    throw fileFailure(error, path)
  } finally {
    await upload.abort()
  }
}
