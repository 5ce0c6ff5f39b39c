import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DATASETS } from '../../../src/contracts/registry.ts'
import { Failure } from '../../../src/failure.ts'
import { listPartitions } from '../../../src/lake/partition/list.ts'
import type { FileInput } from '../../../src/lake/partition/manifest.ts'
import { formatPartition, type Lake } from '../../../src/lake/paths.ts'
import { formatTime, startOfUtcDate } from '../../../src/market/time.ts'
import { runIngest } from '../../../src/pipeline/pipeline.ts'
import { manifestPath } from '../../lake/lake-files.ts'
import { SAMPLES, samplePath } from '../../setup/samples.ts'
import {
  DAY,
  dayRecords,
  definition,
  type Fields,
  FLAG,
  INSTRUMENTS,
  mappingsOf,
  NEXT_DAY,
  writeDbn,
} from '../made-day.ts'
import {
  columnOf,
  DEFINITIONS,
  ingestFiles,
  lakeHashes,
  leftovers,
  manifestOf,
  mbo,
  temporaryFolder,
  temporaryLake,
} from '../made-lake.ts'

const RECORDS = dayRecords({ seconds: 20 })

/** The records of one instrument. */
const of = (symbol: keyof typeof INSTRUMENTS, records: readonly Fields[] = RECORDS) =>
  records.filter((record) => record.instrument_id === INSTRUMENTS[symbol])

const partitionsOf = async (lake: Lake) => (await listPartitions(lake)).map(formatPartition)

/** What a promise is rejected with, if that is a Failure. */
async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(Failure)
  return error as Failure
}

/** ESH6 on both days. */
const BOTH_DAYS = {
  level: 0,
  metadata: {
    end: 2n * startOfUtcDate(NEXT_DAY),
    mappings: [
      {
        rawSymbol: 'ESH6',
        intervals: [{ startDate: 20260106, endDate: 20260108, symbol: '101' }],
      },
    ],
  },
}

