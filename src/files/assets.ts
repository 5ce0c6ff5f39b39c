/** What ships with the program. */
import { readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A small text, read at once. */
export function readAssetText(url: URL): string {
  return readFileSync(url, 'utf8')
}

export function readAsset(path: string): Promise<Buffer<ArrayBuffer>> {
  return readFile(path)
}

/** The files below a folder, relative, with slashes; none where there is no such folder. */
export async function listAssets(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '/').length))
    .map((path) => path.replaceAll('\\', '/'))
}
