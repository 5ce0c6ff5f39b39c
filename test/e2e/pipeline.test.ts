import {
  createReadStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Field } from '../../src/contracts/contract.ts'
import { acquireLease } from '../../src/lake/partition/lease.ts'
import { listPartitions } from '../../src/lake/partition/list.ts'
import { readPartition } from '../../src/lake/partition/read.ts'
import { readStored } from '../../src/lake/partition/stored.ts'
import { type Lake, openLake } from '../../src/lake/paths.ts'
import { ColumnSummary } from '../../src/table/column-statistics.ts'
import { undefinedOf } from '../../src/table/meaning.ts'
import { shownFolder } from '../lake/lake-files.ts'
import { SLOW } from '../setup/long.ts'
import { DAY, dayRecords, definition, NEXT_DAY, writeDbn } from '../stages/made-day.ts'
import { lakeHashes, leftovers, mbo, SNAPSHOT, WALL } from '../stages/made-lake.ts'
import { type Ended, ended, type Json, spymaster, start } from './spymaster.ts'

let folder: string
let lake: Lake
let ingested: Ended
let ran: Ended
const file = (name: string) => join(folder, name)
const raw = (name: string) => join(folder, 'bought', name)
const run = (...args: string[]) => spymaster(args, { lake: lake.root })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spymaster-e2e-'))
  lake = openLake(file('lake'))
  mkdirSync(file('bought'))
  await writeDbn(raw('1.mbo.dbn.zst'), dayRecords({ seconds: 90 }))
  const next = dayRecords({ date: NEXT_DAY, seconds: 90, seed: 2 })
  await writeDbn(raw('2.mbo.dbn.zst'), next, { date: NEXT_DAY })
  const definitions = [definition('ESH6'), definition('ESM6')]
  await writeDbn(raw('1.definition.dbn.zst'), definitions, { kind: 'definition' })
  ingested = await run('pipeline', 'ingest', file('bought'))
  ran = await run('pipeline', 'run', '--symbol', 'ES', '--dates', `${DAY}:${NEXT_DAY}`)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What the orders of the first day hash to. */
async function hashesOf(of: Lake): Promise<string[]> {
  const stored = await readStored(of, mbo())
  return stored?.files.map(({ sha256 }) => sha256) ?? []
}

