import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../failure.ts'
import { fileFailure, isAbsent } from './file-failure.ts'
import { decodeManifest, type Manifest, sha256 } from './manifest.ts'
import { formatPartition, MANIFEST, type Partition, SUCCESS } from './paths.ts'

/** A manifest as it lies on the disk. */
export interface StoredManifest {
  readonly manifest: Manifest
  /** sha256 of its bytes: what _SUCCESS holds and what outputs record of their inputs. */
  readonly sha256: string
}

/** What _SUCCESS holds. */
export function encodeSuccess(manifestSha256: string): string {
  return `${manifestSha256}\n`
}

/**
 * Reads the manifest of a folder that holds a partition, if its _SUCCESS vouches for it.
 *
 * @returns undefined if there is no _SUCCESS: no partition, or one that was never finished
 * @throws Failure `input` if the manifest is missing, damaged, another than was written, or
 *   another partition's
 */
export async function readManifest(
  folder: string,
  partition: Partition,
): Promise<StoredManifest | undefined> {
  const success = await readText(join(folder, SUCCESS))
  if (success === undefined) return undefined
  const path = join(folder, MANIFEST)
  const text = await readText(path)
  const found = text === undefined ? undefined : sha256(text)
  if (text === undefined || found === undefined || encodeSuccess(found) !== success)
    throw new Failure({
      code: 'input',
      what: 'the manifest is not the one that was written',
      where: path,
      expected: `sha256 ${success.trim().slice(0, 64)}`,
      found: found === undefined ? 'no manifest' : `sha256 ${found}`,
      fix: 'write the partition again with --overwrite',
    })
  const manifest = decodeManifest(text, path)
  if (formatPartition(manifest) !== formatPartition(partition))
    throw new Failure({
      code: 'input',
      what: "the folder holds another partition's manifest",
      where: path,
      expected: formatPartition(partition),
      found: formatPartition(manifest),
      fix: 'move it back or write the partition again with --overwrite',
    })
  return { manifest, sha256: found }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw fileFailure(error, path)
  }
}
