import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Lake } from '../../src/lake/paths.ts'
import { pipelineStatus } from '../../src/pipeline/status.ts'
import { manifestPath } from '../lake/lake-files.ts'
import { LONG, SLOW } from '../setup/long.ts'
import {
  DAY,
  type DayOptions,
  dayRecords,
  type Fields,
  type InstrumentName,
  NEXT_DAY,
  timeOf,
  writeDbn,
} from './made-day.ts'
import {
  columnOf,
  ingestFiles,
  manifestOf,
  mbo,
  runAndTell,
  SNAPSHOT,
  temporaryFolder,
  temporaryLake,
} from './made-lake.ts'

const CALIBRATION = 'gold.hud.physics_norm_calibration'
const LEVELS = 'silver.future_mbo.session_levels_1s'
const SECOND = 1_000_000_000n

const snapshot = (symbol: string, dt: string) => ({ dataset: SNAPSHOT, symbol, dt })

/** Ingests records as the file of a date. */
async function ingestDay(lake: Lake, date: string, records: readonly Fields[]): Promise<void> {
  const path = join(temporaryFolder(), `${date}.dbn.zst`)
  await writeDbn(path, records, { date })
  await ingestFiles(lake, [path])
}

/** A lake of days: the records of each, or how to make them. */
async function lakeOf(
  days: Readonly<Record<string, DayOptions | readonly Fields[]>>,
): Promise<Lake> {
  const lake = temporaryLake()
  for (const [date, day] of Object.entries(days)) {
    const isRecords = Array.isArray(day)
    const options: DayOptions = { date, seconds: 5, instruments: ['ESH6'], ...day }
    await ingestDay(lake, date, isRecords ? day : dayRecords(options))
  }
  return lake
}

/** Begin of a session's first window and end of its last, ns. */
async function spanOf(lake: Lake, symbol: string, dt: string): Promise<[bigint, bigint]> {
  const starts = await columnOf(lake, snapshot(symbol, dt), 'window_start_ts_ns')
  return [BigInt(starts[0]), BigInt(starts[starts.length - 1]) + SECOND]
}

describe('a root over the days of a roll', () => {
  it('stands each day for the contract that traded most, and looks back on that contract', async () => {
    const lake = temporaryLake()
    const leaders: [string, InstrumentName][] = [
      ['2026-03-11', 'ESH6'],
      ['2026-03-12', 'ESH6'],
      ['2026-03-13', 'ESM6'],
    ]
    for (const [index, [date, leader]] of leaders.entries()) {
      const other = leader === 'ESH6' ? 'ESM6' : 'ESH6'
      const instruments = [leader, other, 'ESH6-ESM6'] as const
      await ingestDay(lake, date, dayRecords({ date, seconds: 60, seed: index + 1, instruments }))
    }
    const dates = { kind: 'range', first: '2026-03-09', last: '2026-03-13' } as const
    const { failed } = await runAndTell(lake, { symbol: 'ES', dates })
    expect(failed).toEqual([])
    for (const [dt, symbol] of leaders) {
      const path = join(lake.root, 'selection', 'root=ES', `dt=${dt}.json`)
      const front = JSON.parse(readFileSync(path, 'utf8'))
      expect(front).toMatchObject({ root: 'ES', dt, symbol })
      expect(Object.keys(front.volumes)).toEqual(['ESH6', 'ESM6'])
      expect(front.volumes[symbol]).toBe(Math.max(...Object.values<number>(front.volumes)))
      const scores = { dataset: 'silver.future_mbo.vacuum_surface_1s', symbol, dt }
      expect(existsSync(manifestPath(lake, scores))).toBe(true)
      const other = { ...scores, symbol: symbol === 'ESH6' ? 'ESM6' : 'ESH6' }
      expect(existsSync(manifestPath(lake, other))).toBe(false)
    }
    const { quality } = await manifestOf(lake, {
      dataset: CALIBRATION,
      symbol: 'ESM6',
      dt: '2026-03-13',
    })
    expect(quality.sessions).toBe('2026-03-11 2026-03-12')
  })
})

