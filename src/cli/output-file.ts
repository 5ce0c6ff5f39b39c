import { rmSync } from 'node:fs'
import { rename, stat, writeFile } from 'node:fs/promises'
import { dirname, relative, resolve, sep } from 'node:path'
import { Failure } from '../failure.ts'
import { fileFailure } from '../lake/file-failure.ts'
import type { Lake } from '../lake/paths.ts'

/**
 * Refuses what cannot be written before any work is done for it.
 *
 * @param flag that named the path
 * @throws Failure `input` where its folder is missing, `usage` where it is there already
 */
export async function assertOutput(flag: string, path: string, overwrite: boolean): Promise<void> {
  const folder = await stat(dirname(path)).catch(() => undefined)
  if (!folder?.isDirectory()) {
    throw new Failure({
      code: 'input',
      what: 'there is no such folder',
      where: `${flag} ${path}`,
      found: dirname(path),
      fix: 'make it first',
    })
  }
  const there = await stat(path).catch(() => undefined)
  if (there && !(overwrite && there.isFile())) {
    throw new Failure({
      code: 'usage',
      what: there.isFile() ? 'the file is there already' : 'that is no file',
      where: `${flag} ${path}`,
      fix: there.isFile() ? 'pass --overwrite to replace it' : 'choose another name',
    })
  }
}

/**
 * Refuses as {@link assertOutput} does, and what lies in the lake: there only runs write.
 *
 * @throws Failure `usage` for such a path
 */
export async function assertOutside(
  { root }: Lake,
  flag: string,
  path: string,
  overwrite: boolean,
): Promise<void> {
  await assertOutput(flag, path, overwrite)
  const inLake = relative(resolve(root), resolve(path))
  if (inLake === '..' || inLake.startsWith(`..${sep}`)) return
  throw new Failure({
    code: 'usage',
    what: 'the lake is not to be written by a query',
    where: `${flag} ${path}`,
    fix: 'choose a file outside it',
  })
}

/**
 * Writes a file whole or not at all.
 *
 * @throws Failure `input` where it cannot be written
 */
export async function writeOutput(
  path: string,
  content: string | Uint8Array | AsyncIterable<string | Uint8Array>,
): Promise<void> {
  const staged = `${path}.${process.pid}.part`
  const tidy = () => rmSync(staged, { force: true })
  // Ctrl-C may end the process in between.
  process.once('exit', tidy)
  try {
    await writeFile(staged, content)
    await rename(staged, path)
  } catch (error) {
    throw fileFailure(error, path)
  } finally {
    process.off('exit', tidy)
    tidy()
  }
}
