import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readDbn } from '../../src/dbn/file.ts'
import { DbnFileWriter } from '../../src/dbn/file-writer.ts'
import { RECORD_KINDS, type RecordLayout } from '../../src/dbn/layout.ts'
import type { Metadata } from '../../src/dbn/metadata.ts'
import { type Lake, openLake } from '../../src/lake/paths.ts'
import { runIngest } from '../../src/pipeline/pipeline.ts'
import { JUDGE_SCHEMA_NAMES, type JudgeSchema } from '../../src/synth/judges.ts'
import { synthesize } from '../../src/synth/synthesize.ts'
import { Table } from '../../src/table/table.ts'
import { verifyAgainst } from '../../src/verify/against.ts'
import { formatAgainst } from '../../src/verify/against-format.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'spymaster-against-'))
const LAST = 128
const TRADE = 'T'.charCodeAt(0)
const signal = new AbortController().signal

/** An evening: the open is crossed, then it trades, over two UTC dates. */
const EVENING = {
  session: '18:00-19:20',
  events: 30_000,
  expiries: [],
  schemas: JUDGE_SCHEMA_NAMES,
  frameBytes: 256 * 1024,
}
let lake: Lake

const fileOf = (schema: JudgeSchema | 'mbo', date = '20260106') =>
  join(FOLDER, `glbx-mdp3-${date}.${schema}.dbn.zst`)

async function ingest(into: string, paths: readonly string[]): Promise<Lake> {
  const made = openLake(join(FOLDER, into))
  const request = { paths, overwrite: false, allowTruncated: false }
  await runIngest(made, request, { report: () => {}, signal, lockWaitMs: 0 })
  return made
}

beforeAll(async () => {
  await synthesize({ folder: FOLDER, date: '2026-01-06', ...EVENING })
  lake = await ingest('lake', [fileOf('mbo'), fileOf('mbo', '20260107')])
}, 60_000)
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

const against = (file: string, options = {}, of = lake) =>
  verifyAgainst(of, file, { first: 10, signal, ...options })

interface Contents {
  metadata: Metadata
  layout: RecordLayout
  table: Table
}

/** A file's records, of one kind, as one table. */
async function contentsOf(file: string): Promise<Contents> {
  let metadata: Metadata | undefined
  const tables: { layout: RecordLayout; table: Table }[] = []
  for await (const item of readDbn(file, { kinds: RECORD_KINDS, keepTables: true })) {
    if (item.type === 'metadata') metadata = item.metadata
    if (item.type === 'records') tables.push(item)
  }
  const [{ layout, table }, ...rest] = tables
  if (!metadata || rest.length > 0) throw new Error(`${file} is no small file of one kind`)
  return { metadata, layout, table }
}

/** The same file with a change of it. */
async function changed(
  schema: JudgeSchema | 'mbo',
  change: (contents: Contents) => Partial<Contents> | undefined,
): Promise<string> {
  const contents = await contentsOf(fileOf(schema, '20260107'))
  const { metadata, layout, table } = { ...contents, ...change(contents) }
  const file = join(FOLDER, `changed.${schema}.dbn`)
  const writer = await DbnFileWriter.create(file, metadata, { level: 0 })
  await writer.write(layout, table)
  await writer.close()
  return file
}

/** Rows of a table but one. */
function without(table: Table, row: number): Table {
  const kept = new Table(table.contract, table.length - 1)
  kept.length = table.length - 1
  for (const { name, kind } of table.contract.fields) {
    const source = table.column(name, kind)
    const target = kept.column(name, kind)
    for (let at = 0; at < kept.length; at++) target[at] = source[at < row ? at : at + 1]
  }
  return kept
}

/** The row of the middle that has a property. */
function middleRow(table: Table, has: (row: number) => boolean): number {
  for (let row = table.length >> 1; row < table.length; row++) if (has(row)) return row
  throw new Error('there is none')
}

