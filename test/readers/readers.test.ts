import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { partitionFile } from '../../src/cli/partition-file.ts'
import type { Field } from '../../src/contracts/contract.ts'
import { DATASETS } from '../../src/contracts/registry.ts'
import { listPartitions } from '../../src/lake/partition/list.ts'
import { type PartitionReader, readPartition } from '../../src/lake/partition/read.ts'
import { formatPartition, type Lake, type Partition } from '../../src/lake/paths.ts'
import { UNDEF_PRICE } from '../../src/market/price.ts'
import type { Column } from '../../src/table/table.ts'
import { shownFolder } from '../lake/lake-files.ts'
import { SLOW } from '../setup/long.ts'
import { onlyIf } from '../setup/only-if.ts'
import { lakeOf, makeOptionDay, type OptionDay, removeDay } from '../verify/option-lake.ts'
import { removeLake } from '../verify/small-lake.ts'

/** Of an environment with the packages of requirements.txt, as .ci/run makes it. */
const PYTHON = process.env.SPYMASTER_READERS_PYTHON ?? ''
const isHere = existsSync(PYTHON)
const SUMMARISE = fileURLToPath(new URL('summarise.py', import.meta.url))
const FOLDERS = fileURLToPath(new URL('folders.py', import.meta.url))
const NOTEBOOK = readFileSync(new URL('../../docs/notebook.md', import.meta.url), 'utf8')
/** What the page says to those who read with Python. */
const SNIPPETS = Array.from(NOTEBOOK.matchAll(/^```python\n(.*?)^```$/gms), ([, code]) => code)
const LIBRARIES = ['duckdb', 'pandas', 'polars', 'pyarrow'] as const
const TS = 'ts'

/** Fails where an Arrow file and a partition's Parquet files differ to pyarrow or polars. */
const SAME_IN_ARROW = `
import glob, sys
import polars, pyarrow, pyarrow.ipc, pyarrow.parquet
file, files = sys.argv[1], sorted(glob.glob(sys.argv[2]))
found = pyarrow.ipc.open_file(file).read_all()
found.validate(full=True)
wanted = pyarrow.concat_tables([pyarrow.parquet.ParquetFile(each).read() for each in files])
assert found.column_names == wanted.column_names
for name in wanted.column_names:
    # As texts, of which NaN is one like any other.
    assert str(found[name].to_pylist()) == str(wanted[name].cast(found[name].type).to_pylist()), name
assert polars.read_ipc(file).equals(polars.from_arrow(found), null_equal=True)
`

/** What is known of a column: see summarise.py. */
interface Summary {
  nulls?: number
  sum?: string
  known?: number
  minimum?: string | number | null
  maximum?: string | number | null
  counts?: Record<string, number>
}

interface Answer {
  readonly rows: number
  readonly since: number | false
  readonly types: Readonly<Record<string, string>>
  readonly columns: Readonly<Record<string, Summary>>
  readonly docs?: Readonly<Record<string, string>>
  readonly nullCounts?: Readonly<Record<string, number>>
}

/** A partition as our own reader has it. */
interface Expected extends Answer {
  readonly partition: Partition
  readonly glob: string
  readonly middle: bigint | undefined
}

let day: OptionDay
let lake: Lake
let expected: Expected[]

