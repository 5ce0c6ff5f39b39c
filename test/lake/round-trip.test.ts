import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance, DuckDBTimestampTZValue } from '@duckdb/node-api'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { assertHashes } from '../../src/lake/partition/check-hashes.ts'
import { firstRowGroupFrom, readPartition } from '../../src/lake/partition/read.ts'
import { openPartition } from '../../src/lake/partition/write.ts'
import type { Lake, Partition } from '../../src/lake/paths.ts'
import { UNDEF_PRICE } from '../../src/market/price.ts'
import { type Column, Table } from '../../src/table/table.ts'
import { isLong, runs } from '../setup/long.ts'
import { emptyLake } from './empty-lake.ts'
import { COMMIT, KINDS, ticks, writeTicks } from './lake.ts'
import { manifestPath, partPath, shownFolder, shownPath } from './lake-files.ts'

const KINDS_DAY: Partition = {
  dataset: 'silver.future_mbo.kinds',
  symbol: 'ESH6',
  dt: '2026-01-06',
}

interface Row {
  window_end_ts_ns: bigint
  int32: number
  uint32: number
  int16: number
  uint16: number
  int8: number
  uint8: number
  float64: number
  boolean: number
  letter: number
  uint64: bigint
  char: number
  price: bigint
  text: string
}

const LOWEST: Row = {
  window_end_ts_ns: -(2n ** 63n),
  int32: -(2 ** 31),
  uint32: 0,
  int16: -(2 ** 15),
  uint16: 0,
  int8: -128,
  uint8: 0,
  float64: Number.NaN,
  boolean: 0,
  letter: 0,
  uint64: 0n,
  char: 0,
  price: -(2n ** 63n),
  text: '',
}
const HIGHEST: Row = {
  window_end_ts_ns: 2n ** 63n - 1n,
  int32: 2 ** 31 - 1,
  uint32: 2 ** 32 - 1,
  int16: 2 ** 15 - 1,
  uint16: 2 ** 16 - 1,
  int8: 127,
  uint8: 255,
  float64: -0,
  boolean: 1,
  letter: 2,
  uint64: 2n ** 64n - 1n,
  char: 255,
  price: UNDEF_PRICE,
  text: 'Größe 数量 📈\0"quoted"\n and long enough for a second block',
}
const TINIEST: Row = { ...LOWEST, float64: Number.MIN_VALUE, letter: 1, char: 65, text: '\uE000' }

const anyRow: fc.Arbitrary<Row> = fc.record({
  window_end_ts_ns: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  int32: fc.integer(),
  uint32: fc.nat(2 ** 32 - 1),
  int16: fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 }),
  uint16: fc.nat(2 ** 16 - 1),
  int8: fc.integer({ min: -128, max: 127 }),
  uint8: fc.nat(255),
  float64: fc.double({ noDefaultInfinity: true }),
  boolean: fc.nat(1),
  letter: fc.nat(2),
  uint64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  char: fc.nat(255),
  price: fc.oneof(
    fc.constant(UNDEF_PRICE),
    fc.bigInt({ min: -5n, max: 5n }),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  ),
  text: fc.string({ unit: 'binary' }),
})

function tableOf(rows: readonly Row[]): Table {
  const table = new Table(KINDS, rows.length)
  table.length = rows.length
  for (const { name, kind } of KINDS.fields) {
    const column = table.column(name, kind) as unknown as Record<number, unknown>
    rows.forEach((row, index) => {
      column[index] = row[name as keyof Row]
    })
  }
  return table
}

async function write(lake: Lake, groups: readonly (readonly Row[])[]) {
  const writer = await openPartition(lake, KINDS_DAY)
  for (const rows of groups) await writer.writeRowGroup(tableOf(rows))
  return writer.commit(COMMIT)
}

/** As a division of numbers would have it, were they exact: towards 0. */
function microsecondsOf(nanoseconds: BigInt64Array): bigint[] {
  return Array.from(nanoseconds, (ns) => (ns < 0n ? -(-ns / 1000n) : ns / 1000n))
}

async function readAll(lake: Lake): Promise<Column[][]> {
  const reader = await readPartition(lake, KINDS_DAY)
  try {
    const groups: Column[][] = []
    for (let group = 0; group < reader.rowGroups.length; group++) {
      const table = await reader.read(group)
      groups.push(KINDS.fields.map(({ name }) => table.filled(name)))
      const instants = await reader.readDerived(group, 'ts')
      expect([...instants]).toEqual(microsecondsOf(table.column('window_end_ts_ns', 'int64')))
    }
    return groups
  } finally {
    await reader.close()
  }
}

