import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const SOURCE = fileURLToPath(new URL('../src', import.meta.url))

/**
 * The rooms, lowest first: a file imports from its own room and from lower ones. Rooms on one line
 * do not know of each other.
 */
const ROOMS = [
  ['market', 'words', 'files'],
  ['contracts'],
  ['table'],
  ['dbn', 'book', 'lake', 'arrow'],
  // Options have books of their own: orders and best prices only.
  ['options'],
  // What dealers in options must trade, from positions in them.
  ['dealers'],
  ['surfaces', 'seconds'],
  // What happened in the records, apart from the tables of one second; conditions over the latter.
  ['events', 'signals'],
  ['engine'],
  // A synthetic day is measured by the surfaces that are read off it.
  ['synth'],
  ['wire', 'player'],
  // Whether a signal predicts: statistics of a day's seconds. What a second looked like.
  ['study', 'vectors'],
  ['stages'],
  ['pipeline', 'verify', 'serve', 'hud', 'query', 'chart', 'gateway', 'fetch', 'export'],
  // The pipeline's jobs, for workers on several machines.
  ['queue'],
  // A live session is made into the final tables by the pipeline once it is over.
  ['live'],
  ['tui', 'config'],
  ['doctor'],
  ['cli'],
  ['commands'],
] as const

/** What neighbours on one line may know of each other all the same: importer → imported. */
const NEIGHBOURS: Readonly<Record<string, readonly string[]>> = {
  // Lineage is checked against what the stages declare that they read and write.
  verify: ['pipeline'],
  // A root is asked for here as anywhere: by its front contract.
  serve: ['pipeline'],
  // What a server does is told in one way.
  gateway: ['serve'],
}

/** Files outside any room that every room may import. */
const COMMON = ['backoff.ts', 'clock.ts', 'failure.ts', 'format-error.ts', 'lru-map.ts']

/** One library, one door: who may import it, as the beginning of a path. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  // With the fonts that it draws with: dejavu-fonts-ttf.
  '@resvg/resvg-wasm': ['chart/chart-png.ts'],
  '@aws-sdk/client-s3': ['lake/store/s3/'],
  '@aws-sdk/lib-storage': ['lake/store/s3/'],
  '@duckdb/node-api': ['query/'],
  '@oclif/core': ['commands/', 'cli/'],
  'apache-arrow': ['arrow/'],
  avsc: ['contracts/'],
  blessed: ['tui/monitor/'],
  'blessed-contrib': ['tui/monitor/'],
  execa: ['pipeline/executor/', 'verify/'],
  'fastest-levenshtein': ['words/'],
  hyparquet: ['lake/'],
  'hyparquet-writer': ['lake/'],
  ink: ['tui/'],
  react: ['tui/', 'hud/'],
  'react-dom': ['hud/'],
  ws: ['serve/'],
  yaml: ['lake/', 'config/'],
  bullmq: ['queue/'],
  ioredis: ['queue/'],
  jsep: ['signals/'],
  jstat: ['study/'],
  'node:child_process': ['pipeline/executor/', 'verify/', 'serve/', 'commands/'],
  'node:fs': ['files/', 'lake/store/', 'dbn/file', 'fetch/partial-file.ts', 'config/', 'cli/'],
  'node:http': ['serve/', 'fetch/'],
  'node:https': ['serve/', 'fetch/'],
  'node:net': ['serve/', 'gateway/', 'live/'],
  'node:os': ['lake/', 'files/', 'stages/', 'query/', 'verify/', 'cli/', 'commands/'],
  'node:v8': ['lake/'],
  'node:worker_threads': ['stages/', 'lake/', 'dbn/'],
  'node:readline': ['cli/'],
  'node:module': ['chart/chart-png.ts'],
  'node:zlib': ['chart/heat-image.ts', 'dbn/zstd', 'lake/', 'serve/hud-files.ts'],
}

/** Of Node, what any room may import: it computes and reaches nothing. */
const PURE_NODE = [
  'node:buffer',
  'node:crypto',
  'node:events',
  'node:path',
  'node:stream',
  'node:timers',
  'node:url',
  'node:util',
]