describe('ingest of one file', () => {
  it('gives each outright future its records, in file order, and counts the spread', async () => {
    const lake = temporaryLake()
    const path = join(temporaryFolder(), 'es.mbo.dbn.zst')
    const written = await writeDbn(path, RECORDS)
    const events = await ingestFiles(lake, [path])

    expect(await partitionsOf(lake)).toEqual([mbo('ESH6'), mbo('ESM6')].map(formatPartition))
    for (const symbol of ['ESH6', 'ESM6'] as const) {
      const expected = of(symbol)
      for (const name of ['order_id', 'ts_recv', 'price', 'size', 'sequence'] as const)
        expect(await columnOf(lake, mbo(symbol), name)).toEqual(expected.map((r) => r[name]))
    }
    const { inputs, quality, notes, rows } = await manifestOf(lake, mbo())
    expect(inputs).toMatchObject([{ file: basename(path), ...written }])
    expect(rows).toBe(of('ESH6').length)
    const spreads = of('ESH6-ESM6').length
    expect(quality['left_out: records of spreads']).toBe(spreads)
    expect(quality.traded_volume).toBe(
      of('ESH6')
        .filter(({ action }) => action === 'T')
        .reduce((lots, { size }) => lots + Number(size), 0),
    )
    expect(notes).toEqual([])
    expect(events.at(-1)).toMatchObject({
      type: 'left-out',
      counts: { 'records of spreads': spreads },
    })
    expect(leftovers(lake)).toEqual([])
  })

  it('cuts days by ts_recv, and by the last good one where there is none', async () => {
    const path = join(temporaryFolder(), 'two-days.dbn')
    const [first] = of('ESH6')
    const midnight = startOfUtcDate(NEXT_DAY)
    const records = [
      // Before any good one: the next.
      { ...first, ts_recv: -1n, ts_event: midnight - 9n },
      { ...first, ts_recv: midnight - 1n, ts_event: midnight },
      { ...first, ts_recv: -1n, ts_event: midnight + 2n },
      { ...first, ts_recv: midnight, ts_event: midnight - 5n },
      { ...first, ts_recv: -1n, ts_event: midnight - 7n },
    ]
    for (const flags of [FLAG.last, FLAG.snapshot | FLAG.badTime]) {
      await writeDbn(
        path,
        records.map((record) => ({ ...record, flags })),
        BOTH_DAYS,
      )
      const lake = temporaryLake()
      await ingestFiles(lake, [path])
      const eventsOn = (date: string) => columnOf(lake, mbo('ESH6', date), 'ts_event')
      expect(await eventsOn(DAY)).toEqual([midnight - 9n, midnight, midnight + 2n])
      expect(await eventsOn(NEXT_DAY)).toEqual([midnight - 5n, midnight - 7n])
    }
  })

  it('cuts them to the nanosecond, with neighbours a second and more around', async () => {
    const lake = temporaryLake()
    const path = join(temporaryFolder(), 'midnight.dbn')
    const [first] = of('ESH6')
    const midnight = startOfUtcDate(NEXT_DAY)
    const offsets = [-9_000_000_000n, -8_999_999_999n, -2n, -1n, 0n, 1n, 3n, 5_000_000_000n]
    await writeDbn(
      path,
      offsets.map((offset) => ({ ...first, ts_recv: midnight + offset, ts_event: midnight })),
      BOTH_DAYS,
    )
    await ingestFiles(lake, [path])
    const receivedOn = (date: string) => columnOf(lake, mbo('ESH6', date), 'ts_recv')
    const received = offsets.map((offset) => midnight + offset)
    expect(await receivedOn(DAY)).toEqual(received.slice(0, 4))
    expect(await receivedOn(NEXT_DAY)).toEqual(received.slice(4))
  })

  it('counts records of ids that no mapping names, and of user-defined instruments', async () => {
    const lake = temporaryLake()
    const path = join(temporaryFolder(), 'es.dbn.zst')
    const [first] = of('ESH6')
    const mapping = (rawSymbol: string, symbol: string) => ({
      rawSymbol,
      intervals: [{ startDate: 20260106, endDate: 20260107, symbol }],
    })
    const ids = [101, 7, 8, 8, 9, 10]
    await writeDbn(
      path,
      ids.map((instrument_id) => ({ ...first, instrument_id })),
      {
        metadata: {
          mappings: [
            mapping('ESH6', '101'),
            mapping('UD:1V: VT 2529', '8'),
            mapping('ESH6 C4800', '9'),
            mapping('ES.c.0', '10'),
          ],
        },
      },
    )
    await ingestFiles(lake, [path])
    const { quality, rows } = await manifestOf(lake, mbo())
    expect(rows).toBe(1)
    expect(quality).toMatchObject({
      'left_out: records that neither a mapping nor a definition names': 1,
      'left_out: records of user-defined instruments': 2,
      'left_out: records of options without a definition': 1,
      'left_out: records of continuous contracts that no definition names': 1,
    })
  })

  it('ingests only the requested symbols and dates, and reports the rest', async () => {
    const lake = temporaryLake()
    const path = join(temporaryFolder(), 'es.dbn.zst')
    await writeDbn(path, RECORDS)
    const events = await ingestFiles(lake, [path], { symbol: 'ESM6' })
    expect(await partitionsOf(lake)).toEqual([formatPartition(mbo('ESM6'))])
    expect(events.at(-1)).toMatchObject({
      counts: { 'records of other symbols or dates': of('ESH6').length },
    })
    const before = await manifestOf(lake, mbo('ESM6'))
    // What is in a partition does not depend on what else was asked for.
    await ingestFiles(lake, [path], { symbol: 'ES' })
    expect(await partitionsOf(lake)).toEqual([mbo('ESH6'), mbo('ESM6')].map(formatPartition))
    expect(await manifestOf(lake, mbo('ESM6'))).toEqual(before)
  })

  it('reports the content when nothing matches the request', async () => {
    const lake = temporaryLake()
    const path = join(temporaryFolder(), 'es.dbn.zst')
    await writeDbn(path, RECORDS)
    const dates = { kind: 'list', dates: [NEXT_DAY] } as const
    for (const request of [{ symbol: 'ESZ6' }, { symbol: 'NQ' }, { dates }]) {
      const failure = await failureOf(ingestFiles(lake, [path], request))
      expect(failure.message).toBe(
        `${path}: nothing in it can be ingested (expected MBO, definition or statistics records of the futures, or options, and dates asked for, found ESH6 ${DAY}, ESM6 ${DAY}).`,
      )
      expect(failure.exitCode).toBe(3)
    }
    expect(await partitionsOf(lake)).toEqual([])
    expect(leftovers(lake)).toEqual([])
  })

  it('leaves nothing behind when it is interrupted half way', async () => {
    const lake = temporaryLake()
    const path = join(temporaryFolder(), 'es.dbn.zst')
    await writeDbn(path, RECORDS)
    const interruption = new AbortController()
    let written = 0
    const report = () => {
      written = leftovers(lake).length
      interruption.abort()
    }
    const request = { paths: [path], overwrite: false, allowTruncated: false }
    const run = runIngest(lake, request, { report, signal: interruption.signal })
    await expect(run).rejects.toThrow(/abort/i)
    expect(written).toBeGreaterThan(0)
    expect(await partitionsOf(lake)).toEqual([])
    expect(leftovers(lake)).toEqual([])
  })
})