describe('pipeline ingest', () => {
  it('tells one line a partition on stderr, and nothing on stdout', () => {
    const rows = dayRecords({ seconds: 90 }).filter((record) => record.instrument_id === 101).length
    expect(ingested.exitCode).toBe(0)
    expect(ingested.stdout).toBe('')
    expect(ingested.stderr).toContain(`bronze.future_mbo.mbo ESH6 ${DAY}: ${rows} rows\n`)
    expect(ingested.stderr).toContain(`bronze.shared.instrument_definitions ESM6 ${DAY}: 1 rows\n`)
    expect(ingested.stderr).toMatch(/^left out \d+ records of spreads$/m)
    expect(ingested.stderr).not.toContain('\x1b')
  })

  it('reads stdin as it reads a file', async () => {
    const piped = openLake(file('piped'))
    const child = start(['pipeline', 'ingest', '-'], { lake: piped.root })
    await pipeline(createReadStream(raw('1.mbo.dbn.zst')), child.stdin)
    const { exitCode, stderr } = ended(await child)
    expect(exitCode, stderr).toBe(0)
    const [one, other] = [await hashesOf(piped), await hashesOf(lake)]
    expect(one.length).toBeGreaterThan(0)
    expect(one).toEqual(other)
  })

  it('reads stdin for pipeline run --raw - too', async () => {
    const piped = openLake(file('piped-run'))
    const child = start(['pipeline', 'run', '--raw', '-', '--symbol', 'ESH6'], { lake: piped.root })
    await pipeline(createReadStream(raw('1.mbo.dbn.zst')), child.stdin)
    const { exitCode, stderr } = ended(await child)
    expect(exitCode, stderr).toBe(0)
    expect(stderr).toMatch(new RegExp(`^silver/futures-book ESH6 ${DAY}: `, 'm'))
  })

  it('names a cut stdin, and keeps its whole records where that is asked for', async () => {
    const piped = openLake(file('cut-run'))
    const bytes = readFileSync(raw('1.mbo.dbn.zst'))
    const cut = bytes.subarray(0, bytes.length - 2000)
    const runCut = async (...args: string[]) => {
      const all = ['pipeline', 'run', '--raw', '-', '--symbol', 'ESH6', ...args]
      const child = start(all, { lake: piped.root })
      child.stdin.end(cut)
      return ended(await child)
    }
    const refused = await runCut()
    expect(refused.exitCode).toBe(3)
    expect(refused.stderr).toMatch(
      /^Error: stdin, byte \d+: the file ends inside a zstd frame .*; pass --allow-truncated to keep those\.$/m,
    )
    expect(refused.stderr).not.toContain('spymaster-stdin-')
    const kept = await runCut('--allow-truncated')
    expect(kept.exitCode, kept.stderr).toBe(0)
    expect(kept.stderr).toMatch(/note: .* was cut at byte \d+: its \d+ whole records were kept$/m)
    expect(kept.stderr).toMatch(new RegExp(`^silver/futures-book ESH6 ${DAY}: `, 'm'))
  })

  it('keeps the whole records of what lies under raw/, where that is asked for', async () => {
    const other = openLake(file('cut-raw'))
    mkdirSync(join(other.root, 'raw'), { recursive: true })
    const bytes = readFileSync(raw('1.mbo.dbn.zst'))
    writeFileSync(join(other.root, 'raw', '1.mbo.dbn.zst'), bytes.subarray(0, bytes.length - 2000))
    for (const command of ['bronze', 'run']) {
      const { exitCode, stderr } = await spymaster(
        ['pipeline', command, '--symbol', 'ESH6', '--allow-truncated', '--quiet'],
        { lake: other.root },
      )
      expect(exitCode, stderr).toBe(0)
    }
    expect((await hashesOf(other)).length).toBeGreaterThan(0)
  })

  it('finds a file again, and says so as JSON and nothing else', async () => {
    const { exitCode, json, stderr } = await run(
      'pipeline',
      'ingest',
      raw('1.mbo.dbn.zst'),
      '--json',
    )
    expect(exitCode).toBe(0)
    expect(json()).toEqual({
      results: [{ ingest: { type: 'known', file: raw('1.mbo.dbn.zst') } }],
    })
    expect(stderr).toBe(`${raw('1.mbo.dbn.zst')} is in the lake already\n`)
  })

  it('says only what it left out with --quiet', async () => {
    const args = ['pipeline', 'ingest', raw('2.mbo.dbn.zst'), '--overwrite', '--quiet']
    const { stdout, stderr, exitCode } = await run(...args)
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 })
    expect(stderr).toMatch(/^left out \d+ records of spreads\n$/)
  })
})

