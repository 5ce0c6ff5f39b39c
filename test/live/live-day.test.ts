import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { MARKET } from '../../fixtures/make.ts'
import { readDbn } from '../../src/dbn/file.ts'
import type { LakeSeconds } from '../../src/seconds/lake-seconds.ts'
import { isDefaultSurface, type Second, SURFACE_NAMES } from '../../src/seconds/second.ts'
import { journalOf, parseJournal } from '../../src/stages/recording-journal.ts'
import type { Table } from '../../src/table/table.ts'
import { LONG, runs } from '../setup/long.ts'
import { dayRecords, INSTRUMENTS } from '../stages/made-day.ts'
import { rowsOf } from '../surfaces/run-seconds.ts'
import { batchOf, type LiveRun, type RunWishes, replayed, runMadeDay } from './live-runs.ts'

const rows = ({ endSecond, surfaces }: Second) => ({
  endSecond,
  surfaces: Array.from(surfaces, ([name, table]) => [name, rowsOf(table)]),
})

/** Surfaces that are scored: a day without an earlier one has no scores live, and its own in the lake. */
const MARKET_SESSION = '09:28-09:32'
const SCORED = ['vacuum', 'physics']
/** Columns of other surfaces that scores are in. */
const SCORED_COLUMNS = ['fragility_up', 'fragility_down']

const unscored = (table: Table) =>
  rowsOf(table).map((row) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !SCORED_COLUMNS.includes(name))),
  )

async function started(wishes: RunWishes): Promise<LiveRun> {
  const run = await runMadeDay(wishes)
  onTestFinished(run.remove)
  return run
}

async function expectBatch(run: LiveRun): Promise<void> {
  const batch = await batchOf(run)
  await expectSame(run.seconds, batch).finally(() => batch.close())
}

async function expectSame(seconds: readonly Second[], batch: LakeSeconds): Promise<void> {
  const { firstEndSecond, lastEndSecond } = batch.day
  const live = seconds.filter(({ endSecond }) => endSecond <= lastEndSecond)
  expect(live.map(({ endSecond }) => endSecond)).toEqual(
    Array.from({ length: lastEndSecond - firstEndSecond + 1 }, (_, at) => firstEndSecond + at),
  )
  for (const second of live) {
    const stored = await batch.read(second.endSecond, SURFACE_NAMES)
    for (const [name, table] of stored.surfaces) {
      // Events are found by the pipeline alone.
      if (SCORED.includes(name) || name === 'events') continue
      // Live, a gap that outlasts the last record is a row of an idle second that the lake drops.
      if (name === 'gaps' && second.endSecond === lastEndSecond) continue
      const found = second.surfaces.get(name)
      expect([second.endSecond, name, found && unscored(found)]).toEqual([
        second.endSecond,
        name,
        unscored(table),
      ])
    }
  }
}

/** Order ids and sequence of the future's records in recordings, each once. */
async function recorded(paths: readonly string[]): Promise<Set<number>> {
  const found = new Set<number>()
  for (const path of paths) {
    for await (const item of readDbn(path)) {
      if (item.type !== 'records' || item.layout.kind !== 'mbo') continue
      for (const sequence of item.table.column('sequence', 'uint32').subarray(0, item.table.length))
        found.add(sequence)
    }
  }
  return found
}