/** Where a program's output may be written. */
const PRINTERS = ['commands/', 'cli/']

/** Where the machine is asked for the time, or for a timer; everywhere else a Clock is passed in. */
const CLOCKS = ['clock.ts', 'lake/']
const LIVE_CLOCK =
  /\bDate\.now\b|\bnew Date\(\)|\bperformance\.|(?<![.#\w])(?:set|clear)(?:Timeout|Interval)\b|\bwindow\.set(?:Timeout|Interval)\b|\bhrtime\b|\bTemporal\.Now\b/

interface Import {
  readonly specifier: string
  /** Path below src of a relative import. */
  readonly target: string | undefined
}

interface SourceFile {
  readonly path: string
  /** Without comments, every text in quotes empty. */
  readonly code: string
  readonly imports: readonly Import[]
}

const COMMENT_OR_TEXT =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g
const IMPORT =
  /^(?:import|export)\b(?:[^'"`;]*?)\bfrom\s*['"](?<from>[^'"]+)['"]|^import\s*['"](?<bare>[^'"]+)['"]|\bimport\(\s*['"](?<lazy>[^'"]+)['"]\s*\)/gm

function parse(path: string, text: string): SourceFile {
  const withoutComments = text.replace(COMMENT_OR_TEXT, (match) =>
    match.startsWith('/') ? '' : match,
  )
  const imports = [...withoutComments.matchAll(IMPORT)].map(({ groups = {} }): Import => {
    const specifier = groups.from ?? groups.bare ?? groups.lazy
    const target = specifier.startsWith('.')
      ? join(dirname(path), specifier).split(sep).join('/')
      : undefined
    return { specifier, target }
  })
  const code = text.replace(COMMENT_OR_TEXT, (match) => (match.startsWith('/') ? '' : "''"))
  return { path, code, imports }
}

const files = readdirSync(SOURCE, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .map((path) => {
    return parse(relative(SOURCE, path).split(sep).join('/'), readFileSync(path, 'utf8'))
  })

const roomOf = (path: string) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '')
const rankOf = (room: string) => ROOMS.findIndex((rooms) => rooms.some((name) => name === room))

/** Why an import runs against the order, or undefined. */
function misdirection(from: string, to: string): string | undefined {
  const [importer, imported] = [roomOf(from), roomOf(to)]
  if (importer === imported || COMMON.includes(to)) return undefined
  const [high, low] = [rankOf(importer), rankOf(imported)]
  if (low < high || NEIGHBOURS[importer]?.includes(imported)) return undefined
  return `${from} imports ${to}`
}

/** Is the door of this library shut to this file? Subpaths of a library go by the library's door. */
function isShut(path: string, specifier: string): boolean {
  const name = /^(?:node:[^/]+|@[^/]+\/[^/]+|[^/]+)/.exec(specifier)?.[0] ?? specifier
  if (PURE_NODE.includes(name)) return false
  return !(DOORS[name] ?? []).some((door) => path.startsWith(door))
}

/** Files, and all that they import. */
function reachable(roots: readonly SourceFile[]): SourceFile[] {
  const found = new Set(roots)
  for (const { imports } of found) {
    for (const { target } of imports) {
      const file = files.find(({ path }) => path === target)
      if (file) found.add(file)
    }
  }
  return [...found]
}

/** A cycle through the files, as a path back to its first, or undefined. */
function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>()
  const trail: string[] = []
  const visit = (path: string): string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path]
    if (done.has(path)) return undefined
    trail.push(path)
    for (const target of graph.get(path) ?? []) {
      const cycle = visit(target)
      if (cycle) return cycle
    }
    trail.pop()
    done.add(path)
    return undefined
  }
  for (const path of graph.keys()) {
    const cycle = visit(path)
    if (cycle) return cycle
  }
  return undefined
}

