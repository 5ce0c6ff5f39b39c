import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { readTable } from '../../src/lake/partition/read-table.ts'
import { type Lake, openLake } from '../../src/lake/paths.ts'
import { UNDEF_PRICE } from '../../src/market/price.ts'
import { LakeDatabase, type SqlValue } from '../../src/query/lake-database.ts'
import { manifestPath, partPath, shownPath } from '../lake/lake-files.ts'
import { isLong, LONG, SLOW } from '../setup/long.ts'
import { DAY, dayRecords, writeDbn } from '../stages/made-day.ts'
import {
  ingestFiles,
  lakeHashes,
  MBO,
  mbo,
  runStages,
  SNAPSHOT,
  WALL,
} from '../stages/made-lake.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'spymaster-query-'))
const OUTPUT = join(FOLDER, 'out.parquet')
/** Single bits that are turned, all over a file. */
const FLIPS = isLong ? 84 : 8
const snapshots = { ...mbo(), dataset: SNAPSHOT }

let lake: Lake
let database: LakeDatabase

beforeAll(async () => {
  const file = join(FOLDER, 'es.mbo.dbn.zst')
  await writeDbn(file, dayRecords({ seconds: 10 }))
  lake = openLake(join(FOLDER, 'lake'))
  await ingestFiles(lake, [file])
  await runStages(lake, { symbol: 'ESH6' })
  database = await LakeDatabase.open(lake, { output: OUTPUT })
})
afterAll(async () => {
  await database.close()
  rmSync(FOLDER, { recursive: true, force: true })
})

async function rowsOf(sql: string, from = database): Promise<Record<string, SqlValue>[]> {
  const { columns, batches } = await from.query(sql)
  const rows: Record<string, SqlValue>[] = []
  for await (const batch of batches) {
    for (let row = 0; row < batch[0].length; row++) {
      rows.push(Object.fromEntries(columns.map(({ name }, column) => [name, batch[column][row]])))
    }
  }
  return rows
}

