import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PAGE = readFileSync(join(ROOT, 'docs/dependencies.md'), 'utf8')
const packageJson = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))

/** Packages whose native part lies in a package beside them. */
const TOGETHER: Readonly<Record<string, readonly string[]>> = {
  '@duckdb/node-api': ['@duckdb'],
  '@biomejs/biome': ['@biomejs'],
  typescript: ['typescript', '@typescript'],
}

interface Row {
  readonly name: string
  readonly doors: readonly string[]
  readonly megabytes: number
  readonly licence: string
}

const rows = [
  ...PAGE.matchAll(/^\| `([^`]+)` \| [^|]+ \| ([^|]+) \| ([\d.]+) \| ([^|]+) \|$/gm),
].map(
  ([, name, doors, megabytes, licence]): Row => ({
    name,
    doors: doors
      .replaceAll('`', '')
      .split(',')
      .map((door) => door.trim()),
    megabytes: Number(megabytes),
    licence: licence.trim(),
  }),
)
const installed = rows.filter(({ name }) => existsSync(folderOf(name)))

function folderOf(name: string): string {
  return join(ROOT, 'node_modules', name)
}

function bytesOf(path: string): number {
  return readdirSync(path, { withFileTypes: true }).reduce((sum, entry) => {
    const inner = join(path, entry.name)
    if (entry.isDirectory()) return sum + bytesOf(inner)
    return sum + (entry.isFile() ? statSync(inner).size : 0)
  }, 0)
}

/** Every file of the source, with its text. */
const sources = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(tsx?|css)$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .map((path) => ({ path: path.slice(ROOT.length), text: readFileSync(path, 'utf8') }))

describe('the page of the dependencies', () => {
  it('has each package of package.json, and no other', () => {
    const { dependencies, devDependencies, optionalDependencies } = packageJson
    const named = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })
    expect(rows.map(({ name }) => name).sort()).toEqual(named.sort())
  })

  it.each(installed.map((row) => [row.name, row] as const))('%s: licence and size', (name, row) => {
    const own = JSON.parse(readFileSync(join(folderOf(name), 'package.json'), 'utf8'))
    // Old packages list several.
    expect(row.licence).toBe(own.license ?? own.licenses[0].type)
    const bytes = (TOGETHER[name] ?? [name]).reduce((sum, each) => sum + bytesOf(folderOf(each)), 0)
    // Of another machine the native part is of another size.
    const megabytes = bytes / 1e6
    expect(row.megabytes).toBeGreaterThan(megabytes / 2 - 0.5)
    expect(row.megabytes).toBeLessThan(2 * megabytes + 0.5)
  })

  it.each(rows.map((row) => [row.name, row.doors] as const))(
    '%s has the doors it names',
    (name, doors) => {
      for (const door of doors) {
        expect(existsSync(join(ROOT, door)), door).toBe(true)
        if (!door.startsWith('src/')) continue
        const users = sources.filter(({ path }) => path.startsWith(`${door}/`))
        expect(
          users.some(({ text }) => text.includes(name)),
          door,
        ).toBe(true)
      }
      const strangers = sources.filter(
        ({ path, text }) =>
          new RegExp(`from '${name}['/]`).test(text) &&
          !doors.some((door) => path.startsWith(`${door}/`)),
      )
      const isForTypes = name.startsWith('@types/')
      expect(isForTypes ? [] : strangers.map(({ path }) => path)).toEqual([])
    },
  )
})
