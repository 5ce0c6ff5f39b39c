import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadContract } from '../../src/contracts/load.ts'
import { DATASETS } from '../../src/contracts/registry.ts'
import { describePartitions } from '../../src/lake/partition/describe-partitions.ts'
import { listPartitions, listPublished } from '../../src/lake/partition/list.ts'
import { readOpenDay, readOpenTable, removeOpenDay } from '../../src/lake/partition/open-day.ts'
import { OpenDayWriter } from '../../src/lake/partition/open-day-writer.ts'
import { collectOrphans } from '../../src/lake/partition/orphans.ts'
import { recoverLake } from '../../src/lake/partition/recover.ts'
import { resolvePartition } from '../../src/lake/partition/resolve-partition.ts'
import { listRuns } from '../../src/lake/partition/run-record.ts'
import { showPartition } from '../../src/lake/partition/show.ts'
import { type Lake, openLake } from '../../src/lake/paths.ts'
import { MinuteWriter } from '../../src/live/minute-writer.ts'
import { LakeDatabase } from '../../src/query/lake-database.ts'
import { LakeSeconds } from '../../src/seconds/lake-seconds.ts'
import { OpenDay } from '../../src/seconds/open-day.ts'
import { type DayDescription, type Second, SURFACE_DATASETS } from '../../src/seconds/second.ts'
import { earlierSessions } from '../../src/stages/earlier-sessions.ts'
import { type Columns, isWideInts, Table } from '../../src/table/table.ts'
import { openDay } from '../../src/tui/open-day.ts'
import { rowsOf } from '../surfaces/run-seconds.ts'

/** An hour and three minutes: an hour's parts are joined. */
const SECONDS = 3780
const [symbol, dt] = ['ESH6', '2026-01-06']
const first = Date.UTC(2026, 0, 6, 14, 30, 1) / 1000
const last = first + SECONDS - 1
const ROWS = { snap: () => 1, wall: () => 4, gaps: (second: number) => Number(second % 600 === 0) }
const CONTRACTS = {
  snap: loadContract('silver/book_snapshot_1s'),
  wall: loadContract('silver/wall_surface_1s'),
  gaps: loadContract('silver/gaps'),
}
const SURFACES = ['snap', 'wall', 'gaps'] as const
const datasets = SURFACES.map((surface) => SURFACE_DATASETS[surface])
const facts = {
  symbol,
  dt,
  session: 'file',
  tickSize: 250_000_000,
  maxRelTicks: 10,
  calibrationMode: undefined,
  bookOrigin: 'snapshot',
}

/** Rows that differ from second to second, in order. */
function tableOf(surface: (typeof SURFACES)[number], endSecond: number): Table {
  const rows = ROWS[surface](endSecond)
  const table = new Table<Columns>(CONTRACTS[surface], rows)
  for (const { name, kind } of table.contract.fields) {
    const column = table.column(name, kind)
    for (let row = 0; row < rows; row++) {
      if (isWideInts(column)) column[row] = BigInt(endSecond) * 1_000_000_000n + BigInt(row)
      if (name === 'window_end_ts_ns') column[row] = BigInt(endSecond) * 1_000_000_000n
    }
  }
  table.length = rows
  return table
}

const secondAt = (endSecond: number): Second => ({
  endSecond,
  surfaces: new Map(SURFACES.map((surface) => [surface, tableOf(surface, endSecond)])),
})

let lake: Lake
let day: OpenDay
let writer: MinuteWriter
/** Parts of the snapshot after each minute. */
const parts: number[] = []

function storeOf(target: Lake) {
  const parameters = {
    session: 'file',
    tick_size: facts.tickSize,
    max_rel_ticks: facts.maxRelTicks,
  }
  const record = { symbol, dt, parameters, quality: { book_origin: 'snapshot' }, notes: [] }
  return {
    begin: () => OpenDayWriter.begin(target, record, datasets),
    open: () => LakeSeconds.open(target, symbol, dt),
  }
}

async function lakeDay(of: Lake): Promise<DayDescription> {
  const seconds = await LakeSeconds.open(of, symbol, dt)
  await seconds.close()
  return seconds.day
}