describe(
  "the lake's files",
  onlyIf(
    isHere,
    'SPYMASTER_READERS_PYTHON names no Python with the packages of test/readers/requirements.txt',
  ),
  () => {
    beforeAll(async () => {
      day = await makeOptionDay({ session: '12:44-12:45', events: 2500 })
      lake = await lakeOf(day)
      expected = []
      for (const partition of await listPartitions(lake)) {
        const reader = await readPartition(lake, partition)
        try {
          expected.push(await expectedOf(reader, partition))
        } finally {
          await reader.close()
        }
      }
    })
    afterAll(() => {
      removeLake(lake)
      removeDay(day)
    })

    test('are of every dataset, and have what readers trip over', () => {
      expect(expected.map(({ partition }) => partition.dataset).sort()).toEqual(
        // Gaps are of live recordings.
        [...lake.datasets.keys()].filter((key) => key !== DATASETS.gaps).sort(),
      )
      const summaries = expected.flatMap(({ columns }) => Object.values(columns))
      expect(summaries.filter(({ nulls }) => nulls).length).toBeGreaterThan(5)
      const ofSeconds = expected.filter(({ middle }) => middle !== undefined)
      expect(ofSeconds.map(({ partition: { dataset } }) => dataset).sort()).toEqual(
        [...lake.datasets.keys()]
          .filter((key) => key.endsWith('_1s') || key === DATASETS.events)
          .sort(),
      )
    })

    test.each(LIBRARIES)('are read by %s with the same values', (library) => {
      const answers = ask(library)
      for (const [index, { partition, rows, since, types, columns }] of expected.entries()) {
        const found = answers[index]
        const where = `${library}, ${partition.dataset}`
        expect({ rows: found.rows, since: found.since }, where).toEqual({ rows, since })
        expect(found.types, where).toEqual(types)
        for (const [name, summary] of Object.entries(columns))
          expect(found.columns[name], `${where}, ${name}`).toEqual(summary)
      }
    })

    test.each(LIBRARIES)('are all that %s finds in the folder of a table', (library) => {
      const tables = new Map<string, number>()
      for (const { partition, rows } of expected) {
        const folder = dirname(shownFolder(lake, partition))
        tables.set(folder, (tables.get(folder) ?? 0) + rows)
      }
      const { status, stdout, stderr } = spawnSync(PYTHON, [FOLDERS, library], {
        input: JSON.stringify([...tables.keys()]),
        encoding: 'utf8',
      })
      expect(status, stderr).toBe(0)
      expect(JSON.parse(stdout)).toEqual([...tables.values()])
    })

    test('say themselves what their columns mean, and how many values are none', () => {
      for (const [index, { docs, nullCounts }] of ask('pyarrow').entries()) {
        const { partition, columns } = expected[index]
        const contract = lake.datasets.get(partition.dataset)?.contract
        const told = [...(contract?.fields ?? []), ...(contract?.derived ?? [])]
        expect(docs, partition.dataset).toEqual({
          'spymaster.contract': contract?.text,
          ...Object.fromEntries(told.map(({ name, doc }) => [`doc.${name}`, doc])),
        })
        for (const { name, nullable } of contract?.fields ?? [])
          if (nullable) expect(nullCounts?.[name], name).toBe(columns[name].nulls)
      }
    })

    test.each(SNIPPETS)('are read as docs/notebook.md says: %#', (code) => {
      const folder = mkdtempSync(join(tmpdir(), 'spymaster-readers-'))
      try {
        symlinkSync(lake.root, join(folder, 'lake'))
        const options = { cwd: folder, encoding: 'utf8' } as const
        const { status, stdout, stderr } = spawnSync(PYTHON, ['-c', code], options)
        expect(status, stderr).toBe(0)
        expect(stdout).toMatch(/ofi|action/)
        if (code.includes('savefig')) expect(existsSync(join(folder, 'heatmap.png'))).toBe(true)
      } finally {
        rmSync(folder, { recursive: true })
      }
    })

    test('are the same as Arrow files', SLOW, async () => {
      for (const { partition, glob } of expected) {
        const file = join(lake.root, 'partition.arrow')
        await writeFile(file, partitionFile(lake, partition))
        const { stderr } = spawnSync(PYTHON, ['-c', SAME_IN_ARROW, file, glob], {
          encoding: 'utf8',
        })
        expect(stderr, formatPartition(partition)).toBe('')
      }
    })

    test('have a snippet of every library, and one that draws', () => {
      for (const library of [...LIBRARIES, 'matplotlib'])
        expect(SNIPPETS.filter((code) => code.includes(`import ${library}`))).not.toEqual([])
    })
  },
)

