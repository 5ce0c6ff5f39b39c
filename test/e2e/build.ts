import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Compiles what the launcher runs, if the sources are newer; once, before all of these tests. Types
 * are checked elsewhere.
 */
export default async function build(): Promise<void> {
  if (newest(join(ROOT, 'src'), '.ts') <= newest(join(ROOT, 'dist'), '.js')) return
  await execa('tsc', ['-p', 'tsconfig.build.json', '--noCheck'], { cwd: ROOT, preferLocal: true })
  await execa('node', ['bin/manifest.js'], { cwd: ROOT, preferLocal: true })
}

/** When the last of a folder's files of a kind was written, milliseconds; 0 without any. */
function newest(folder: string, extension: string): number {
  if (!existsSync(folder)) return 0
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs)
    .reduce((last, time) => Math.max(last, time), 0)
}