describe('pipeline run', () => {
  it('names the front contract and what it wrote', () => {
    expect(ran.exitCode).toBe(0)
    expect(ran.stdout).toBe('')
    expect(ran.stderr).toMatch(
      new RegExp(`^ES on ${DAY} is ES[HM]6 \\(lots traded: ESH6 [\\d,]+, ESM6 [\\d,]+\\)$`, 'm'),
    )
    expect(ran.stderr).toMatch(
      new RegExp(
        `^silver/futures-book ES[HM]6 ${DAY}: book_snapshot_1s 90 rows, wall_surface_1s [\\d,]+ rows`,
        'm',
      ),
    )
    expect(ran.stderr).toContain('note: tick size from definition of 2026-01-06')
    expect(ran.stderr).not.toContain('\x1b')
  })

  it('finds nothing to do the second time, with nothing but JSON on stdout', async () => {
    const before = lakeHashes(lake)
    const again = await run('pipeline', 'run', '--symbol', 'ES', '--dates', DAY, '--json')
    expect(again.exitCode).toBe(0)
    const { results } = again.json()
    expect(results[0].front).toMatchObject({ root: 'ES', dt: DAY })
    const lacking = results.filter((result: Json) => result.lacking)
    expect(lacking).toHaveLength(2) // the day has no statistics and no orders of options
    const states = results.slice(1 + lacking.length).map((result: Json) => result.state)
    expect(new Set(states)).toEqual(new Set(['fresh']))
    expect(lakeHashes(lake)).toEqual(before)
  })

  it('runs the stages of a layer and keeps the session it was given', async () => {
    const dates = ['--symbol', 'ESM6', '--dates', DAY]
    const session = ['--session', '14:30-14:31@UTC']
    const first = await run('pipeline', 'silver', ...dates, ...session, '--json')
    expect(first.exitCode).toBe(0)
    const book = first.json().results.find(({ stage }: Json) => stage === 'silver/futures-book')
    expect(book).toMatchObject({ symbol: 'ESM6', dt: DAY, state: 'written' })
    expect(book.written[SNAPSHOT].rows).toBe(60)
    const status = await run('pipeline', 'status', ...dates, '--json')
    const snapshot = status.json().partitions.find(({ dataset }: Json) => dataset === SNAPSHOT)
    expect(snapshot).toMatchObject({ state: 'fresh', reasons: [] })
    const other = await run('pipeline', 'status', ...dates, '--session', 'rth')
    expect(other.stdout).toMatch(
      /^silver\.future_mbo\.book_snapshot_1s +ESM6 +2026-01-06 +stale +session 14:30-14:31@UTC is now rth$/m,
    )
  })
})

describe('several workers', SLOW, () => {
  it('write the same bytes as one', async () => {
    const [one, several] = [openLake(file('one')), openLake(file('several'))]
    const args = ['pipeline', 'run', '--symbol', 'ESH6', '--raw', file('bought')]
    const ends = await Promise.all([
      spymaster(args, { lake: one.root }),
      spymaster([...args, '--workers', '2'], { lake: several.root }),
    ])
    expect(ends.map(({ exitCode }) => exitCode)).toEqual([0, 0])
    expect(Object.keys(lakeHashes(one)).length).toBeGreaterThan(12)
    expect(lakeHashes(several)).toEqual(lakeHashes(one))
    expect(leftovers(several)).toEqual([])
  })
})

describe('a run that is stopped', () => {
  it('ends with 130, leaves nothing behind and the old tables as they were', async () => {
    const slow = openLake(file('slow'))
    const path = file('slow.dbn.zst')
    const records = dayRecords({ seconds: 2000, instruments: ['ESH6'] })
    await writeDbn(path, records, { frameBytes: 1 << 20 })
    const args = ['pipeline', 'run', '--raw', path]
    const surroundings = { lake: slow.root }
    expect(await spymaster(args, surroundings)).toMatchObject({ exitCode: 0 })
    const before = lakeHashes(slow)

    const forced = start(
      ['pipeline', 'run', '--overwrite', '--max-rel-ticks', '2000'],
      surroundings,
    )
    while (leftovers(slow).every((name) => !name.startsWith('.runs/')))
      await new Promise((resolve) => setTimeout(resolve, 5))
    forced.kill('SIGINT')
    const { exitCode, stderr } = ended(await forced)
    expect(exitCode).toBe(130)
    expect(stderr).toContain('Interrupted; what was unfinished has been removed.')
    expect(leftovers(slow)).toEqual([])
    expect(lakeHashes(slow)).toEqual(before)
  })
})