describe('ingest of several files', () => {
  it('merges the two halves of a day, whose times do not overlap', async () => {
    const lake = temporaryLake()
    const folder = temporaryFolder()
    const records = of('ESH6')
    const half = Math.floor(records.length / 2)
    const cut = records[half].ts_recv as bigint
    const midnight = startOfUtcDate(DAY)
    await writeDbn(join(folder, 'morning.dbn.zst'), records.slice(0, half), {
      metadata: { start: midnight, end: cut },
    })
    await writeDbn(join(folder, 'evening.dbn.zst'), records.slice(half), {
      metadata: { start: cut, end: startOfUtcDate(NEXT_DAY) },
    })
    await ingestFiles(lake, [folder])
    const sequences = await columnOf(lake, mbo(), 'sequence')
    expect(sequences).toEqual(records.map(({ sequence }) => sequence))
    expect((await manifestOf(lake, mbo())).inputs).toHaveLength(2)
  })

  it('keeps files of other symbols and other days apart', async () => {
    const lake = temporaryLake()
    const folder = temporaryFolder()
    const nextDay = dayRecords({ date: NEXT_DAY, seconds: 3 })
    const mappings = (symbol: 'ESH6' | 'ESM6', startDate = 20260106) => [
      {
        rawSymbol: symbol,
        intervals: [{ startDate, endDate: startDate + 1, symbol: String(INSTRUMENTS[symbol]) }],
      },
    ]
    await writeDbn(join(folder, '1.dbn'), of('ESH6'), { metadata: { mappings: mappings('ESH6') } })
    await writeDbn(join(folder, '2.dbn'), of('ESM6'), { metadata: { mappings: mappings('ESM6') } })
    await ingestFiles(lake, [folder])
    const before = lakeHashes(lake)
    await writeDbn(join(folder, '3.dbn'), nextDay, { date: NEXT_DAY })
    const events = await ingestFiles(lake, [folder])
    expect(events.filter(({ type }) => type === 'known')).toHaveLength(2)
    expect(lakeHashes(lake)).toMatchObject(before)
    expect(await partitionsOf(lake)).toHaveLength(4)
  })

  it('reads a file given twice once, and copies under two names once', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'a.dbn.zst')
    await writeDbn(path, of('ESH6'))
    const lake = temporaryLake()
    await ingestFiles(lake, [path, folder, path])
    expect((await manifestOf(lake, mbo())).rows).toBe(of('ESH6').length)

    const copy = join(folder, 'b.dbn.zst')
    copyFileSync(path, copy)
    const other = temporaryLake()
    const events = await ingestFiles(other, [folder])
    expect(events).toContainEqual({ type: 'repeated', file: copy, as: path })
    expect(lakeHashes(other)).toEqual(lakeHashes(lake))
  })

  describe('of one instrument whose times overlap', () => {
    const records = of('ESH6')
    const at = (row: number) => records[row].ts_recv as bigint
    const [first, second] = [Math.floor(records.length / 3), Math.floor((2 * records.length) / 3)]
    const midnight = startOfUtcDate(NEXT_DAY)
    /** Records from `from` on as a file asked for from that time on. */
    const late = (path: string, from: number, list = records.slice(from)) =>
      writeDbn(path, list, { metadata: { start: at(from), end: midnight } })
    const early = (path: string, to: number) =>
      writeDbn(path, records.slice(0, to), { metadata: { end: at(to) } })

    it('count each record once, in one run or in two, in either order', async () => {
      const folder = temporaryFolder()
      const paths = [join(folder, 'late.dbn.zst'), join(folder, 'early.dbn.zst')]
      await late(paths[0], first)
      await early(paths[1], second)
      const sequences = records.map(({ sequence }) => sequence)
      for (const runs of [[paths], [[paths[0]], [paths[1]]], [[paths[1]], [paths[0]]]]) {
        const lake = temporaryLake()
        for (const run of runs) await ingestFiles(lake, run)
        expect(await columnOf(lake, mbo(), 'sequence')).toEqual(sequences)
        const { inputs, quality } = await manifestOf(lake, mbo())
        expect(inputs).toHaveLength(2)
        expect(quality.repeated_records).toBe(second - first)
        // Both are known now, and nothing is left to do.
        const again = await ingestFiles(lake, paths)
        expect(again.map(({ type }) => type)).toEqual(['known', 'known'])
      }
    })

    it('are one day if one lacks its first or last records, with a note', async () => {
      const time = (row: number) => formatTime(at(row))
      /** The first row from one on that was received after the one before it. */
      const whole = (row: number): number => (at(row) > at(row - 1) ? row : whole(row + 1))
      const [from, to] = [whole(first), whole(second)]
      const [begin, end] = [whole(from + 3), whole(to - 8)]
      const lacking = [
        { early: to, late: begin, rows: [from, begin - 1], lacks: 'late', has: 'early' },
        { early: end, late: from, rows: [end, to - 1], lacks: 'early', has: 'late' },
      ]
      for (const { early, late, rows, lacks, has } of lacking) {
        const folder = temporaryFolder()
        const paths = [join(folder, 'late.dbn.zst'), join(folder, 'early.dbn.zst')]
        await writeDbn(paths[0], records.slice(late), {
          metadata: { start: at(from), end: midnight },
        })
        await writeDbn(paths[1], records.slice(0, early), { metadata: { end: at(to) } })
        for (const runs of [[paths], [[paths[0]], [paths[1]]], [[paths[1]], [paths[0]]]]) {
          const lake = temporaryLake()
          for (const run of runs) await ingestFiles(lake, run)
          expect(await columnOf(lake, mbo(), 'sequence')).toEqual(
            records.map(({ sequence }) => sequence),
          )
          expect((await manifestOf(lake, mbo())).notes).toEqual([
            `${lacks}.dbn.zst lacks ${rows[1] - rows[0] + 1} records that it was asked for and ${has}.dbn.zst has, received ${time(rows[0])} to ${time(rows[1])}`,
          ])
        }
      }
    })

    it('are refused where they differ, by both names, and what was there stays', async () => {
      const folder = temporaryFolder()
      const paths = [join(folder, 'early.dbn.zst'), join(folder, 'late.dbn.zst')]
      await early(paths[0], second)
      const changed = records
        .slice(first)
        .map((record, row) => (row === 2 ? { ...record, size: 77 } : record))
      await late(paths[1], first, changed)
      const lake = temporaryLake()
      const refusals: string[] = []
      await ingestFiles(lake, paths, {}, undefined, (failure) => refusals.push(failure.message))
      expect(refusals).toEqual([
        `${paths[0]} and ${paths[1]}, instrument 101: two files have different records of one instrument at one time (expected the same records, found ${second - first} in each, not all equal); ingest the right one of them alone, with --overwrite.`,
      ])
      expect(await partitionsOf(lake)).toEqual([])
      await ingestFiles(lake, [paths[0]])
      const before = lakeHashes(lake)
      const failure = await failureOf(ingestFiles(lake, [paths[1]]))
      expect(failure.message).toContain('early.dbn.zst, which is in the lake, and')
      expect(lakeHashes(lake)).toEqual(before)
      expect(leftovers(lake)).toEqual([])
    })
  })

  describe('of one instrument that were split between records of one instant', () => {
    const together = of('ESH6')[40].ts_recv as bigint
    /** Five records of one instant, and others before and after. */
    const records = of('ESH6').map((record, row) =>
      row >= 40 && row < 45 ? { ...record, ts_recv: together } : record,
    )
    const write = async (first: readonly Fields[], second: readonly Fields[]) => {
      const folder = temporaryFolder()
      // The order of their names is not that of their times.
      const paths = [join(folder, 'b.dbn.zst'), join(folder, 'a.dbn.zst')]
      await writeDbn(paths[0], first, { metadata: { end: together + 1n } })
      await writeDbn(paths[1], second, { metadata: { start: together } })
      return paths
    }

    it.each([
      ['with nothing in common', 42, 42, 0],
      ['with the instant in both', 45, 40, 5],
      ['with some of its records in both', 43, 41, 2],
    ])('are one day: %s', async (_, to, from, repeated) => {
      const paths = await write(records.slice(0, to), records.slice(from))
      for (const runs of [[paths], [[paths[0]], [paths[1]]], [[paths[1]], [paths[0]]]]) {
        const lake = temporaryLake()
        for (const run of runs) await ingestFiles(lake, run)
        expect(await columnOf(lake, mbo(), 'sequence')).toEqual(records.map((r) => r.sequence))
        const { quality } = await manifestOf(lake, mbo())
        expect(quality.repeated_records).toBe(repeated)
      }
    })

    it.each([
      ['has another size', records.slice(40).with(2, { ...records[42], size: 77 })],
      ['is missing', records.slice(40).toSpliced(2, 1)],
    ])('are refused where a record of the instant %s', async (_, second) => {
      const paths = await write(records.slice(0, 45), second)
      for (const runs of [[paths], [[paths[0]], [paths[1]]], [[paths[1]], [paths[0]]]]) {
        const lake = temporaryLake()
        const refusals: string[] = []
        const refuse = (failure: Failure) => refusals.push(failure.message)
        for (const run of runs) {
          await ingestFiles(lake, run, {}, undefined, refuse).catch(refuse)
        }
        expect(refusals).toEqual([
          expect.stringContaining('two files have different records of one instrument at one time'),
        ])
      }
    })

    it('are refused where the only record in common has another size', async () => {
      const single = records.toSpliced(41, 4)
      const paths = await write(
        single.slice(0, 41),
        single.slice(40).with(0, { ...single[40], size: 77 }),
      )
      const refusals: string[] = []
      await ingestFiles(temporaryLake(), paths, {}, undefined, ({ message }) =>
        refusals.push(message),
      )
      expect(refusals).toEqual([expect.stringContaining('where they meet, not all equal')])
    })
  })

  describe('of one symbol under two instrument ids', () => {
    const records = of('ESH6')
    const renamed = records.map((record) => ({ ...record, instrument_id: 199 }))
    const half = Math.floor(records.length / 2)
    const cut = records[half].ts_recv as bigint
    const mappings = mappingsOf(DAY, { ESH6: 199 })
    const write = async (list: readonly Fields[], other: readonly Fields[], changes = {}) => {
      const folder = temporaryFolder()
      const paths = [join(folder, 'one.dbn.zst'), join(folder, 'other.dbn.zst')]
      await writeDbn(paths[0], list)
      await writeDbn(paths[1], other, { metadata: { mappings, ...changes } })
      return paths
    }

    it('are one day where the ids follow each other', async () => {
      const paths = await write(records.slice(0, half), renamed.slice(half), { start: cut })
      for (const runs of [[paths], [[paths[1]], [paths[0]]]]) {
        const lake = temporaryLake()
        for (const run of runs) await ingestFiles(lake, run)
        expect(await columnOf(lake, mbo(), 'sequence')).toEqual(records.map((r) => r.sequence))
      }
    })

    it.each([
      ['at the same time', renamed],
      ['in the midst of the other', renamed.slice(half, half + 1)],
      ['of another publisher', renamed.map((record) => ({ ...record, publisher_id: 57 }))],
    ])('are refused %s, by both names, and what was there stays', async (_, other) => {
      const paths = await write(records, other)
      const lake = temporaryLake()
      const refusals: Failure[] = []
      await ingestFiles(lake, paths, {}, undefined, (failure) => refusals.push(failure))
      expect(refusals).toHaveLength(1)
      expect(refusals[0].exitCode).toBe(3)
      for (const path of paths) expect(refusals[0].detail.where).toContain(path)
      expect(refusals[0].message).toContain(
        `orders of two instruments at one time are called ESH6 on ${DAY} (expected one instrument id at a time, found `,
      )
      expect(await partitionsOf(lake)).toEqual([])
      await ingestFiles(lake, [paths[0]])
      const before = lakeHashes(lake)
      const failure = await failureOf(ingestFiles(lake, [paths[1]]))
      expect(failure.message).toContain('one.dbn.zst, which is in the lake,')
      expect(failure.message).toContain(paths[1])
      expect(lakeHashes(lake)).toEqual(before)
      expect(leftovers(lake)).toEqual([])
    })

    it('are refused in one file too', async () => {
      const path = join(temporaryFolder(), 'both.dbn.zst')
      const both = records.flatMap((record, row) => [record, renamed[row]])
      await writeDbn(path, both, {
        metadata: { mappings: [...mappingsOf(DAY, { ESH6: 101 }), ...mappings] },
      })
      const failure = await failureOf(ingestFiles(temporaryLake(), [path]))
      expect(failure.detail.where).toBe(path)
    })
  })

  it('a day keeps the counts and notes of its files when files are added', async () => {
    const folder = temporaryFolder()
    const own = of('ESH6')
    const records = own.with(41, { ...own[41], ts_recv: (own[40].ts_recv as bigint) - 5n })
    const [overlap, cut, later] = [40, 70, 90].map((row) => records[row].ts_recv as bigint)
    const [midnight, end] = [startOfUtcDate(DAY), startOfUtcDate(NEXT_DAY)]
    const write = (name: string, from: bigint, to: bigint) => {
      const list = records.filter(({ ts_recv: at }) => from <= BigInt(at) && BigInt(at) < to)
      const metadata = { start: from, end: to }
      return writeDbn(join(folder, name), list, { metadata, level: 0 }).then(() => list.length)
    }
    await write('a.dbn', midnight, cut)
    const repeated = await write('b.dbn', overlap, cut)
    await write('c.dbn', cut, later)
    await write('d.dbn', later, end)
    const last = join(folder, 'd.dbn')
    writeFileSync(last, readFileSync(last).subarray(0, -30))
    const lake = temporaryLake()
    const paths = ['d.dbn', 'a.dbn', 'b.dbn', 'c.dbn'].map((name) => join(folder, name))
    for (const path of paths) await ingestFiles(lake, [path], { allowTruncated: true })
    const { quality, inputs, notes, rows } = await manifestOf(lake, mbo())
    expect(rows).toBe(records.length - 1)
    expect(quality).toMatchObject({ out_of_order: 1, repeated_records: repeated })
    expect(inputs).toHaveLength(4)
    expect(notes).toHaveLength(1)
    expect(notes[0]).toMatch(/^d\.dbn was cut at byte \d+: its \d+ whole records were kept$/)
    // One whose records all are another's is known all the same: nothing is left to do.
    const before = lakeHashes(lake)
    const events = await ingestFiles(lake, [folder], { allowTruncated: true })
    expect(events.map(({ type }) => type)).toEqual(['known', 'known', 'known', 'known'])
    expect(lakeHashes(lake)).toEqual(before)
  })

  it('files that arrive later are added to a day, whatever their names', async () => {
    const folder = temporaryFolder()
    const records = of('ESH6')
    const cuts = [0, 20, 45, 70, records.length]
    const paths = await Promise.all(
      [3, 1, 0, 2].map(async (part, index) => {
        const path = join(folder, `${index}.dbn.zst`)
        const [from, to] = [cuts[part], cuts[part + 1]]
        const metadata = {
          start: part === 0 ? startOfUtcDate(DAY) : (records[from].ts_recv as bigint),
          end: part === 3 ? startOfUtcDate(NEXT_DAY) : (records[to].ts_recv as bigint),
        }
        await writeDbn(path, records.slice(from, to), { metadata })
        return path
      }),
    )
    const together = temporaryLake()
    await ingestFiles(together, [folder])
    const grown = temporaryLake()
    for (const path of paths) await ingestFiles(grown, [path])
    for (const lake of [together, grown]) {
      for (const name of ['sequence', 'order_id', 'ts_recv', 'price'] as const)
        expect(await columnOf(lake, mbo(), name)).toEqual(records.map((record) => record[name]))
      const { inputs } = await manifestOf(lake, mbo())
      const files = await columnOf(lake, mbo(), 'file_index')
      const names = files.map((index) => (inputs[Number(index)] as FileInput).file)
      expect([names[0], names.at(-1)]).toEqual(['2.dbn.zst', '0.dbn.zst'])
    }
  })
})

