import { rmSync } from 'node:fs'
import { rename, stat, writeFile } from 'node:fs/promises'
import { dirname, relative, resolve, sep } from 'node:path'
import { Failure } from '../failure.ts'
import type { Lake } from '../lake/paths.ts'
import { fileFailure } from '../lake/store/file-failure.ts'

/**
 * Fails early where the output cannot be written, before any work is done for it.
 *
 * @param flag the flag that named the path
 * @throws Failure `input` where the folder is missing, `usage` where the file exists
 */
export async function assertWritable(
  flag: string,
  path: string,
  overwrite: boolean,
): Promise<void> {
  const folder = await stat(dirname(path)).catch(() => undefined)
  if (!folder?.isDirectory()) {
    throw new Failure({
      code: 'input',
      what: 'the folder does not exist',
      where: `${flag} ${path}`,
      found: dirname(path),
      fix: 'create it first',
    })
  }
  const existing = await stat(path).catch(() => undefined)
  if (existing && !(overwrite && existing.isFile())) {
    throw new Failure({
      code: 'usage',
      what: existing.isFile() ? 'the file exists already' : 'this is not a file',
      where: `${flag} ${path}`,
      fix: existing.isFile() ? 'pass --overwrite to replace it' : 'choose another name',
    })
  }
}

/**
 * As {@link assertWritable}, and refuses paths in the lake: only pipeline runs write there.
 *
 * @throws Failure `usage` for such a path
 */
export async function assertOutside(
  { root }: Lake,
  flag: string,
  path: string,
  overwrite: boolean,
): Promise<void> {
  await assertWritable(flag, path, overwrite)
  const inLake = relative(resolve(root), resolve(path))
  if (inLake === '..' || inLake.startsWith(`..${sep}`)) return
  throw new Failure({
    code: 'usage',
    what: 'a query cannot write into the lake',
    where: `${flag} ${path}`,
    fix: 'choose a file outside it',
  })
}

/**
 * Fails early where a folder that is to be made is there already.
 *
 * @throws Failure `usage`
 */
export async function assertNew(flag: string, path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (!found) return
  throw new Failure({
    code: 'usage',
    what: found.isDirectory() ? 'the folder exists already' : 'this is a file',
    where: `${flag} ${path}`,
    fix: 'choose a new folder',
  })
}

/**
 * Writes a file completely or not at all.
 *
 * @throws Failure `input` where it cannot be written
 */
export async function writeOutput(
  path: string,
  content: string | Uint8Array | AsyncIterable<string | Uint8Array>,
): Promise<void> {
  const staged = `${path}.${process.pid}.part`
  const removeStaged = () => rmSync(staged, { force: true })
  // Ctrl-C may end the process before the rename.
  process.once('exit', removeStaged)
  try {
    await writeFile(staged, content)
    await rename(staged, path)
  } catch (error) {
    throw fileFailure(error, path)
  } finally {
    process.off('exit', removeStaged)
    removeStaged()
  }
}