describe('a partition that another process writes', () => {
  it('makes a run end with 4, and say who it is', async () => {
    const release = await acquireLease(lake, { dataset: WALL, symbol: 'ESH6', dt: NEXT_DAY })
    const releaseBronze = await acquireLease(lake, mbo('ESH6', DAY))
    try {
      const dates = ['--symbol', 'ESH6', '--dates', NEXT_DAY]
      const [stage, ingest, status] = await Promise.all([
        run('pipeline', 'silver', ...dates, '--overwrite', '--wait', '0', '--quiet'),
        run('pipeline', 'ingest', raw('1.mbo.dbn.zst'), '--overwrite', '--wait', '0', '--json'),
        run('pipeline', 'status', ...dates),
      ])
      expect(stage.exitCode).toBe(4)
      expect(stage.stderr).toContain(
        `${SNAPSHOT} ESH6 ${NEXT_DAY}: another run is writing this partition (found process ${process.pid} on `,
      )
      expect(ingest.exitCode).toBe(4)
      expect(ingest.json().error).toMatchObject({ code: 'busy', fix: 'wait for it or stop it' })
      expect(status.stdout).toMatch(
        new RegExp(`wall_surface_1s +ESH6 +${NEXT_DAY} +busy +process ${process.pid} on`),
      )
    } finally {
      await release()
      await releaseBronze()
    }
  })
})

/** In SQL: is a value of an integer column defined? */
function hasValue(field: Field): string {
  const none = undefinedOf(field)
  if (field.kind === 'float64') return `NOT isnan("${field.name}")`
  return none === undefined ? 'true' : `"${field.name}" <> ${none}`
}

describe('DuckDB', SLOW, () => {
  it('reads every partition, and agrees on counts, extremes and sums', async () => {
    const connection = await (await DuckDBInstance.create()).connect()
    const partitions = await listPartitions(lake)
    expect(new Set(partitions.map(({ dataset }) => dataset)).size).toBeGreaterThan(4)
    for (const partition of partitions) {
      const reader = await readPartition(lake, partition)
      const files = `read_parquet('${join(shownFolder(lake, partition), '*.parquet')}', hive_partitioning = false)`
      try {
        const numeric = reader.contract.fields.filter(
          ({ kind }) => !['text', 'letter', 'char', 'boolean'].includes(kind),
        )
        const summaries = numeric.map((field) => new ColumnSummary(field))
        for (let group = 0; group < reader.rowGroups.length; group++) {
          const table = await reader.read(group)
          for (const [index, { name }] of numeric.entries())
            summaries[index].add(table.filled(name))
        }
        const columns = numeric.flatMap((field) =>
          ['min', 'max', 'avg'].map(
            (f) => `${f}("${field.name}") FILTER (WHERE ${hasValue(field)})`,
          ),
        )
        const sql = `SELECT count(*), ${columns.join(', ')} FROM ${files}`
        const [[rows, ...found]] = await (await connection.runAndReadAll(sql)).getRows()
        expect(Number(rows)).toBe(reader.manifest.rows)
        for (const [index, { statistics }] of summaries.entries()) {
          const [minimum, maximum, mean] = found.slice(3 * index)
          if (minimum === null) continue
          const where = `${partition.dataset} ${statistics.name}`
          expect(String(minimum), where).toBe(String(statistics.minimum))
          expect(String(maximum), where).toBe(String(statistics.maximum))
          const scale = Math.max(1, Math.abs(statistics.mean))
          expect(Math.abs(Number(mean) - statistics.mean) / scale, where).toBeLessThan(1e-9)
        }
      } finally {
        await reader.close()
      }
    }
    connection.closeSync()
  })
})

it('the raw folder is read where no file is named', async () => {
  const fresh = openLake(file('fresh'))
  mkdirSync(join(fresh.root, 'raw'), { recursive: true })
  await writeDbn(join(fresh.root, 'raw', '1.dbn.zst'), dayRecords({ seconds: 5 }))
  const { exitCode, json } = await spymaster(['pipeline', 'bronze', '--symbol', 'ESM6', '--json'], {
    lake: fresh.root,
  })
  expect(exitCode).toBe(0)
  expect(json().results[0].ingest).toMatchObject({ type: 'written', partition: mbo('ESM6') })
})
