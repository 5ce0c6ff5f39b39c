import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Lake } from '../../src/lake/paths.ts'
import { startOfUtcDate } from '../../src/market/time.ts'
import type { PipelineRequest } from '../../src/pipeline/pipeline.ts'
import { pipelineStatus } from '../../src/pipeline/status.ts'
import { isLong, LONG } from '../setup/long.ts'
import { type DayOptions, dayRecords, mappingsOf, writeDbn } from '../stages/made-day.ts'
import {
  ingestFiles,
  lakeHashes,
  manifestOf,
  runAndTell,
  temporaryFolder,
  temporaryLake,
} from '../stages/made-lake.ts'

const CALIBRATION = 'gold.hud.physics_norm_calibration'
const LEVELS = 'silver.future_mbo.session_levels_1s'
const HOUR = 3_600_000_000_000n

/** A UTC day's file: of a symbol, from a UTC clock on, asked for from one UTC hour to another. */
interface File extends DayOptions {
  readonly date: string
  readonly symbol?: string
  readonly hours?: readonly [number, number]
}

async function add(lake: Lake, ...files: File[]): Promise<void> {
  const folder = temporaryFolder()
  for (const [index, { symbol = 'ESH6', hours = [0, 24], ...day }] of files.entries()) {
    const { date } = day
    const records = dayRecords({ seconds: 12, seed: index + 1, instruments: ['ESH6'], ...day })
    const start = startOfUtcDate(date)
    const metadata = {
      mappings: mappingsOf(date, { [symbol]: symbol === 'ESH6' ? 101 : 102 }),
      start: start + BigInt(hours[0]) * HOUR,
      end: start + BigInt(hours[1]) * HOUR,
    }
    const own = records.map((record) => ({
      ...record,
      instrument_id: symbol === 'ESH6' ? 101 : 102,
    }))
    await writeDbn(join(folder, `${index}.${date}.dbn`), own, { date, metadata })
  }
  await ingestFiles(lake, [folder])
}

/**
 * Runs it twice: with the second time nothing is left to do, also where the session is not named
 * again, nothing has changed, and status says so.
 */
async function resolved(lake: Lake, request: Partial<PipelineRequest>) {
  const first = await runAndTell(lake, request)
  expect(first.failed).toEqual([])
  const before = lakeHashes(lake)
  for (const again of [request, { ...request, options: {} }]) {
    expect(await runAndTell(lake, again)).toMatchObject({ written: [], failed: [] })
    expect(lakeHashes(lake)).toEqual(before)
  }
  const { symbol, dates } = request
  const states = await pipelineStatus(lake, { symbol, dates }, {})
  expect(states.filter(({ state }) => state !== 'fresh')).toEqual([])
  return first
}

async function lookback(lake: Lake, dt: string, symbol = 'ESH6') {
  const calibration = await manifestOf(lake, { dataset: CALIBRATION, symbol, dt })
  const levels = await manifestOf(lake, { dataset: LEVELS, symbol, dt })
  return { sessions: calibration.quality.sessions, prior: levels.quality.prior_session }
}

const GLOBEX = { session: 'globex' }
/** Of the second day there is the morning, of the third the evening. */
const STUBS: File[] = [
  { date: '2026-01-05' },
  { date: '2026-01-06', hours: [0, 5], from: '04:00:00' },
  { date: '2026-01-07', hours: [22, 24], from: '23:00:00' },
  { date: '2026-01-08' },
]
const ESH6 = { symbol: 'ESH6' }

