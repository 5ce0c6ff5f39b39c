import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Failure } from '../failure.ts'
import { fileFailure } from './file-failure.ts'
import type { Manifest } from './manifest.ts'

/**
 * Reads every file of a partition whole and compares its hash with the manifest's.
 *
 * @throws Failure `input` naming the first file that is not the one that was written
 */
export async function assertHashes(folder: string, manifest: Manifest): Promise<void> {
  for (const { name, sha256 } of manifest.files) {
    const path = join(folder, name)
    const found = await sha256OfFile(path)
    if (found === sha256) continue
    throw new Failure({
      code: 'input',
      what: 'the file is not the one that was written',
      where: path,
      expected: `sha256 ${sha256}`,
      found,
      fix: 'write its partition again with --overwrite',
    })
  }
}

/** sha256 of a file's bytes, hex. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash)
  } catch (error) {
    throw fileFailure(error, path)
  }
  return hash.digest('hex')
}
