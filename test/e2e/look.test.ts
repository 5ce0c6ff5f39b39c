import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WrittenFile } from '../../src/dbn/file-writer.ts'
import { DAY, dayRecords, writeDbn } from '../stages/made-day.ts'
import { SNAPSHOT, WALL } from '../stages/made-lake.ts'
import { type Json, spymaster } from './spymaster.ts'

const RECORDS = dayRecords({ seconds: 10 })
const FOLDER = mkdtempSync(join(tmpdir(), 'spymaster-look-'))
const FILE = join(FOLDER, 'es.mbo.dbn.zst')
const LAKE = join(FOLDER, 'lake')
const run = (...args: string[]) => spymaster(args, { lake: LAKE })

let written: WrittenFile

beforeAll(async () => {
  written = await writeDbn(FILE, RECORDS)
  await run('pipeline', 'run', '--raw', FILE, '--symbol', 'ESH6')
})
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

describe('dbn info', () => {
  it('says what is in a file', async () => {
    const { stdout, stderr, exitCode } = await run('dbn', 'info', FILE)
    expect(stdout.split('\n')).toEqual([
      `file       ${FILE}, ${(written.bytes / 1024).toFixed(1)} KB, sha256 ${written.sha256}`,
      'container  zstd, 2 frames, with checksums',
      'format     DBN version 3, GLBX.MDP3, schema mbo',
      'asked      2026-01-06T00:00:00.000000000Z to 2026-01-07T00:00:00.000000000Z, raw_symbol to instrument_id, no limit',
      'symbols    ES.FUT',
      expect.stringMatching(
        new RegExp(
          `^records +${RECORDS.length} mbo, received ${DAY}T14:29:00\\.0+Z to ${DAY}T14:30:09`,
        ),
      ),
      '',
      'raw_symbol  instrument_id  from        until (exclusive)',
      expect.stringMatching(/^ESH6 +\d+ +2026-01-06 +2026-01-07$/),
      expect.stringMatching(/^ESM6 /),
      expect.stringMatching(/^ESH6-ESM6 /),
      '',
    ])
    expect(stderr).toBe('')
    expect(exitCode).toBe(0)
  })

  it('says it as JSON, and nothing else', async () => {
    const { json } = await run('dbn', 'info', FILE, '--json')
    expect(json().files).toMatchObject([
      {
        file: FILE,
        ...written,
        metadata: { version: 3, schema: 'mbo', symbols: ['ES.FUT'], tsOut: false },
        mappings: [{ input: 'ESH6' }, { input: 'ESM6' }, { input: 'ESH6-ESM6' }],
        kinds: [{ kind: 'mbo', records: RECORDS.length }],
        unknown: [],
      },
    ])
  })

  it('goes on after a file that cannot be read, and says so', async () => {
    const missing = join(FOLDER, 'missing.dbn')
    const { stdout, stderr, exitCode } = await run('dbn', 'info', missing, FILE, '--csv')
    expect(stderr).toBe(`Error: ${missing}: the file cannot be read (found ENOENT).\n`)
    expect(stdout.split('\n')[1]).toMatch(/,3,GLBX.MDP3,mbo,false,mbo,/)
    expect(exitCode).toBe(3)
  })
})

describe('dbn head', () => {
  it('prints the first records as a table, times, prices and letters as people read them', async () => {
    const { stdout } = await run('dbn', 'head', FILE, '-n', '2')
    const [header, first, second, ...rest] = stdout.split('\n')
    expect(header.split(/ +/).slice(0, 7)).toEqual([
      'rtype',
      'publisher_id',
      'instrument_id',
      'ts_event',
      'order_id',
      'price',
      'size',
    ])
    const price = (Number(RECORDS[0].price) / 1e9).toString()
    expect(first.split(/ +/)).toEqual(expect.arrayContaining([`${DAY}T14:29:00.000000000Z`, price]))
    expect(second.split(/ +/)).toContain('A')
    expect(rest).toEqual([''])
  })

  it('gives the same as JSON', async () => {
    const { json } = await run('dbn', 'head', FILE, '-n', '3', '--json')
    expect(json().records).toHaveLength(3)
    expect(json().records[0]).toMatchObject({
      kind: 'mbo',
      action: 'A',
      side: 'A',
      size: RECORDS[0].size,
    })
  })
})