describe('the source', () => {
  test('it is there', () => {
    expect(files.length).toBeGreaterThan(30)
    expect(files.flatMap(({ imports }) => imports).length).toBeGreaterThan(100)
  })

  test('every file has a room that the order knows', () => {
    const homeless = files
      .map(({ path }) => path)
      .filter((path) => !COMMON.includes(path) && rankOf(roomOf(path)) < 0)
    expect(homeless).toEqual([])
  })

  test('imports run one way', () => {
    const wrong = files.flatMap(({ path, imports }) =>
      imports.flatMap(({ target }) => (target && misdirection(path, target)) ?? []),
    )
    expect(wrong).toEqual([])
  })

  test('what every room may import imports nothing', () => {
    const common = files.filter(({ path }) => COMMON.includes(path))
    expect(common.map(({ path }) => path).sort()).toEqual(COMMON)
    expect(common.flatMap(({ imports }) => imports)).toEqual([])
  })

  test('relative imports name a file that is there, with its ending', () => {
    const lost = files.flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) => target !== undefined && !existsSync(join(SOURCE, target)))
        .map(({ specifier }) => `${path} imports ${specifier}`),
    )
    expect(lost).toEqual([])
  })

  test('no files import each other in a circle', () => {
    const graph = new Map(
      files.map(({ path, imports }) => [path, imports.flatMap(({ target }) => target ?? [])]),
    )
    expect(findCycle(graph)).toBeUndefined()
  })

  test('a library or a window on the outside is imported by its door only', () => {
    const wrong = files.flatMap(({ path, imports }) =>
      imports
        .filter(({ specifier, target }) => target === undefined && isShut(path, specifier))
        .map(({ specifier }) => `${path} imports ${specifier}`),
    )
    expect(wrong).toEqual([])
  })

  test('nothing that the page is made of needs Node', () => {
    const parts = reachable(files.filter(({ path }) => roomOf(path) === 'hud'))
    expect(parts.length).toBeGreaterThan(50)
    const wrong = parts.flatMap(({ path, imports }) =>
      imports
        .filter(({ specifier }) => specifier.startsWith('node:'))
        .map(({ specifier }) => `${path} imports ${specifier}`),
    )
    expect(wrong).toEqual([])
  })

  test('the page carries no reader of Avro: contracts are types to it', () => {
    const parts = reachable(files.filter(({ path }) => roomOf(path) === 'hud'))
    const wrong = parts.filter(({ path }) =>
      /^(?:import|export) (?!type )[^'\n]*(?:\n[^'\n]*)*? from '[^']*contracts\/contract\.ts'/m.test(
        readFileSync(join(SOURCE, path), 'utf8').replace(
          /^import type [\s\S]*? from '[^']*'$/gm,
          '',
        ),
      ),
    )
    expect(wrong.map(({ path }) => path)).toEqual([])
  })

  test('no any, and nothing is told to the compiler to look away', () => {
    const wrong = files.filter(({ code }) => /[:<,|&([]\s*any\b|\bas\s+any\b/.test(code))
    expect(wrong.map(({ path }) => path)).toEqual([])
    const silenced = files.filter(({ path }) =>
      /@ts-(?:ignore|nocheck|expect-error)|biome-ignore/.test(
        readFileSync(join(SOURCE, path), 'utf8'),
      ),
    )
    expect(silenced.map(({ path }) => path)).toEqual([])
  })

  test('one module knows the machine’s clock', () => {
    const wrong = files.filter(
      ({ path, code, imports }) =>
        !CLOCKS.some((clock) => path.startsWith(clock)) &&
        (LIVE_CLOCK.test(code) ||
          // It yields to other work, and knows no time.
          imports.some(
            ({ specifier }) => /^node:timers\b/.test(specifier) && !/\bsetImmediate\b/.test(code),
          )),
    )
    expect(wrong.map(({ path }) => path)).toEqual([])
  })

  test('only commands print', () => {
    const wrong = files.filter(
      ({ path, code }) =>
        !PRINTERS.some((printer) => path.startsWith(printer)) &&
        /\bconsole\.|\bprocess\.(?:stdout|stderr)\b/.test(code),
    )
    expect(wrong.map(({ path }) => path)).toEqual([])
  })
})