describe('a lake under SQL', () => {
  it.each(['book_snapshot_1s', 'future_mbo.book_snapshot_1s', SNAPSHOT])(
    'has its snapshots as %s, with symbol and dt',
    async (name) => {
      expect(await rowsOf(`select symbol, dt, count(*) as rows from ${name} group by all`)).toEqual(
        [{ symbol: 'ESH6', dt: DAY, rows: '10' }],
      )
    },
  )

  it('has every value as the files have it, and what it means beside it', async () => {
    const table = await readTable(lake, snapshots)
    const rows = await rowsOf('from book_snapshot_1s order by window_end_ts_ns')
    const ends = table.column('window_end_ts_ns', 'int64')
    const bids = table.column('best_bid_price_int', 'int64')
    const opens = table.column('trade_open_price_int', 'int64')
    for (const [row, cells] of rows.entries()) {
      const second = new Date(Number(ends[row] / 1_000_000n))
      expect(cells.window_end_ts_ns).toBe(String(ends[row]))
      expect(cells.ts).toBe(`${second.toISOString().slice(0, 19).replace('T', ' ')}+00`)
      expect(cells.window_end_utc).toBe(second.toISOString().slice(0, 19).replace('T', ' '))
      // New York is five hours behind in January.
      second.setUTCHours(second.getUTCHours() - 5)
      expect(cells.window_end_exchange).toBe(second.toISOString().slice(0, 19).replace('T', ' '))
      expect(cells.best_bid_price_points).toBe(Number(bids[row]) / 1e9)
      const isNone = opens[row] === UNDEF_PRICE
      expect(cells.trade_open_price_int).toBe(isNone ? null : String(opens[row]))
      expect(cells.trade_open_price_points).toBe(isNone ? null : Number(opens[row]) / 1e9)
    }
    expect(rows).toHaveLength(table.length)
  })

  it('keeps two contracts apart, and a dataset without partitions has columns and no rows', async () => {
    const sql =
      'select symbol, count(*) > 0 as some from future_mbo.mbo group by all order by symbol'
    expect(await rowsOf(sql)).toEqual([
      { symbol: 'ESH6', some: true },
      { symbol: 'ESM6', some: true },
    ])
    const { columns } = await database.query('from gex_surface_1s')
    expect(columns.slice(0, 3)).toEqual([
      { name: 'symbol', type: 'VARCHAR' },
      { name: 'dt', type: 'DATE' },
      { name: 'window_end_ts_ns', type: 'BIGINT' },
    ])
    expect(await rowsOf('from gex_surface_1s')).toEqual([])
  })

  it('answers what the README asks', async () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
    const [, query = ''] = /spymaster lake sql "([^"]+)"/.exec(readme) ?? []
    expect(await rowsOf(query)).toHaveLength(5)
  })

  it('sees whole partitions only, and says which it does not', async () => {
    const root = join(FOLDER, 'damaged')
    const damaged = openLake(root)
    await ingestFiles(damaged, [join(FOLDER, 'es.mbo.dbn.zst')])
    const part = partPath(damaged, mbo('ESM6'))
    writeFileSync(part, readFileSync(part).subarray(1))
    rmSync(manifestPath(damaged, mbo('ESH6')))
    const opened = await LakeDatabase.open(damaged)
    try {
      expect(opened.leftOut.map(({ symbol, fault }) => [symbol, fault])).toEqual([
        ['ESM6', expect.stringMatching(/^part-00000.parquet has \d+ bytes, \d+ were written$/)],
        ['ESH6', 'no manifest names it'],
      ])
      expect(await rowsOf(`select count(*) as rows from ${MBO}`, opened)).toEqual([{ rows: '0' }])
    } finally {
      await opened.close()
    }
  })

  it('does without a partition whose file ends in nonsense', async () => {
    const spoilt = openLake(join(FOLDER, 'spoilt'))
    await ingestFiles(spoilt, [join(FOLDER, 'es.mbo.dbn.zst')])
    const part = partPath(spoilt, mbo('ESH6'))
    const bytes = readFileSync(part)
    bytes[bytes.length - 6] ^= 0x55 // of the footer's length
    writeFileSync(part, bytes)
    const opened = await LakeDatabase.open(spoilt)
    try {
      expect(opened.leftOut.map(({ symbol, fault }) => [symbol, fault])).toEqual([
        ['ESH6', expect.stringContaining('is not the file that was written')],
      ])
      expect(await rowsOf('select distinct symbol from future_mbo.mbo', opened)).toEqual([
        { symbol: 'ESM6' },
      ])
    } finally {
      await opened.close()
    }
  })

  it(
    'does without a partition of which any bit is not as written, and hashes each file once',
    SLOW,
    async () => {
      const rotten = openLake(join(FOLDER, 'rotten'))
      await ingestFiles(rotten, [join(FOLDER, 'es.mbo.dbn.zst')])
      const path = shownPath(rotten, mbo('ESH6'))
      const sound = readFileSync(path)
      const leftOut = async () => {
        const opened = await LakeDatabase.open(rotten)
        try {
          await rowsOf('select sum(size) from future_mbo.mbo', opened)
          return opened.leftOut.map(({ symbol }) => symbol)
        } finally {
          await opened.close()
        }
      }
      expect(await leftOut()).toEqual([])
      for (let flip = 0; flip < FLIPS; flip++) {
        const bytes = Buffer.from(sound)
        bytes[Math.floor(((flip + 0.5) / FLIPS) * bytes.length)] ^= 1 << (flip % 8)
        writeFileSync(path, bytes)
        expect(await leftOut(), `flip ${flip}`).toEqual(['ESH6'])
      }
      writeFileSync(path, sound)
      expect(await leftOut()).toEqual([])
      // Remembered by size, time and inode: with the time of the sound file rot is skipped.
      const { atime, mtime } = statSync(path)
      const bytes = Buffer.from(sound)
      bytes[100] ^= 1
      utimesSync(path, atime, mtime)
      expect(await leftOut()).toEqual([])
      writeFileSync(path, bytes)
      utimesSync(path, atime, mtime)
      expect(await leftOut()).toEqual([])
      rmSync(join(rotten.root, '.verified.json'))
      expect(await leftOut()).toEqual(['ESH6'])
    },
  )

  it('that is replaced while a query reads it is told, and read the next time', async () => {
    const root = join(FOLDER, 'replaced')
    cpSync(lake.root, root, { recursive: true })
    const path = shownPath(openLake(root), mbo('ESH6'))
    const replace = () => {
      cpSync(path, `${path}.new`)
      renameSync(`${path}.new`, path)
    }
    const opened = await LakeDatabase.open(openLake(root), {
      output: join(FOLDER, 'replaced.parquet'),
    })
    const sql = 'select * from future_mbo.mbo, range(100)'
    try {
      const { batches } = await opened.query(sql)
      const readOn = async (from: AsyncIterable<unknown>, onFirst = () => {}) => {
        let seen = 0
        for await (const _ of from) if (seen++ === 0) onFirst()
        return seen
      }
      await expect(readOn(batches, replace)).rejects.toThrow(
        `${path}: a run has replaced the file while the query read it; run the query again.`,
      )
      const arrow = await opened.arrowResult(sql)
      replace()
      await expect(readOn(arrow.batches)).rejects.toMatchObject({ exitCode: 4 })
      const other = await opened.query('from book_snapshot_1s')
      expect(await readOn(other.batches, replace)).toBe(1)
      expect((await rowsOf(sql, opened)).length).toBeGreaterThan(1000)
      const replacing = setInterval(replace, 1)
      const rows = opened.writeParquet(sql.replace('100', '10000'))
      await expect(rows.finally(() => clearInterval(replacing))).rejects.toThrow(
        'a run has replaced the file',
      )
    } finally {
      await opened.close()
    }
  })

  it("does without a partition that shows another's file", async () => {
    const swapped = openLake(join(FOLDER, 'swapped'))
    await ingestFiles(swapped, [join(FOLDER, 'es.mbo.dbn.zst')])
    const [path, other] = [mbo('ESH6'), mbo('ESM6')].map((each) => shownPath(swapped, each))
    const bytes = readFileSync(path)
    // Of the same size, so that only its hash tells.
    bytes[100] ^= 1
    rmSync(path)
    writeFileSync(path, bytes)
    const opened = await LakeDatabase.open(swapped)
    const careless = await LakeDatabase.open(swapped, { verifies: false })
    try {
      const sql = 'select distinct symbol from future_mbo.mbo order by all'
      expect(await rowsOf(sql, careless)).toEqual([{ symbol: 'ESH6' }, { symbol: 'ESM6' }])
      expect(await rowsOf(sql, opened)).toEqual([{ symbol: 'ESM6' }])
      expect(opened.leftOut.map(({ fault }) => fault)).toEqual([
        expect.stringMatching(/^part-00000.parquet is not the file that was written \(expected/),
      ])
      await expect(rowsOf(`from read_parquet('${other}')`, opened)).rejects.toThrow(
        'the query reads files by their names, and a partition is damaged',
      )
      await expect(rowsOf(`from '${path}'`, opened)).rejects.toThrow('pass --no-verify')
    } finally {
      await opened.close()
      await careless.close()
    }
  })

  it.each([
    'book_snapshot_1s',
    'main.book_snapshot_1s',
    'MEMORY."main".Book_Snapshot_1s',
    SNAPSHOT,
  ])('verifies what a query names as %s', async (name) => {
    const root = join(FOLDER, `named-${name.length}`)
    cpSync(lake.root, root, { recursive: true })
    const copied = openLake(root)
    const path = shownPath(copied, snapshots)
    const bytes = readFileSync(path)
    bytes[bytes.length >> 1] ^= 1
    writeFileSync(path, bytes)
    const opened = await LakeDatabase.open(copied)
    try {
      expect(await rowsOf(`explain analyze select 1 from ${name}`, opened)).not.toEqual([])
      expect(opened.leftOut.map(({ dataset }) => dataset)).toEqual([SNAPSHOT])
      expect(
        await rowsOf(`with x as (from ${name}) select (select count(*) from x) as n`, opened),
      ).toEqual([{ n: '0' }])
    } finally {
      await opened.close()
    }
  })

  it('writes the rows of a query into the file it was opened for', async () => {
    const rows = await database.writeParquet(`select * from ${WALL} where rel_ticks = 0;`)
    expect(rows).toBeGreaterThan(0)
    expect(readFileSync(OUTPUT, 'latin1').slice(0, 4)).toBe('PAR1')
    expect(await rowsOf(`select count(*) as rows from read_parquet('${OUTPUT}')`)).toEqual([
      { rows: String(rows) },
    ])
  })
})

