// @module-tag slow
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const NODE = join(ROOT, 'node_modules/.bin/node')
const MAX_PACKAGE_BYTES = 5e6
const PLATFORMS = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'win32-x64']

describe('the packed package', () => {
  let folder: string
  let paths: readonly string[]
  let size: number
  const packed = () => join(folder, 'package')
  const run = (...args: string[]) =>
    execa(NODE, [join(packed(), 'bin/run.js'), ...args], {
      cwd: folder,
      env: { HOME: folder, XDG_CONFIG_HOME: folder, XDG_CACHE_HOME: folder, NODE_OPTIONS: '' },
    })
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'spymaster-package-'))
    const pack = ['pack', ROOT, '--ignore-scripts', '--json', '--pack-destination', folder]
    const [made] = JSON.parse((await execa('npm', pack, { cwd: folder })).stdout)
    paths = made.files.map(({ path }: { path: string }) => path)
    size = made.size
    mkdirSync(packed())
    await execa('tar', ['-xzf', join(folder, made.filename), '-C', folder])
    // What npm would install beside it.
    symlinkSync(join(ROOT, 'node_modules'), join(packed(), 'node_modules'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('has at most 5 MB, and neither sources nor tests', () => {
    expect(size).toBeLessThanOrEqual(MAX_PACKAGE_BYTES)
    const folders = new Set(paths.map((path) => path.replace(/\/.*/, '')))
    expect([...folders].sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bin',
      'dist',
      'oclif.manifest.json',
      'package.json',
      'src',
    ])
    for (const path of paths.filter((each) => each.startsWith('src/')))
      expect(path).toMatch(/\.(avsc|yaml)$/)
  })

  it('has all that the program needs: the demo passes every check', async () => {
    const { stdout } = await run('demo', '--events', '3000', '--seed', '5', '--json')
    expect(JSON.parse(stdout).report).toMatchObject({ pass: true })
  })

  it('has the page that serve shows', () => {
    expect(paths).toContain('dist/hud/index.html')
  })

  it('sets up completion', async () => {
    await run('autocomplete', 'bash', '--refresh-cache')
    const script = join(folder, 'spymaster/autocomplete/functions/bash/spymaster.bash')
    expect(readFileSync(script, 'utf8')).toContain('pipeline:run --')
  })
})

interface Locked {
  readonly os?: string | readonly string[]
  readonly cpu?: string | readonly string[]
  readonly dev?: boolean
  readonly optional?: boolean
  readonly hasInstallScript?: boolean
}

describe('the lockfile', () => {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))
  const program = Object.entries<Locked>(lock.packages).filter(([name, { dev }]) => name && !dev)

  /** Packages of the program whose native part is for a platform. */
  function nativeFor(platform: string): string[] {
    const [os, cpu] = platform.split('-')
    return program
      .filter(([, each]) => [each.os].flat().includes(os) && [each.cpu].flat().includes(cpu))
      .map(([name]) => name.replace('node_modules/', ''))
  }

  it.each(PLATFORMS)('resolves prebuilt binaries of Node and DuckDB for %s', (platform) => {
    const native = nativeFor(platform)
    expect(native.filter((name) => /^node-(bin-)?[a-z]+-[a-z0-9]+$/.test(name))).toHaveLength(1)
    expect(native).toContain(`@duckdb/node-bindings-${platform}`)
  })

  it('compiles nothing when it is installed, but what the program does without', () => {
    const compiled = program.filter(([, { hasInstallScript }]) => hasInstallScript)
    expect(compiled.filter(([, { optional }]) => !optional).map(([name]) => name)).toEqual([])
  })
})