describe('globex over the night that daylight saving begins', () => {
  // New York goes from UTC−5 to UTC−4 on Sunday 2026-03-08.
  const [FRIDAY, SUNDAY, MONDAY] = ['2026-03-06', '2026-03-08', '2026-03-09']
  const options = { session: 'globex' }
  const dates = { kind: 'list', dates: [MONDAY] } as const
  const sunday = { from: '21:59:58', seconds: 5 }
  const monday = { from: '20:59:57', seconds: 6, hasSnapshot: false }

  it(
    'begins on Sunday at 18:00 in New York, which is 22:00 UTC by then, and ends at 21:00',
    SLOW,
    async () => {
      const lake = await lakeOf({ [SUNDAY]: sunday, [MONDAY]: monday })
      const { failed } = await runAndTell(lake, { symbol: 'ESH6', dates, options })
      expect(failed).toEqual([])
      expect(await spanOf(lake, 'ESH6', MONDAY)).toEqual([
        timeOf(SUNDAY, '22:00:00'),
        timeOf(MONDAY, '21:00:00'),
      ])
    },
  )

  it('is 14:30 to 21:00 UTC by cash hours before it, 13:30 to 20:00 after it', async () => {
    const friday = { from: '14:29:58', seconds: 5 }
    const lake = await lakeOf({ [FRIDAY]: friday, [MONDAY]: { from: '13:29:58', seconds: 5 } })
    await runAndTell(lake, { symbol: 'ESH6', options: { session: 'rth' } })
    expect((await spanOf(lake, 'ESH6', FRIDAY))[0]).toBe(timeOf(FRIDAY, '14:30:00'))
    expect((await spanOf(lake, 'ESH6', MONDAY))[0]).toBe(timeOf(MONDAY, '13:30:00'))
  })

  it('does not take the Sunday for a session: nothing of its own lies in one', LONG, async () => {
    const lake = await lakeOf({ [SUNDAY]: sunday, [MONDAY]: monday })
    // Of all days there are: Sunday is skipped, and said to be.
    const { failed, lacking } = await runAndTell(lake, { symbol: 'ESH6', options })
    expect(failed).toEqual([])
    expect(lacking).toEqual([
      `no record of ESH6 ${SUNDAY} lies in session globex: nothing is made of it`,
    ])
    const { quality, notes } = await manifestOf(lake, {
      dataset: CALIBRATION,
      symbol: 'ESH6',
      dt: MONDAY,
    })
    expect(quality.sessions).toBe(MONDAY)
    expect(notes).toEqual([`${MONDAY} is calibrated by itself: its scores look ahead`])
    expect(
      (await manifestOf(lake, { dataset: LEVELS, symbol: 'ESH6', dt: MONDAY })).quality,
    ).toEqual({
      prior_session: 'none',
      settlements: 0,
    })
    expect(existsSync(manifestPath(lake, snapshot('ESH6', SUNDAY)))).toBe(false)
    // And so it stays, also where the session is not named again.
    const states = (await pipelineStatus(lake, { symbol: 'ESH6', dates }, {})).filter(
      ({ dt }) => dt === MONDAY,
    )
    expect(new Set(states.map(({ state }) => state))).toEqual(new Set(['fresh']))
  })

  it('is refused for the Sunday when it is requested by date', async () => {
    const lake = await lakeOf({ [SUNDAY]: sunday })
    const named = { kind: 'list', dates: [SUNDAY] } as const
    const { failed } = await runAndTell(lake, { symbol: 'ESH6', options, dates: named })
    expect(failed).toEqual([
      `bronze.future_mbo.mbo ESH6 ${SUNDAY}: no record lies in the session (expected records in session globex); choose another --session, or ingest the day it belongs to.`,
    ])
  })

  it('is built without the Sunday if it is not in the lake, with a note', async () => {
    const lake = await lakeOf({ [MONDAY]: { from: '00:00:05', seconds: 3 } })
    const { failed } = await runAndTell(lake, { symbol: 'ESH6', dates, options })
    expect(failed).toEqual([])
    const { notes } = await manifestOf(lake, snapshot('ESH6', MONDAY))
    expect(notes).toContain(
      `bronze.future_mbo.mbo ESH6 ${SUNDAY} is not in the lake and was done without`,
    )
  })
})

describe('a file', () => {
  it('of several instruments gives each the surfaces that a file of its own does', async () => {
    const records = dayRecords({ seconds: 40 })
    const together = await lakeOf({ [DAY]: records })
    for (const symbol of ['ESH6', 'ESM6'] as const) {
      await runAndTell(together, { symbol })
      const id = symbol === 'ESH6' ? 101 : 102
      const own = records.filter((record) => record.instrument_id === id)
      const alone = await lakeOf({ [DAY]: own })
      await runAndTell(alone, { symbol })
      for (const dataset of [SNAPSHOT, LEVELS, CALIBRATION]) {
        const partition = { dataset, symbol, dt: DAY }
        const [one, other] = [
          await manifestOf(together, partition),
          await manifestOf(alone, partition),
        ]
        expect(one.files, `${dataset} ${symbol}`).toEqual(other.files)
      }
    }
  })

  it('without a snapshot begins with an empty book, with a note', async () => {
    const lake = await lakeOf({ [DAY]: { hasSnapshot: false, seconds: 20 } })
    expect((await runAndTell(lake)).failed).toEqual([])
    const { quality } = await manifestOf(lake, snapshot('ESH6', DAY))
    expect(quality).toMatchObject({ book_origin: 'none', snapshot_records: 0 })
  })

  it('that begins in the middle of the day has its windows from its first live record on', async () => {
    const lake = await lakeOf({ [DAY]: { from: '17:43:21', seconds: 7 } })
    expect((await runAndTell(lake, { options: { session: 'rth' } })).failed).toEqual([])
    expect(await spanOf(lake, 'ESH6', DAY)).toEqual([
      timeOf(DAY, '17:43:21'),
      timeOf(DAY, '17:43:28'),
    ])
    expect((await manifestOf(lake, snapshot('ESH6', DAY))).quality.book_origin).toBe('snapshot')
    // The opening range was over before it began: it is not known.
    const range = await columnOf(lake, { ...snapshot('ESH6', DAY), dataset: LEVELS }, 'or_high')
    expect(new Set(range.map(String))).toEqual(new Set(['NaN']))
  })

  it('of a day in two halves, ingested together, is the day', async () => {
    const records = dayRecords({ seconds: 30, instruments: ['ESH6'] })
    const whole = await lakeOf({ [DAY]: records })
    await runAndTell(whole)
    const halved = temporaryLake()
    const folder = temporaryFolder()
    const middle = records.findIndex(({ ts_recv }) => BigInt(ts_recv) > timeOf(DAY, '14:30:15'))
    await writeDbn(join(folder, '1.dbn'), records.slice(0, middle))
    await writeDbn(join(folder, '2.dbn'), records.slice(middle))
    await ingestFiles(halved, [folder])
    await runAndTell(halved)
    const files = async (lake: Lake) => (await manifestOf(lake, snapshot('ESH6', DAY))).files
    expect(await files(halved)).toEqual(await files(whole))
    expect((await manifestOf(halved, mbo())).inputs).toHaveLength(2)
    expect(existsSync(manifestPath(halved, mbo('ESH6', NEXT_DAY)))).toBe(false)
  })
})