describe('a query', () => {
  const part = () => partPath(lake, snapshots)
  const evil = join(FOLDER, 'evil')

  it.each([
    [() => `copy (select 1) to '${evil}'`],
    [() => `copy (select 1) to '${part()}' (use_tmp_file false)`],
    [() => `explain analyze copy (select 1) to '${part()}' (use_tmp_file false)`],
    [() => `explain analyze -- so\n copy (select 1) to '${part()}' (use_tmp_file false)`],
    [() => `export database '${evil}'`],
    [() => `attach '${evil}'`],
    [() => "select * from read_csv('/etc/passwd')"],
    [() => "select * from read_text('/etc/passwd')"],
    [() => "select * from '/etc/passwd'"],
    [() => "select * from glob('/etc/*')"],
    [() => "select * from sniff_csv('/etc/passwd')"],
    [() => `select * from read_text('${manifestPath(lake, snapshots)}')`],
    [() => "select * from read_csv('https://example.com/a.csv')"],
    [() => 'install httpfs'],
    [() => 'load httpfs'],
    [() => 'set enable_external_access = true'],
    [() => "set allowed_paths = ['/']"],
    [() => "pragma temp_directory = '/tmp'"],
    [() => 'reset lock_configuration'],
    [() => 'create table t as select 1'],
    [() => 'drop view book_snapshot_1s'],
    [() => "select 1; copy (select 1) to 'x'"],
    [() => 'from enable_logging()'],
    [() => 'select * from system.main.Enable_Profiling()'],
    [() => "select write_log('x')"],
    [() => "from query('from enable_' || 'logging()')"],
    [() => "describe from query_table(['book_snapshot_1s'])"],
    [() => "from histogram('book_snapshot_1s', best_bid_price_int)"],
    [() => "select (select count(*) from Histogram_Values('book_snapshot_1s', ofi))"],
    [() => 'from book_snapshot_1s, lateral (from disable_profiling())'],
    [() => 'explain analyze from truncate_duckdb_logs()'],
    [() => "from json_execute_serialized_sql(json_serialize_sql('from checkpoint()'))"],
    [() => 'from pandas_scan(1)'],
    [() => ''],
    [() => ' ; -- nothing'],
  ])('can do no more than read the lake: %s', async (sql) => {
    const before = lakeHashes(lake)
    await expect(rowsOf(sql())).rejects.toBeInstanceOf(Failure)
    await expect(database.writeParquet(sql())).rejects.toBeInstanceOf(Failure)
    expect(existsSync(evil)).toBe(false)
    expect(lakeHashes(lake)).toEqual(before)
  })

  it('may count the values of a column, and no table macro may read a table', async () => {
    const [{ bins }] = await rowsOf('select histogram(book_valid) as bins from book_snapshot_1s')
    expect(JSON.stringify(bins)).toContain('value')
    const macros = await rowsOf(
      "select distinct function_name as name from duckdb_functions() where function_type = 'table_macro' and regexp_matches(macro_definition, 'query_table|histogram_values')",
    )
    expect(macros.map(({ name }) => name).sort()).toEqual(['histogram', 'histogram_values'])
  })

  it('can call no function that changes the database, whatever DuckDB has of them', async () => {
    const all = await rowsOf(
      "select distinct function_name as name from duckdb_functions() where function_type = 'table' and regexp_matches(function_name, 'able_|log|profil|checkpoint|execute|^query|truncate|arrow|pandas')",
    )
    const harmless = [/^duckdb_(?!logs$)/, /^duckdb_logs$/, /^pragma_/, /^icu_/, /^pg_/]
    const names = all
      .map(({ name }) => String(name))
      .filter((name) => !harmless.some((each) => each.test(name)))
    expect(names.length).toBeGreaterThan(10)
    for (const name of names) {
      await expect(rowsOf(`from ${name}()`), name).rejects.toThrow(`may not call ${name}`)
    }
  })

  it('may use half of the memory, and at most 4 GB', async () => {
    const [{ value }] = await rowsOf(
      "select value from duckdb_settings() where name = 'memory_limit'",
    )
    const [, number, unit] = /^([\d.]+) (\w)iB$/.exec(String(value)) ?? []
    const bytes = Number(number) * 1024 ** (unit === 'G' ? 3 : 2)
    expect(bytes).toBeLessThanOrEqual(Math.min(4 * 1024 ** 3, totalmem() / 2))
    expect(bytes).toBeGreaterThan(100 * 1024 ** 2)
  })

  it('that needs more memory than it may have is refused', LONG, async () => {
    await expect(rowsOf('select list(range) from range(2_000_000_000)')).rejects.toThrow(
      'needs more memory than it may have',
    )
  })

  it('that is wrong says where, and what was meant', async () => {
    await expect(database.query('select 1\nfrom book_snapshot')).rejects.toThrow(
      'the query, line 2, column 6: unknown table book_snapshot; did you mean "book_snapshot_1s"?',
    )
    await expect(rowsOf('select cast(symbol as int) as n from book_snapshot_1s')).rejects.toThrow(
      /^the query.*: could not convert string 'ESH6' to INT32/i,
    )
  })

  it.each([
    'explain select 1',
    'describe book_snapshot_1s',
    'summarize book_snapshot_1s',
    'show all tables',
  ])('may be: %s', async (sql) => {
    expect((await rowsOf(sql)).length).toBeGreaterThan(0)
  })
})