describe('lake ls', () => {
  it('lists partitions with their rows, and those of one dataset', async () => {
    const all = await run('lake', 'ls')
    expect(all.stdout).toMatch(/^dataset +symbol +dt +rows +size\n/)
    expect(all.stdout).toMatch(new RegExp(`^${SNAPSHOT} +ESH6 +${DAY} +10 +[\\d.]+ KB$`, 'm'))
    const one = await run('lake', 'ls', '--dataset', WALL, '--json')
    expect(one.json().partitions).toMatchObject([{ dataset: WALL, symbol: 'ESH6', dt: DAY }])
  })

  it('says how to begin where there is nothing', async () => {
    const { stdout, exitCode } = await run('lake', 'ls', '--symbol', 'NQH6')
    expect(stdout).toBe('No partition matches; start with: spymaster pipeline ingest FILE\n')
    expect(exitCode).toBe(0)
  })
})

describe('lake show', () => {
  it('prints columns, what their values are like, and the first rows', async () => {
    const { stdout } = await run('lake', 'show', 'book_snapshot_1s', '-n', '1')
    expect(stdout).toContain(`${SNAPSHOT} ESH6 ${DAY}: 10 rows\n`)
    const row = (name: string) =>
      stdout
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(/ {2,}/)
    expect(row('window_end_ts_ns')).toEqual([
      'window_end_ts_ns',
      'int64',
      `${DAY}T14:30:01.000000000Z`,
      `${DAY}T14:30:10.000000000Z`,
      // The mean of times is none that anybody would read.
      '10',
      '▁▁▂▃▄▅▆▇██',
      `${DAY}T14:30:01.000000000Z`,
    ])
    const [, , least, most, mean, distinct, day, first] = row('best_bid_price_int') ?? []
    expect(Number(distinct)).toBeGreaterThan(0)
    expect(day).toMatch(/^[▁-█]{10}$/)
    for (const price of [least, most, mean, first]) {
      expect(Number(price)).toBeGreaterThan(4700)
      expect(Number(price)).toBeLessThan(4900)
    }
  })

  it('gives the same as JSON, 64-bit integers as texts', async () => {
    const { json } = await run('lake', 'show', WALL, '-n', '2', '--json')
    const { rows, columns, head } = json()
    expect(rows).toBeGreaterThan(100)
    expect(head).toHaveLength(2)
    expect(head[0].window_end_ts_ns).toBe('1767709801000000000')
    expect(head[0].side).toBe('A')
    const side = columns.find(({ name }: Json) => name === 'side')
    expect(side).toMatchObject({ minimum: 'A', maximum: 'B', mean: null, distinct: 2 })
  })

  it('lists what there is where the table is not, and asks where it is not alone', async () => {
    const none = await run('lake', 'show', 'wall', '--json')
    expect(none.exitCode).toBe(3)
    expect(none.json().error).toMatchObject({
      what: 'the lake has no such partition',
      where: 'wall',
    })
    await run('pipeline', 'ingest', FILE)
    const many = await run('lake', 'show', 'mbo')
    expect(many.exitCode).toBe(2)
    expect(many.stderr).toBe(
      `Error: mbo: that names several partitions (found bronze.future_mbo.mbo ESH6 ${DAY}, bronze.future_mbo.mbo ESM6 ${DAY}); choose one with --symbol and --dt.\n`,
    )
  })
})

describe('colours', () => {
  it('are left out with NO_COLOR, off a terminal and with --no-color', async () => {
    const forced = { FORCE_COLOR: '1' }
    const outputs = await Promise.all([
      spymaster(['--help'], { lake: LAKE, env: { NO_COLOR: '1' } }),
      spymaster(['lake', 'ls'], { lake: LAKE }),
      spymaster(['lake', 'ls', '--no-color'], { lake: LAKE, env: forced }),
    ])
    for (const { stdout, stderr } of outputs) expect(stdout + stderr).not.toContain('\x1b')
  })
})