function ask(library: (typeof LIBRARIES)[number]): Answer[] {
  const requests = expected.map(({ glob, columns, middle }) => ({
    glob,
    columns: Object.keys(columns),
    since: middle === undefined ? null : Number(middle),
  }))
  const { status, stdout, stderr } = spawnSync(PYTHON, [SUMMARISE, library], {
    input: JSON.stringify(requests),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  expect(status, stderr).toBe(0)
  return JSON.parse(stdout) as Answer[]
}

async function expectedOf(reader: PartitionReader, partition: Partition): Promise<Expected> {
  const { contract } = reader
  const { fields, derived } = contract
  const columns: Record<string, Summary> = {}
  for (const field of fields) {
    const values: Cell[] = []
    for await (const table of reader.tables([field.name]))
      values.push(...cellsOf(field, table.filled(field.name)))
    columns[field.name] = summaryOf(field, values)
  }
  const instants: bigint[] = []
  if (derived.length > 0) {
    for await (const table of reader.tables(['window_end_ts_ns'])) {
      const ends = table.column('window_end_ts_ns', 'int64').subarray(0, table.length)
      instants.push(...Array.from(ends, (end) => end / 1000n))
    }
    columns[TS] = { nulls: 0, minimum: `${least(instants)}`, maximum: `${most(instants)}` }
  }
  const middle = instants.at(instants.length >> 1)
  return {
    partition,
    glob: join(shownFolder(lake, partition), 'part-*.parquet'),
    middle,
    rows: reader.manifest.rows,
    since: middle !== undefined && instants.filter((instant) => instant >= middle).length,
    types: Object.fromEntries([
      ...fields.map((field) => [field.name, typeOf(field)]),
      ...derived.map(({ name }) => [name, 'timestamp']),
    ]),
    columns,
  }
}

function typeOf({ kind }: Field): string {
  if (kind === 'boolean') return 'bool'
  return ['letter', 'char', 'text'].includes(kind) ? 'string' : kind
}

/** A value as other readers see it: null where there is none. */
type Cell = string | number | bigint | boolean | null

function cellsOf({ kind, letters, nullable }: Field, column: Column): Cell[] {
  return Array.from<string | number | bigint, Cell>(column as ArrayLike<number>, (value) => {
    if (nullable && BigInt(value) === UNDEF_PRICE) return null
    if (kind === 'letter') return letters[Number(value)]
    if (kind === 'char') return value === 0 ? '' : String.fromCharCode(Number(value))
    return kind === 'boolean' ? value === 1 : value
  })
}

function summaryOf({ kind }: Field, cells: readonly Cell[]): Summary {
  const nulls = cells.filter((cell) => cell === null).length
  if (kind === 'float64') {
    const known = cells.map(Number).filter((value) => !Number.isNaN(value))
    return { known: known.length, minimum: least(known) ?? null, maximum: most(known) ?? null }
  }
  if (['boolean', 'letter', 'char', 'text'].includes(kind)) {
    const counts: Record<string, number> = {}
    for (const cell of cells) {
      const text = String(cell).toLowerCase()
      counts[text] = (counts[text] ?? 0) + 1
    }
    return { nulls, counts }
  }
  const known = cells.filter((cell) => cell !== null).map(BigInt)
  const sum = known.reduce((total, value) => total + value, 0n)
  return {
    nulls,
    sum: String(BigInt.asUintN(64, sum)),
    minimum: least(known)?.toString() ?? null,
    maximum: most(known)?.toString() ?? null,
  }
}

function least<T extends number | bigint>(values: readonly T[]): T | undefined {
  return values.reduce<T | undefined>((a, b) => (a === undefined || b < a ? b : a), undefined)
}

function most<T extends number | bigint>(values: readonly T[]): T | undefined {
  return values.reduce<T | undefined>((a, b) => (a === undefined || b > a ? b : a), undefined)
}
