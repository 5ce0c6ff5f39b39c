import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Builds what the launcher runs and what it serves, if the sources are newer; once, before all of
 * these tests. Types are checked elsewhere.
 */
export default async function build(): Promise<void> {
  // The tests' own NODE_ENV would put React's slower, larger half into the page.
  const env = { NODE_ENV: 'production' }
  const run = (file: string, ...args: string[]) =>
    execa(file, args, { cwd: ROOT, preferLocal: true, env })
  const written = newest('src', '.ts')
  if (written > newest('dist', '.js', 'hud')) {
    await run('tsc', '-p', 'tsconfig.build.json', '--noCheck')
    await run('node', 'bin/manifest.js')
  }
  if (Math.max(written, newest('src/hud', '')) > newest('dist/hud', '.html')) {
    await run('vite', 'build', '--logLevel', 'warn')
  }
}

/** When the last of a folder's files of a kind was written, milliseconds; 0 without any. */
function newest(name: string, extension: string, except?: string): number {
  const folder = join(ROOT, name)
  if (!existsSync(folder)) return 0
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !(except && path.startsWith(join(folder, except))))
    .map((path) => statSync(path).mtimeMs)
    .reduce((last, time) => Math.max(last, time), 0)
}
