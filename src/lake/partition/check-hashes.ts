import { Failure } from '../../failure.ts'
import type { Lake } from '../paths.ts'
import { hashObject } from '../store/hash.ts'
import { storedKey } from './keys.ts'
import type { Manifest } from './manifest.ts'

/**
 * Hashes every file of a partition and compares with the manifest.
 *
 * @throws Failure `input` naming the first file that differs
 */
export async function assertHashes(lake: Lake, manifest: Manifest): Promise<void> {
  const { store } = lake
  for (const file of manifest.files) {
    const key = storedKey(lake, manifest, file)
    const found = await hashObject(store, key)
    if (found === file.sha256) continue
    throw new Failure({
      code: 'input',
      what: 'the file is not the one that was written',
      where: store.path(key),
      expected: `sha256 ${file.sha256}`,
      found: found ?? 'no such file',
      fix: 'write its partition again with --overwrite',
    })
  }
}