beforeAll(async () => {
  lake = openLake(mkdtempSync(join(tmpdir(), 'spymaster-open-day-')))
  writer = new MinuteWriter(storeOf(lake), first)
  day = new OpenDay(facts, secondAt(first), writer)
  for (let second = first + 1; second <= last; second++) {
    day.append(secondAt(second))
    if (second % 60 !== 0) continue
    await writer.write(day, second)
    const table = await readOpenTable(lake, { dataset: DATASETS.snapshot, symbol, dt })
    parts.push(table?.files.length ?? 0)
  }
}, 120_000)
afterAll(async () => {
  await writer.close()
  rmSync(lake.root, { recursive: true, force: true })
})

describe('a day that is written as its minutes close', () => {
  it('keeps what is not written in memory, and joins the minutes of an hour', () => {
    expect(day.keptSeconds).toBeLessThan(60)
    expect(parts.slice(0, 3)).toEqual([1, 2, 3])
    expect(parts.slice(58)).toEqual([59, 1, 2, 3, 4])
  })

  it.each([first, first + 61, first + 3000, last - 70, last])('has second %d', async (second) => {
    const [found, expected] = [await day.read(second), secondAt(second)]
    for (const [surface, table] of expected.surfaces) {
      expect(rowsOf(found.surfaces.get(surface) ?? table)).toEqual(rowsOf(table))
    }
    expect([...found.surfaces.keys()]).toEqual([...expected.surfaces.keys()])
  })

  it('is read by other processes up to the last closed minute', async () => {
    const other = openLake(lake.root)
    const seconds = await openDay(other, symbol, dt)
    const end = last - (last % 60)
    expect(seconds.day).toMatchObject({ firstEndSecond: first, lastEndSecond: end })
    const walls = await seconds.readRange('wall', first, end)
    const expected = Array.from({ length: end - first + 1 }, (_, at) => tableOf('wall', first + at))
    expect(walls.flatMap(rowsOf)).toEqual(expected.flatMap(rowsOf))
    await seconds.close()
    const wall = await resolvePartition(other, 'wall_surface_1s', undefined, undefined)
    const shown = await showPartition(other, wall, 1)
    expect(shown).toMatchObject({ isOpen: true, rows: expected.flatMap(rowsOf).length })
    const listed = await describePartitions(other, { symbol, dt })
    expect(listed.map(({ isOpen }) => isOpen)).toEqual(datasets.map(() => true))
  })

  it('is in the views of lake sql', async () => {
    const database = await LakeDatabase.open(openLake(lake.root))
    try {
      const query = 'select symbol, dt::varchar, count(*)::int from book_snapshot_1s group by all'
      const { batches } = await database.query(query)
      const rows = []
      for await (const batch of batches) rows.push(batch.map(([value]) => value))
      expect(rows).toEqual([[symbol, dt, last - (last % 60) - first + 1]])
    } finally {
      database.close()
    }
  })

  it('is no partition: never fresh, never an earlier session, and not shown under dt=', async () => {
    expect(await readOpenDay(lake, { symbol, dt })).toMatchObject({
      stage: { parameters: { state: 'open' } },
    })
    expect(await listPartitions(lake)).toEqual([])
    expect(await listPublished(lake)).toEqual([])
    expect(await earlierSessions(lake, { symbol, dt: '2026-01-07' }, {}, 5)).toEqual([])
  })

  it('loses nothing to a recovery, nor to the collection of orphans', async () => {
    await recoverLake(lake)
    expect(await collectOrphans(lake, -1)).toBeGreaterThanOrEqual(120)
    expect((await lakeDay(lake)).lastEndSecond).toBe(last - (last % 60))
    expect((await listRuns(lake)).length).toBe(1)
  })

  it('stays open when its process is gone, until it is removed', async () => {
    const after = { ...lake, processes: { ...lake.processes, hasEnded: () => true } }
    await recoverLake(after)
    expect(await listRuns(after)).toEqual([])
    expect((await lakeDay(after)).symbol).toBe(symbol)
    await removeOpenDay(after, { symbol, dt })
    await expect(LakeSeconds.open(after, symbol, dt)).rejects.toThrow('there are no seconds')
    expect(await collectOrphans(after, -1)).toBeGreaterThan(datasets.length)
  })
})
