import { readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasEnded, parseOwnedName } from './owner.ts'

/** Folder of this machine for what is on its way to or from another one. */
export const STAGING_FOLDER = join(tmpdir(), 'spymaster-staging')

/** Removes what killed processes of this machine have left in it. */
export async function tidyStaging(): Promise<void> {
  for (const name of await readdir(STAGING_FOLDER).catch(() => [])) {
    const owner = parseOwnedName(name)
    if (owner && hasEnded(owner)) {
      await rm(join(STAGING_FOLDER, name), { recursive: true, force: true })
    }
  }
}