function columnsOf(rows: readonly Row[]): Column[] {
  const table = tableOf(rows)
  return KINDS.fields.map(({ name }) => table.filled(name))
}

describe('a partition', () => {
  it('gives back every kind at its extremes, exactly', async () => {
    const lake = emptyLake()
    const groups = [[LOWEST, HIGHEST, TINIEST], [HIGHEST]]
    await write(lake, groups)
    expect(await readAll(lake)).toEqual(groups.map(columnsOf))
  })

  it('gives back any rows in any number of row groups', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(anyRow, { minLength: 1, maxLength: 70 }), { maxLength: 3 }),
        async (groups) => {
          const lake = emptyLake()
          await write(lake, groups)
          expect(await readAll(lake)).toEqual(groups.map(columnsOf))
        },
      ),
      { numRuns: runs(40) },
    )
  })

  it('may have no rows', async () => {
    const lake = emptyLake()
    const manifest = await write(lake, [[]])
    expect(manifest.rows).toBe(0)
    expect(await readAll(lake)).toEqual([])
  })

  it('is the same bytes when written twice, but for the facts of the run', async () => {
    const contents = async () => {
      const lake = emptyLake()
      await write(lake, [[LOWEST, HIGHEST], [TINIEST]])
      expect(readdirSync(shownFolder(lake, KINDS_DAY))).toEqual(['part-00000.parquet'])
      return [manifestPath, partPath, shownPath].map((path) =>
        readFileSync(path(lake, KINDS_DAY)).toString('hex'),
      )
    }
    expect(await contents()).toEqual(await contents())
  })

  it('has one NaN, whatever bits the processor made it of', async () => {
    const bytes = async (low: number, high: number) => {
      const lake = emptyLake()
      const table = tableOf([LOWEST, HIGHEST])
      const bits = new Uint32Array(table.column('float64', 'float64').buffer)
      bits[0] = low
      bits[1] = high
      const writer = await openPartition(lake, KINDS_DAY)
      await writer.writeRowGroup(table)
      return (await writer.commit(COMMIT)).content_sha256
    }
    expect(await bytes(0, 0xfff8_0000)).toBe(await bytes(1, 0x7ff8_0000))
  })

  it('is readable a few columns at a time, and no others', async () => {
    const lake = emptyLake()
    await write(lake, [[LOWEST, HIGHEST]])
    const reader = await readPartition(lake, KINDS_DAY)
    const table = await reader.read(0, ['text', 'int8', 'window_end_ts_ns'])
    await reader.close()
    expect(table.contract.fields.map(({ name }) => name)).toEqual([
      'window_end_ts_ns',
      'int8',
      'text',
    ])
    expect(table.filled('int8')).toEqual(Int8Array.of(-128, 127))
    const untyped: Table = table
    expect(() => untyped.filled('uint8')).toThrow('no column uint8')
    await expect(reader.read(0, ['bid'])).rejects.toThrow('no column bid')
  })

  it('has the range of each sort key, the number of NULLs, and nothing else', async () => {
    const lake = emptyLake()
    await write(lake, [
      [HIGHEST, LOWEST, { ...LOWEST, letter: 1, text: '\u{1F4C8}' }],
      [{ ...TINIEST, window_end_ts_ns: 7_001n }],
    ])
    const reader = await readPartition(lake, KINDS_DAY)
    await reader.close()
    expect(reader.rowGroups).toEqual([
      {
        rows: 3,
        ranges: {
          window_end_ts_ns: { minimum: -(2n ** 63n), maximum: 2n ** 63n - 1n },
          ts: { minimum: -9_223_372_036_854_775n, maximum: 9_223_372_036_854_775n },
          uint32: { minimum: 0, maximum: 2 ** 32 - 1 },
          boolean: { minimum: false, maximum: true },
          letter: { minimum: 'A', maximum: 'N' },
          text: { minimum: '', maximum: '\u{1F4C8}' },
        },
        nulls: { price: 1 },
      },
      {
        rows: 1,
        ranges: {
          window_end_ts_ns: { minimum: 7_001n, maximum: 7_001n },
          ts: { minimum: 7n, maximum: 7n },
          uint32: { minimum: 0, maximum: 0 },
          boolean: { minimum: false, maximum: false },
          letter: { minimum: 'A', maximum: 'A' },
          text: { minimum: '\uE000', maximum: '\uE000' },
        },
        nulls: { price: 0 },
      },
    ])
  })

  it('is sought by the range of a sort key', async () => {
    const lake = emptyLake()
    const groups = [10n, 20n, 30n].map((at) => [{ ...LOWEST, window_end_ts_ns: at }])
    await write(lake, groups)
    const reader = await readPartition(lake, KINDS_DAY)
    await reader.close()
    const groupFrom = (value: bigint) =>
      firstRowGroupFrom(reader.rowGroups, 'window_end_ts_ns', value)
    expect([0n, 10n, 11n, 30n, 31n].map(groupFrom)).toEqual([0, 0, 1, 2, -1])
  })
})