describe('a live day', () => {
  test('has the seconds of the recording replayed, and of the pipeline', async () => {
    const run = await started({})
    expect(run.seconds.length).toBeGreaterThanOrEqual(50)
    expect((await replayed(run)).map(rows)).toEqual(run.seconds.map(rows))
    await expectBatch(run)
    expect(run.summary).toMatchObject({ reconnects: 0, duplicates: 0, gaps: [] })
  })

  test('loses and doubles nothing over connections that are cut, in pieces and with pauses', async () => {
    const sent = dayRecords({ seconds: 50, hasSnapshot: false })
    const own = sent.filter(({ instrument_id }) => instrument_id === INSTRUMENTS.ESH6)
    const faults = fc.constantFrom('cut:6s', 'cut:15s,split', 'cut:9s,late:7s,split', 'split')
    await fc.assert(
      fc.asyncProperty(
        faults,
        fc.integer({ min: 1, max: 1000 }),
        fc.constantFrom('none' as const, 'zstd' as const),
        fc.constantFrom('max' as const, 20),
        async (faults, seed, compression, speed) => {
          const run = await runMadeDay({ faults, seed, compression, speed })
          try {
            expect((await recorded(run.summary.recordings)).size).toBe(own.length)
            expect((await replayed(run)).map(rows)).toEqual(run.seconds.map(rows))
            // What is held up comes too late for seconds that the clock has closed meanwhile.
            if (speed === 'max' || !faults.includes('late')) await expectBatch(run)
            expect(run.summary.gaps).toEqual([])
            if (faults.startsWith('cut:6s')) expect(run.summary.reconnects).toBeGreaterThan(0)
          } finally {
            run.remove()
          }
        },
      ),
      { numRuns: runs(6) },
    )
  }, 120_000)

  test('notes a gap where the gateway has no replay, whose seconds are not valid', async () => {
    const run = await started({ faults: 'cut:9s,error8', seed: 2, speed: 2, from: 'snapshot' })
    const { gaps, recordings } = run.summary
    expect(gaps.length).toBeGreaterThan(0)
    // A refused replay is a connection of its own.
    expect(recordings.length).toBe(1 + 2 * gaps.length)
    expect((await replayed(run)).map(rows)).toEqual(run.seconds.map(rows))
    await expectBatch(run)
    const inGaps = run.seconds.filter(({ endSecond }) =>
      gaps.some(({ from, to }) => {
        const start = BigInt(endSecond - 1) * 1_000_000_000n
        return start >= BigInt(from) && start < BigInt(to)
      }),
    )
    expect(inGaps.length).toBeGreaterThan(5)
    const valid = inGaps.map(({ surfaces }) => surfaces.get('snap')?.filled('window_valid')[0])
    expect(new Set(valid)).toEqual(new Set([0]))
    expect(run.log.filter(({ event }) => event === 'gap').length).toBe(gaps.length)
    const rowsOfGaps = run.seconds.flatMap(({ surfaces }) => rowsOf(surfaces.get('gaps') as Table))
    expect(rowsOfGaps.map(({ from_ts_ns, to_ts_ns }) => [from_ts_ns, to_ts_ns])).toEqual(
      gaps.map(({ from, to }) => [BigInt(from), BigInt(to)]),
    )
  })

  test(
    'has the gamma of its options and what dealers must trade, as the pipeline makes them',
    LONG,
    async () => {
      const files = readdirSync(join(MARKET, 'v1'))
        .filter((name) => name.includes('20260106'))
        .map((name) => join(MARKET, 'v1', name))
      const market = { files, session: MARKET_SESSION }
      const run = await started({ market, from: 'snapshot', faults: 'split' })
      expect(run.setup.optionSymbols.length).toBeGreaterThan(10)
      expect((await replayed(run)).map(rows)).toEqual(run.seconds.map(rows))
      await expectBatch(run)
      const gamma = run.seconds.flatMap(({ surfaces }) => rowsOf(surfaces.get('gex') as Table))
      expect(gamma.length).toBeGreaterThan(25 * 20)
      expect(gamma.some(({ gex }) => Math.abs(Number(gex)) > 0)).toBe(true)
      for (const name of SURFACE_NAMES.filter((each) => !isDefaultSurface(each))) {
        const lengths = run.seconds.map(({ surfaces }) => surfaces.get(name)?.length ?? 0)
        expect([name, lengths.some((length) => length > 0)]).toEqual([name, true])
      }
    },
  )

  test('begins with the replay of all there is, and with zstd', async () => {
    const run = await started({ from: 'replay', compression: 'zstd', faults: 'split' })
    expect((await replayed(run)).map(rows)).toEqual(run.seconds.map(rows))
    await expectBatch(run)
    const journal = readFileSync(journalOf(run.summary.recordings[0]), 'utf8')
    const entries = parseJournal(journal, 'journal')
    const closed = entries.filter((entry) => entry.type === 'closed')
    expect(closed.map(({ second }) => second)).toEqual(
      run.seconds.map(({ endSecond }) => endSecond),
    )
    expect(new Set(closed.map(({ by }) => by))).toEqual(new Set(['clock', 'record']))
  })
})
