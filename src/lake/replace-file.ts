import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileFailure } from './file-failure.ts'
import { encodeOwned, ownerHere } from './owner.ts'
import { writeDurably } from './part-file.ts'
import { type Lake, type Partition, STAGING } from './paths.ts'

/**
 * Puts a small file of a lake in the place of the one that was there, whole or not at all. One that
 * says the same already is left alone.
 *
 * @param about the partition that the file tells of: what a killed run staged is cleared with its
 * @throws Failure `input` if the lake cannot be written
 */
export async function replaceFile(
  lake: Lake,
  about: Partition,
  path: string,
  text: string,
): Promise<void> {
  if ((await readFile(path, 'utf8').catch(() => undefined)) === text) return
  const folder = join(lake.root, STAGING, encodeOwned(about, ownerHere()))
  const staged = join(folder, basename(path))
  try {
    await mkdir(folder, { recursive: true })
    await mkdir(dirname(path), { recursive: true })
    await writeDurably(staged, text)
    await rename(staged, path)
  } catch (error) {
    throw fileFailure(error, path)
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => {})
  }
}