describe('DuckDB', () => {
  it('reads every kind, its statistics and its row groups as they were written', async () => {
    const lake = emptyLake()
    const groups = [[LOWEST, HIGHEST, TINIEST], [HIGHEST]]
    await write(lake, groups)
    const file = partPath(lake, KINDS_DAY)
    const rows = await sql(`SELECT * FROM ${parquet(file)}`)
    expect(rows).toEqual(
      groups.flat().map((row) => ({
        ...row,
        boolean: row.boolean === 1,
        letter: KINDS.fields.find(({ name }) => name === 'letter')?.letters[row.letter],
        char: ['', 'A', 'ÿ'][[0, 65, 255].indexOf(row.char)],
        price: row.price === UNDEF_PRICE ? null : row.price,
        ts: new DuckDBTimestampTZValue(row.window_end_ts_ns / 1000n),
      })),
    )
    expect(Object.is(rows[1]?.float64, -0)).toBe(true)
    const types = await sql(`DESCRIBE SELECT * FROM ${parquet(file)}`)
    expect(types.map(({ column_type }) => column_type)).toEqual([
      ...['BIGINT', 'INTEGER', 'UINTEGER', 'SMALLINT', 'USMALLINT', 'TINYINT', 'UTINYINT'],
      ...['DOUBLE', 'BOOLEAN', 'VARCHAR', 'UBIGINT', 'VARCHAR', 'BIGINT', 'VARCHAR'],
      'TIMESTAMP WITH TIME ZONE',
    ])
    // A filter goes through the statistics: a wrong range would hide rows.
    expect(
      await sql(`SELECT count(*) AS n FROM ${parquet(file)} WHERE uint32 = 4294967295`),
    ).toEqual([{ n: 2n }])
    expect(await sql(`SELECT count(*) AS n FROM ${parquet(file)} WHERE letter = 'A'`)).toEqual([
      { n: 1n },
    ])
  })

  it('agrees on counts and sums of a table of many rows and letters in no order', async () => {
    const lake = emptyLake()
    const writer = await openPartition(lake, KINDS_DAY)
    let sum = 0n
    const letters = [0, 0, 0]
    for (let group = 0; group < 3; group++) {
      const rows = Array.from({ length: 5000 }, (_, row) => ({
        ...LOWEST,
        window_end_ts_ns: BigInt(row * row) * 1_000_003n,
        letter: row % 97 < 40 ? 1 : (row * 7919) % 3,
        float64: row / 8,
      }))
      for (const row of rows) {
        sum += row.window_end_ts_ns
        letters[row.letter] = (letters[row.letter] as number) + 1
      }
      await writer.writeRowGroup(tableOf(rows))
    }
    await writer.commit(COMMIT)
    const file = partPath(lake, KINDS_DAY)
    const [totals] = await sql(
      `SELECT count(*) AS rows, sum(window_end_ts_ns) AS ends, sum(float64) AS floats FROM ${parquet(file)}`,
    )
    expect(totals).toEqual({ rows: 15000n, ends: sum, floats: (3 * (4999 * 5000)) / 2 / 8 })
    const counts = await sql(
      `SELECT letter, count(*) AS n FROM ${parquet(file)} GROUP BY letter ORDER BY letter`,
    )
    expect(counts.map(({ n }) => n)).toEqual(
      [letters[1], letters[0], letters[2]].map(Number).map(BigInt),
    )
  })
})