describe('an answer for an Arrow file', () => {
  async function answered(sql: string) {
    const { columns, batches } = await database.arrowResult(sql)
    const rows: unknown[][] = columns.map(() => [])
    for await (const batch of batches) {
      for (const [at, values] of batch.entries()) rows[at].push(...values)
    }
    return { types: columns.map(({ type }) => type), rows }
  }

  it.each([
    ['true', { type: 'boolean' }, true],
    ['12::tinyint', { type: 'int', bits: 8, isSigned: true }, 12],
    ['12::usmallint', { type: 'int', bits: 16, isSigned: false }, 12],
    [`${2n ** 63n - 1n}`, { type: 'int', bits: 64, isSigned: true }, 2n ** 63n - 1n],
    ['sum(1::bigint)', { type: 'decimal', precision: 38, scale: 0 }, 1n],
    ['1.25::decimal(9, 2)', { type: 'decimal', precision: 9, scale: 2 }, 125n],
    ['0.1::double', { type: 'float', bits: 64 }, 0.1],
    ["'é'", { type: 'text' }, 'é'],
    ["date '2026-01-06'", { type: 'date' }, 20_459],
    ["timestamp '1970-01-01 00:00:01.5'", { type: 'timestamp', unit: 'us' }, 1_500_000n],
    [
      "timestamptz '1970-01-01 00:00:02+00'",
      { type: 'timestamp', unit: 'us', zone: 'UTC' },
      2_000_000n,
    ],
    ["timestamp_ns '1970-01-01 00:00:03'", { type: 'timestamp', unit: 'ns' }, 3_000_000_000n],
    ['null::integer', { type: 'int', bits: 32, isSigned: true }, null],
  ])('%s', async (expression, type, value) => {
    const { types, rows } = await answered(`select ${expression}`)
    expect(types).toEqual([type])
    expect(rows).toEqual([[value]])
  })

  it('has all rows of a table, in batches', async () => {
    const sql = 'select window_end_ts_ns, side from wall_surface_1s order by all'
    const { rows } = await answered(sql)
    const expected = await rowsOf(sql)
    expect(rows[0].map(String)).toEqual(expected.map((row) => row.window_end_ts_ns))
    expect(rows[1]).toEqual(expected.map(({ side }) => side))
    const many = await answered('select * from range(200000)')
    expect(many.rows[0]).toHaveLength(200_000)
  })

  it('refuses a type that Arrow files do not get, by column, and says how to have it', async () => {
    await expect(database.arrowResult('select [1, 2] as list')).rejects.toThrow(
      'column list: the column is of type INTEGER[], which is not written to Arrow files; cast it in the query: "list"::varchar.',
    )
    const { batches } = await database.arrowResult(`select ${10n ** 38n}::hugeint as many`)
    await expect(batches[Symbol.asyncIterator]().next()).rejects.toThrow('more digits')
  })
})