describe('a day that is there already', () => {
  it('is not rewritten for the same files', async () => {
    const lake = temporaryLake()
    const path = join(temporaryFolder(), 'a.dbn.zst')
    await writeDbn(path, RECORDS)
    await ingestFiles(lake, [path])
    const before = lakeHashes(lake)
    expect(await ingestFiles(lake, [path])).toEqual([{ type: 'known', file: path }])
    const other = `${path}.other.dbn.zst`
    copyFileSync(path, other)
    expect(await ingestFiles(lake, [other])).toEqual([{ type: 'known', file: other }])
    expect(await ingestFiles(lake, [path], { symbol: 'ESH6' })).toHaveLength(1)
    expect(lakeHashes(lake)).toEqual(before)
  })

  it.each([
    ['another name', 'other.dbn.zst'],
    ['the same name', 'a.dbn.zst'],
  ])('is not replaced by a different file of %s without --overwrite', async (_, name) => {
    const lake = temporaryLake()
    const path = join(temporaryFolder(), 'a.dbn.zst')
    await writeDbn(path, RECORDS)
    await ingestFiles(lake, [path])
    const before = lakeHashes(lake)
    const other = join(temporaryFolder(), name)
    await writeDbn(other, dayRecords({ seconds: 20, seed: 2 }))

    const failure = await failureOf(ingestFiles(lake, [other]))
    expect(failure.message).toMatch(
      /^a\.dbn\.zst, which is in the lake, and .*, instrument 101: two files have different records of one instrument at one time/,
    )
    expect(lakeHashes(lake)).toEqual(before)
    expect(leftovers(lake)).toEqual([])

    await ingestFiles(lake, [other], { overwrite: true })
    expect(lakeHashes(lake)).not.toEqual(before)
    expect((await manifestOf(lake, mbo())).inputs).toMatchObject([{ file: name }])
  })

  it('of another contract is not extended: the error says how to rebuild it', async () => {
    const lake = temporaryLake()
    const folder = temporaryFolder()
    const records = of('ESH6')
    const cut = records[40].ts_recv as bigint
    const paths = [join(folder, 'a.dbn'), join(folder, 'b.dbn')]
    await writeDbn(paths[0], records.slice(0, 40), { metadata: { end: cut } })
    await writeDbn(paths[1], records.slice(40), { metadata: { start: cut } })
    await ingestFiles(lake, [paths[0]])
    const dataset = lake.datasets.get(mbo().dataset)
    if (!dataset) throw new Error('no such dataset')
    const changed = { ...dataset, contractSha256: '0'.repeat(64) }
    const later = { ...lake, datasets: new Map([...lake.datasets, [dataset.key, changed]]) }
    const failure = await failureOf(ingestFiles(later, [paths[1]]))
    expect(failure.message).toMatch(
      /^bronze\.future_mbo\.mbo ESH6 2026-01-06: what the lake has of the day cannot be merged: the partition was written under another contract .*; ingest all files of 2026-01-06 with --overwrite\.$/,
    )
    expect((await manifestOf(lake, mbo())).rows).toBe(40)
  })

  it('that cannot be read is replaced, with a note', async () => {
    const lake = temporaryLake()
    const path = join(temporaryFolder(), 'a.dbn')
    await writeDbn(path, of('ESH6'))
    await ingestFiles(lake, [path])
    writeFileSync(manifestPath(lake, mbo()), '{')
    await ingestFiles(lake, [path])
    const { rows, notes } = await manifestOf(lake, mbo())
    expect(rows).toBe(of('ESH6').length)
    expect(notes).toEqual(['what the lake had of it could not be read, and was replaced'])
  })

  it('is not lost to a file that is damaged', async () => {
    const lake = temporaryLake()
    const folder = temporaryFolder()
    const path = join(folder, 'a.dbn')
    await writeDbn(path, RECORDS, { level: 0 })
    await ingestFiles(lake, [path])
    const before = lakeHashes(lake)
    writeFileSync(path, readFileSync(path).subarray(0, -30))
    await failureOf(ingestFiles(lake, [path], { overwrite: true }))
    expect(lakeHashes(lake)).toEqual(before)
    expect(leftovers(lake)).toEqual([])
  })
})