const isLast = (table: Table) => (row: number) => (table.column('flags', 'uint8')[row] & LAST) !== 0
const isTrade = (table: Table) => (row: number) => table.column('action', 'char')[row] === TRADE

describe('a book that is right', () => {
  it.each([
    ['mbp-1', 1500, 'levels'],
    ['mbp-10', 40_000, 'levels'],
    ['bbo-1s', 2000, 'levels'],
    ['trades', 100, 'trades'],
    ['ohlcv-1s', 50, 'bars'],
  ] as const)('agrees with the market itself by its %s', async (schema, least, what) => {
    for (const date of ['20260106', '20260107']) {
      const report = await against(fileOf(schema, date))
      expect(report).toMatchObject({ pass: true, differences: 0, first: [], schema })
      expect(report.days).toEqual([{ symbol: 'ESH6', dt: date.replace(/(....)(..)/, '$1-$2-') }])
      if (date === '20260107') expect(report.counted[what]).toBeGreaterThan(least)
    }
  })

  it('is compared only as far as requested', async () => {
    const file = fileOf('mbp-1', '20260107')
    expect((await against(file, { symbol: 'ESH6', dt: '2026-01-07' })).pass).toBe(true)
    for (const options of [{ symbol: 'NQH6' }, { dt: '2026-01-06' }]) {
      await expect(against(file, options)).rejects.toThrow(/the lake has no orders of the file/)
    }
  })
})

describe('a difference is found, and is the only one', () => {
  it.each([
    ['bid_px_00', 'mbp-1'],
    ['ask_sz_00', 'mbp-1'],
    ['bid_ct_00', 'mbp-1'],
    ['ask_px_09', 'mbp-10'],
    ['bid_sz_05', 'mbp-10'],
    ['ask_sz_00', 'bbo-1s'],
  ] as const)('in %s of %s', async (field, schema) => {
    let row = 0
    const file = await changed(schema, ({ table }) => {
      row = middleRow(table, isLast(table))
      if (field.includes('_px_')) table.column(field, 'int64')[row] += 250_000_000n
      else table.column(field, 'uint32')[row] += 1
      return undefined
    })
    const { table } = await contentsOf(file)
    const report = await against(file)
    expect(report).toMatchObject({ pass: false, differences: 1, byField: { [field]: 1 } })
    const [{ time, expected, found }] = report.first
    const received = table.column('ts_recv', 'int64')[row]
    expect(BigInt(Date.parse(time)) * 1_000_000n).toBe((received / 1_000_000n) * 1_000_000n)
    if (field.includes('_px_')) expect(Number(expected) - Number(found)).toBe(0.25)
    else expect(Number(expected) - Number(found)).toBe(1)
  })

  it.each(['trades', 'mbp-1'] as const)('in the price of a trade of %s', async (schema) => {
    const file = await changed(schema, ({ table }) => {
      const row = middleRow(table, isTrade(table))
      table.column('price', 'int64')[row] += 250_000_000n
      return undefined
    })
    const report = await against(file)
    expect(report).toMatchObject({ pass: false, differences: 1, byField: { trade: 1 } })
  })

  it('where the file passes over a trade, and where it has one more', async () => {
    const fewer = await changed('trades', ({ table }) => ({
      table: without(table, middleRow(table, isTrade(table))),
    }))
    expect((await against(fewer)).first).toMatchObject([{ field: 'trade', expected: 'none' }])
    const more = await changed('trades', ({ table }) => {
      const row = table.length >> 1
      table.column('ts_recv', 'int64')[row] += 1n
      return undefined
    })
    expect((await against(more)).first.map(({ expected, found }) => [expected, found])).toEqual([
      ['none', expect.stringMatching(/ at /)],
      [expect.stringMatching(/ at /), 'none'],
    ])
  })

  it.each(['open', 'high', 'low', 'close', 'volume'] as const)(
    'in the %s of a bar',
    async (field) => {
      const file = await changed('ohlcv-1s', ({ table }) => {
        if (field === 'volume') table.column(field, 'uint64')[table.length >> 1] += 1n
        else table.column(field, 'int64')[table.length >> 1] += 1n
        return undefined
      })
      const report = await against(file)
      expect(report).toMatchObject({ pass: false, differences: 1, byField: { [field]: 1 } })
    },
  )

  it('where the file has no bar of a second with trades', async () => {
    const file = await changed('ohlcv-1s', ({ table }) => ({
      table: without(table, table.length >> 1),
    }))
    const { differences, byField } = await against(file)
    expect(differences).toBeGreaterThan(0)
    expect(byField.trade).toBe(differences)
  })
})