describe('docs/ARCHITECTURE.md', () => {
  const page = readFileSync(new URL('../docs/ARCHITECTURE.md', import.meta.url), 'utf8')

  test('names the folders of src in their order', () => {
    const [, table = ''] = /## The folders of `src\/`([\s\S]*?)\n## /.exec(page) ?? []
    const lines = [...table.matchAll(/^\| (`.*?) \|/gm)].map(([, cell]) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, folder]) => folder),
    )
    expect(lines).toEqual(ROOMS)
  })

  test.each(['ARCHITECTURE.md', 'CONTRIBUTING.md'])('%s names what exists', (name) => {
    const text = readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8')
    const named = [...text.matchAll(/`((?:src|test|docs|bench|bin|fixtures|lake)\/[^`*]*)`/g)]
    expect(named.length).toBeGreaterThan(20)
    const missing = named.filter(([, path]) => !existsSync(new URL(`../${path}`, import.meta.url)))
    expect(missing.map(([, path]) => path)).toEqual([])
  })
})

describe('the rules themselves', () => {
  const imports = (text: string) => parse('a/b.ts', text).imports.map(({ specifier }) => specifier)

  test('every way to import is seen, comments and texts are not', () => {
    expect(imports("import a from 'one'\nimport {\n  b,\n} from 'two'")).toEqual(['one', 'two'])
    expect(imports("import type { A } from './c.ts'\nexport * from '../d.ts'")).toEqual([
      './c.ts',
      '../d.ts',
    ])
    expect(imports("import 'side'\nconst lazy = await import('later')")).toEqual(['side', 'later'])
    expect(imports("// import 'no'\n/* import 'no' */\nconst text = \"x import 'no'\"")).toEqual([])
    expect(imports('export const a = 1')).toEqual([])
  })

  test('up, across and down', () => {
    expect(misdirection('surfaces/a.ts', 'book/b.ts')).toBeUndefined()
    expect(misdirection('lake/a.ts', 'table/table.ts')).toBeUndefined()
    expect(misdirection('book/a.ts', 'failure.ts')).toBeUndefined()
    expect(misdirection('book/a.ts', 'surfaces/b.ts')).toBeDefined()
    expect(misdirection('book/a.ts', 'lake/b.ts')).toBeDefined()
    expect(misdirection('lake/a.ts', 'commands/b.ts')).toBeDefined()
    expect(misdirection('verify/a.ts', 'pipeline/b.ts')).toBeUndefined()
    expect(misdirection('stages/a.ts', 'pipeline/b.ts')).toBeDefined()
  })

  test('doors', () => {
    expect(isShut('lake/a.ts', 'hyparquet/src/encoding.js')).toBe(false)
    expect(isShut('book/a.ts', 'hyparquet/src/encoding.js')).toBe(true)
    expect(isShut('book/a.ts', 'node:fs/promises')).toBe(true)
    expect(isShut('dbn/decoder.ts', 'node:fs')).toBe(true)
    expect(isShut('lake/a.ts', 'unheard-of')).toBe(true)
  })

  test('live clocks are seen', () => {
    for (const code of ['Date.now()', 'new Date()', 'performance.now()', 'setTimeout(f, 5)']) {
      expect(code).toMatch(LIVE_CLOCK)
    }
    for (const code of ['socket.setTimeout(0)', 'new Date(time)', 'clock.timeout(5, f)']) {
      expect(code).not.toMatch(LIVE_CLOCK)
    }
  })

  test('circles', () => {
    const graph = (edges: Record<string, string[]>) => findCycle(new Map(Object.entries(edges)))
    expect(graph({ a: ['b', 'c'], b: ['c'], c: [] })).toBeUndefined()
    expect(graph({ a: ['b'], b: ['c'], c: ['b'] })).toEqual(['b', 'c', 'b'])
  })
})