describe('a truncated file', () => {
  it('is refused, or its complete records are kept with a note in the manifest', async () => {
    const lake = temporaryLake()
    const path = join(temporaryFolder(), 'cut.dbn')
    await writeDbn(path, of('ESH6'), { level: 0 })
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.subarray(0, bytes.length - 30))
    const whole = of('ESH6').length - 1
    const cutAt = bytes.length - 56

    const failure = await failureOf(ingestFiles(lake, [path]))
    expect(failure.message).toBe(
      `${path}, byte ${cutAt}: the file ends inside a record (found 26 bytes after ${whole} complete records); pass --allow-truncated to keep those.`,
    )
    expect(await partitionsOf(lake)).toEqual([])

    await ingestFiles(lake, [path], { allowTruncated: true })
    const { rows, notes } = await manifestOf(lake, mbo())
    expect(rows).toBe(whole)
    expect(notes).toEqual([
      `cut.dbn was cut at byte ${cutAt}: its ${whole} whole records were kept`,
    ])
  })
})

describe('definitions', () => {
  const option = (raw_symbol: string, instrument_class: string, fields: Fields = {}) =>
    definition(raw_symbol, { instrument_class, underlying: 'ESH6', ...fields })

  it.each([1, 2, 3] as const)(
    'of version %i go to their future, or their underlying',
    async (version) => {
      const lake = temporaryLake()
      const path = join(temporaryFolder(), 'es.definition.dbn.zst')
      const records = [
        definition('ESH6'),
        definition('ESM6'),
        definition('ESH6-ESM6', { instrument_class: 'S' }),
        option('ESH6 C4800', 'C', { strike_price: 4_800_000_000_000n }),
        option('ESH6 P4800', 'P'),
        option('UD:1V: VT 2529', 'T', { user_defined_instrument: 'Y' }),
        option('EW1F6 C4800', 'C', { underlying: 'ES.FUT' }),
      ]
      await writeDbn(path, records, { kind: 'definition', version })
      await ingestFiles(lake, [path])
      const partition = { dataset: DEFINITIONS, symbol: 'ESH6', dt: DAY }
      expect(await columnOf(lake, partition, 'raw_symbol')).toEqual([
        'ESH6',
        'ESH6 C4800',
        'ESH6 P4800',
        // By its product, whose options are all on this future.
        'UD:1V: VT 2529',
      ])
      expect(await columnOf(lake, { ...partition, symbol: 'ESM6' }, 'raw_symbol')).toEqual(['ESM6'])
      const { quality } = await manifestOf(lake, partition)
      expect(quality).toMatchObject({
        'left_out: records of spreads': 1,
        'left_out: records of instrument class C': 1,
      })
    },
  )

  it('of options that name no underlying are of the future of its id, and so are their orders', async () => {
    const lake = temporaryLake()
    const folder = temporaryFolder()
    const path = join(folder, 'es.definition.dbn.zst')
    const blank = { underlying: '', underlying_id: INSTRUMENTS.ESH6 }
    const records = [
      option('E1AF6 C4800', 'C', { instrument_id: 21, ...blank }),
      // The mappings of the file have ESM6, its definitions do not.
      option('E1AF6 P4800', 'P', { instrument_id: 22, ...blank, underlying_id: INSTRUMENTS.ESM6 }),
      definition('ESH6'),
    ]
    await writeDbn(path, records, { kind: 'definition' })
    await ingestFiles(lake, [path])
    const partition = { dataset: DEFINITIONS, symbol: 'ESH6', dt: DAY }
    expect(await columnOf(lake, partition, 'raw_symbol')).toEqual(['E1AF6 C4800', 'ESH6'])
    const [order] = dayRecords({ seconds: 1, instruments: ['ESH6'] })
    const orders = [21, 22].map((instrument_id) => ({ ...order, instrument_id }))
    const mappings = mappingsOf(DAY, { 'E1AF6 C4800': 21, 'E1AF6 P4800': 22 })
    const file = join(folder, 'options.mbo.dbn.zst')
    await writeDbn(file, orders, { metadata: { mappings } })
    // The definitions are read from the lake.
    await ingestFiles(lake, [file])
    for (const [symbol, id] of [
      ['ESH6', 21],
      ['ESM6', 22],
    ] as const) {
      const stored = { dataset: 'bronze.future_option_mbo.mbo', symbol, dt: DAY }
      expect(await columnOf(lake, stored, 'instrument_id')).toEqual([id])
    }
  })

  it.each([2, 3] as const)(
    'of combinations go to their options’ future in version %i, and of their records the trades',
    async (version) => {
      const lake = temporaryLake()
      const folder = temporaryFolder()
      const leg = {
        leg_instrument_id: 21,
        leg_raw_symbol: 'EW1F6 C4800',
        leg_instrument_class: 'C',
      }
      const records = [
        definition('ESH6'),
        option('EW1F6 C4800', 'C', { instrument_id: 21, asset: 'EW1' }),
        option('EW1F6 P4800', 'P', { instrument_id: 22, asset: 'EW1' }),
        option('ES P4800', 'P', { instrument_id: 23, asset: 'ES' }),
        option('ES P4900', 'P', { instrument_id: 24, asset: 'ES', underlying: 'ESM6' }),
        option('UD:1V: VT 1', 'T', {
          instrument_id: 31,
          asset: 'EW1',
          underlying: '',
          user_defined_instrument: 'Y',
          ...(version === 3 && leg),
        }),
        // Options of this product are on two futures.
        option('UD:1V: VT 2', 'T', {
          instrument_id: 32,
          asset: 'ES',
          underlying: '',
          user_defined_instrument: 'Y',
        }),
      ]
      await writeDbn(join(folder, 'es.definition.dbn.zst'), records, {
        kind: 'definition',
        version,
      })
      const [first] = of('ESH6')
      const orders = ['A', 'T', 'F', 'C', 'T'].flatMap((action) =>
        [31, 32].map((instrument_id) => ({ ...first, instrument_id, action })),
      )
      const mappings = ['31', '32'].map((symbol, index) => ({
        rawSymbol: `UD:1V: VT ${index + 1}`,
        intervals: [{ startDate: 20260106, endDate: 20260107, symbol }],
      }))
      await writeDbn(join(folder, 'es.mbo.dbn.zst'), orders, { metadata: { mappings } })
      await ingestFiles(lake, [folder])
      const trades = { dataset: DATASETS.comboTrades, symbol: 'ESH6', dt: DAY }
      expect(await columnOf(lake, trades, 'instrument_id')).toEqual([31, 31])
      const defined = { dataset: DEFINITIONS, symbol: 'ESH6', dt: DAY }
      expect(await columnOf(lake, defined, 'raw_symbol')).toContain('UD:1V: VT 1')
      const { quality } = await manifestOf(lake, trades)
      expect(quality).toMatchObject({ 'left_out: records of user-defined instruments': 8 })
    },
  )
})

describe('ingest of real files', SAMPLES, () => {
  it('takes orders and definitions from a live session of several schemas', async () => {
    const lake = temporaryLake()
    await ingestFiles(lake, [samplePath('live-mixed.v3.dbn.zst')])
    const found = await listPartitions(lake)
    expect(new Set(found.map(({ symbol }) => symbol))).toEqual(new Set(['ESZ4']))
    expect(new Set(found.map(({ dataset }) => dataset))).toEqual(
      new Set([mbo().dataset, DEFINITIONS, 'bronze.future_option_mbo.statistics']),
    )
    const { quality } = await manifestOf(lake, found[0])
    expect(quality['left_out: symbol mapping records']).toBeGreaterThan(0)
  })

  it('routes definitions of options by underlying and leaves user-defined ones out', async () => {
    const lake = temporaryLake()
    const files = ['definition-glbx-es-fut.dbn.zst', 'definition-glbx-es-opt.dbn.zst']
    await ingestFiles(lake, files.map(samplePath))
    const found = await listPartitions(lake)
    expect(found.length).toBeGreaterThan(0)
    expect(new Set(found.map(({ dataset }) => dataset))).toEqual(new Set([DEFINITIONS]))
  })
})