describe('a lake that lost an order', () => {
  it('differs from that record on, by every judge of levels', async () => {
    const file = await changed('mbo', ({ table }) => {
      const add = 'A'.charCodeAt(0)
      const best = table.column('price', 'int64')[middleRow(table, isTrade(table))]
      const actions = table.column('action', 'char')
      const prices = table.column('price', 'int64')
      const near = (row: number) => {
        const away = prices[row] - best
        return actions[row] === add && away < 1_000_000_000n && away > -1_000_000_000n
      }
      return { table: without(table, middleRow(table, near)) }
    })
    const poorer = await ingest('poorer', [file])
    const report = await against(fileOf('mbp-10', '20260107'), { first: 3 }, poorer)
    expect(report.pass).toBe(false)
    expect(report.differences).toBeGreaterThan(3)
    expect(report.first).toHaveLength(3)
    const text = formatAgainst(report)
    expect(text).toMatch(/^✗ mbp-10 of ESH6 2026-01-07: [\d,]+ records/)
    expect(text).toMatch(/\n {2}[\d,]+ differences: /)
    expect(text).toMatch(/\n {2}2026-01-07T\S+Z {2}ESH6 {2}\S+: the file has \S+, the book \S+\n/)
    expect(text).toMatch(/\n {2}and [\d,]+ more$/)
  })
})

describe('a file of the vendor', () => {
  it('may send several events in one packet: the last is compared', async () => {
    const file = await changed('mbp-1', ({ table }) => {
      // The first of two neighbours takes the second's place in time: it is not the book's then.
      const last = isLast(table)
      const row = middleRow(table, (at) => last(at) && last(at + 1) && !isTrade(table)(at))
      table.column('ts_recv', 'int64')[row] = table.column('ts_recv', 'int64')[row + 1]
      table.column('sequence', 'uint32')[row] = table.column('sequence', 'uint32')[row + 1]
      return undefined
    })
    const report = await against(file)
    expect(report).toMatchObject({ pass: true, counted: { 'of one packet': 1 } })
  })

  it('of which a part was asked for misses no trade outside of it', async () => {
    const file = await changed('trades', ({ metadata, table }) => {
      const half = table.length >> 1
      const start = table.column('ts_recv', 'int64')[half]
      return { metadata: { ...metadata, start }, table: table.rows(half, table.length) }
    })
    expect((await against(file)).pass).toBe(true)
    const limited = await changed('trades', ({ metadata, table }) => ({
      metadata: { ...metadata, limit: 20n },
      table: table.rows(0, 20),
    }))
    expect(await against(limited)).toMatchObject({ pass: true, counted: { trades: 20 } })
  })

  it('that cannot judge is refused', async () => {
    await expect(against(fileOf('mbo', '20260107'))).rejects.toThrow(
      /no records that a book can be compared with \(expected mbp-1, mbp-10, bbo-1s, trade, ohlcv-1s, found \d+ mbo\)/,
    )
    const foreign = await changed('mbp-1', ({ table }) => {
      table.column('instrument_id', 'uint32').fill(7)
      return undefined
    })
    await expect(against(foreign)).rejects.toThrow(/found records of 1 other instruments/)
  })
})