describe('one run is enough', () => {
  it('where an earlier day comes after a later one', async () => {
    const lake = temporaryLake()
    await add(lake, { date: '2026-01-07' })
    await resolved(lake, ESH6)
    expect(await lookback(lake, '2026-01-07')).toEqual({ sessions: '2026-01-07', prior: 'none' })
    await add(lake, { date: '2026-01-06' })
    const { written } = await resolved(lake, ESH6)
    expect(written).toContain('gold/calibration ESH6 2026-01-07')
    expect(written).not.toContain('silver/futures-book ESH6 2026-01-07')
    expect(await lookback(lake, '2026-01-07')).toEqual({
      sessions: '2026-01-06',
      prior: '2026-01-06',
    })
  })

  it('over a weekend, and Sunday is no session', () => overWeekend({}))
  it('over a weekend by the exchange’s hours', LONG, () => overWeekend(GLOBEX))

  async function overWeekend(options: { session?: string }): Promise<void> {
    const lake = temporaryLake()
    await add(
      lake,
      { date: '2026-01-09' },
      { date: '2026-01-11', from: '23:30:00' },
      { date: '2026-01-12' },
    )
    const { lacking } = await resolved(lake, { ...ESH6, options })
    expect(lacking).toHaveLength('session' in options ? 1 : 0)
    expect(await lookback(lake, '2026-01-12')).toEqual({
      sessions: '2026-01-09',
      prior: '2026-01-09',
    })
    // The next day, made without a session, is made as the others were.
    await add(lake, { date: '2026-01-13' })
    await resolved(lake, ESH6)
    expect(await lookback(lake, '2026-01-13')).toEqual({
      sessions: '2026-01-09 2026-01-12',
      prior: '2026-01-12',
    })
  }

  it(
    'over a holiday: Christmas is no session, and half a day is one on its eve',
    LONG,
    async () => {
      const lake = temporaryLake()
      await add(
        lake,
        { date: '2025-12-23' },
        // The exchange closes at 13:15 New York: the files end an hour later.
        { date: '2025-12-24', hours: [0, 19] },
        { date: '2025-12-25', from: '23:30:00' },
        { date: '2025-12-26' },
      )
      await resolved(lake, { ...ESH6, options: GLOBEX })
      expect(await lookback(lake, '2025-12-26')).toEqual({
        sessions: '2025-12-23 2025-12-24',
        prior: '2025-12-24',
      })
      const parts = await pipelineStatus(lake, ESH6, {})
      const partial = parts.filter(({ isPartial }) => isPartial)
      // Of the evening before the first day there is no file.
      expect([...new Set(partial.map(({ dt }) => dt))]).toEqual(['2025-12-23'])
    },
  )

  it('beside a stub, whose evening or morning alone is no session', async () => {
    const lake = temporaryLake()
    await add(lake, ...STUBS)
    await resolved(lake, ESH6)
    expect(await lookback(lake, '2026-01-08')).toEqual({
      sessions: '2026-01-05',
      prior: '2026-01-05',
    })
  })

  // By them the 7th lacks most of the day as well, and so does the 6th.
  it('beside a stub by the exchange’s hours', LONG, async () => {
    const again = temporaryLake()
    await add(again, ...STUBS)
    await resolved(again, { ...ESH6, options: GLOBEX })
    expect(await lookback(again, '2026-01-08')).toEqual({
      sessions: '2026-01-05',
      prior: '2026-01-05',
    })
  })

  it('over a root’s roll, whose new contract has no day before', async () => {
    const lake = temporaryLake()
    await add(
      lake,
      { date: '2026-03-12' },
      { date: '2026-03-13' },
      { date: '2026-03-16', symbol: 'ESM6' },
      { date: '2026-03-17', symbol: 'ESM6' },
    )
    await resolved(lake, { symbol: 'ES' })
    expect(await lookback(lake, '2026-03-16', 'ESM6')).toEqual({
      sessions: 'ESH6 2026-03-12 ESH6 2026-03-13',
      prior: 'none',
    })
    expect(await lookback(lake, '2026-03-17', 'ESM6')).toEqual({
      sessions: '2026-03-16',
      prior: '2026-03-16',
    })
  })

  it('only sessions of the same rule are used in the lookback', async () => {
    const lake = temporaryLake()
    await add(lake, { date: '2026-01-06' }, { date: '2026-01-07' }, { date: '2026-01-08' })
    const on = (dt: string) => ({ ...ESH6, dates: { kind: 'list', dates: [dt] } as const })
    await resolved(lake, { ...on('2026-01-06'), options: { session: 'rth' } })
    // Made by the file, it is not looked back on by a day of cash hours; nor is it made again.
    await runAndTell(lake, { ...on('2026-01-07'), options: { session: 'file' } })
    const { written } = await runAndTell(lake, { ...on('2026-01-08') })
    expect(await lookback(lake, '2026-01-08')).toEqual({
      sessions: '2026-01-07',
      prior: '2026-01-07',
    })
    expect(written.filter((key) => !key.endsWith('2026-01-08'))).toEqual([])
    await resolved(lake, ESH6)
  })
})

it('the plan settles in whatever order days arrive', async () => {
  const all = ['2026-01-05', '2026-01-06', '2026-01-07', '2026-01-08', '2026-01-09']
  const dates = all.slice(0, isLong ? 5 : 3)
  const order = [3, 0, 4, 1, 2].flatMap((index) => dates[index] ?? [])
  const lake = temporaryLake()
  for (const date of order) {
    await add(lake, { date, seed: dates.indexOf(date) + 1 })
    await resolved(lake, { ...ESH6, options: GLOBEX })
  }
  const other = temporaryLake()
  await add(other, ...dates.map((date, index) => ({ date, seed: index + 1 })))
  await resolved(other, { ...ESH6, options: GLOBEX })
  const silver = (lake: Lake) =>
    Object.entries(lakeHashes(lake)).filter(([path]) => path.endsWith('.parquet'))
  expect(silver(lake)).toEqual(silver(other))
})
