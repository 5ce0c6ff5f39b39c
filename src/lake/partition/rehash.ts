import { Failure } from '../../failure.ts'
import type { Lake } from '../paths.ts'
import { hashOf } from '../store/hash.ts'
import { partKey } from './keys.ts'
import type { Manifest } from './manifest.ts'

/**
 * Reads every file of a partition whole and compares its hash with the manifest's.
 *
 * @throws Failure `input` naming the first file that is not the one that was written
 */
export async function assertHashes({ store }: Lake, manifest: Manifest): Promise<void> {
  for (const file of manifest.files) {
    const key = partKey(file)
    const found = await hashOf(store, key)
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