describe('a damaged partition', () => {
  it('never gives rows that were not written: a flipped bit is noticed, or changes none', async () => {
    const lake = emptyLake()
    const manifest = await write(lake, [[LOWEST, HIGHEST], [TINIEST]])
    const file = partPath(lake, KINDS_DAY)
    const shown = shownPath(lake, KINDS_DAY)
    const sound = readFileSync(file)
    const written = await readAll(lake)
    let unnoticed = 0
    let flips = 0
    // The four bytes of magic in front hold nothing: only the hash covers them.
    for (let at = 4; at < sound.length; at += isLong ? 1 : 7) {
      flips++
      const bytes = Buffer.from(sound)
      bytes[at] = (bytes[at] as number) ^ (1 << (at % 8))
      writeFileSync(file, bytes)
      const found = await readAll(lake).catch((error: unknown) => error)
      if (found instanceof Failure) expect(found.message, `byte ${at}`).toContain(shown)
      else {
        expect(found, `byte ${at}`).toEqual(written)
        unnoticed++
      }
    }
    // Of a page's header only what no value depends on: which width of integer a field is said to be.
    expect(unnoticed / flips).toBeLessThan(0.05)
    for (const at of [0, 4, sound.length >> 1, sound.length - 1]) {
      const bytes = Buffer.from(sound)
      bytes[at] = (bytes[at] as number) ^ 1
      writeFileSync(file, bytes)
      await expect(assertHashes(lake, manifest)).rejects.toThrow(file)
    }
    writeFileSync(file, sound)
    await assertHashes(lake, manifest)
  })

  it('names the file, the row group and the column of a corrupt page', async () => {
    const lake = emptyLake()
    await writeTicks(lake, [1, 2, 3])
    const partition = { dataset: 'bronze.future_mbo.ticks', symbol: 'ESH6', dt: '2026-01-06' }
    const file = partPath(lake, partition)
    const bytes = readFileSync(file)
    bytes[40] = (bytes[40] as number) ^ 1
    writeFileSync(file, bytes)
    const reader = await readPartition(lake, partition)
    await expect(reader.read(0)).rejects.toMatchObject({
      detail: {
        code: 'input',
        where: `${shownPath(lake, partition)}, row group 0, column window_end_ts_ns`,
      },
    })
    await reader.close()
  })

  it('is refused when truncated, empty or missing', async () => {
    const lake = emptyLake()
    await write(lake, [[LOWEST]])
    const file = partPath(lake, KINDS_DAY)
    const sound = readFileSync(file)
    for (const length of [0, 3, 11, sound.length - 1]) {
      writeFileSync(file, sound.subarray(0, length))
      await expect(readAll(lake)).rejects.toThrow(`found ${length}`)
    }
    rmSync(file)
    await expect(readAll(lake)).rejects.toThrow('the file is not there')
  })

  it('is refused under another contract', async () => {
    const lake = emptyLake()
    await write(lake, [[LOWEST]])
    const dataset = lake.datasets.get(KINDS_DAY.dataset)
    if (!dataset) throw new Error('no dataset')
    const other = new Map([[dataset.key, { ...dataset, contractSha256: '0'.repeat(64) }]])
    await expect(readPartition({ ...lake, datasets: other }, KINDS_DAY)).rejects.toThrow(
      'written under another contract',
    )
  })

  it('is refused in the place of another one', async () => {
    const lake = emptyLake()
    await write(lake, [[LOWEST]])
    const elsewhere = { ...KINDS_DAY, dt: '2026-01-07' }
    copyFileSync(manifestPath(lake, KINDS_DAY), manifestPath(lake, elsewhere))
    await expect(readPartition(lake, elsewhere)).rejects.toThrow("another day's manifest")
  })
})

describe('a writer', () => {
  it('refuses a value that does not fit, naming the row of the dataset', async () => {
    const lake = emptyLake()
    const writer = await openPartition(lake, KINDS_DAY)
    await writer.writeRowGroup(tableOf([LOWEST, LOWEST]))
    const bad = { ...LOWEST, float64: Number.POSITIVE_INFINITY }
    await expect(writer.writeRowGroup(tableOf([LOWEST, bad]))).rejects.toThrow(
      'silver.future_mbo.kinds, row 3: field float64',
    )
    await writer.abort()
    expect(readdirSync(join(lake.root, '.tmp'))).toEqual([])
  })

  it('refuses a table of another contract, and any use after its end', async () => {
    const lake = emptyLake()
    const writer = await openPartition(lake, KINDS_DAY)
    await expect(writer.writeRowGroup(ticks([1]))).rejects.toThrow('a table of bronze')
    await writer.commit(COMMIT)
    await expect(writer.writeRowGroup(tableOf([LOWEST]))).rejects.toThrow('already')
    await expect(writer.commit(COMMIT)).rejects.toThrow('already')
    await writer.abort()
    expect(await readAll(lake)).toEqual([])
  })

  it('reports a lake that cannot be written', async () => {
    const lake = emptyLake()
    writeFileSync(join(lake.root, '.tmp'), 'in the way')
    await expect(openPartition(lake, KINDS_DAY)).rejects.toMatchObject({
      detail: { code: 'input' },
    })
  })
})

/** Without the columns that DuckDB would make of the folders' names. */
function parquet(file: string): string {
  return `read_parquet('${file}', hive_partitioning = false)`
}

async function sql(query: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const reader = await connection.runAndReadAll(query)
  const rows = reader.getRowObjects() as Record<string, unknown>[]
  connection.closeSync()
  instance.closeSync()
  return rows
}
