import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Lake } from '../../src/lake/paths.ts'
import { startOfUtcDate } from '../../src/market/time.ts'
import { type PipelineEvent, runIngest, runPipeline } from '../../src/pipeline/pipeline.ts'
import { pipelineStatus } from '../../src/pipeline/status.ts'
import type { StageOptions } from '../../src/stages/stage.ts'
import { manifestPath } from '../lake/lake-files.ts'
import { dayRecords, mappingsOf, writeDbn } from '../stages/made-day.ts'
import {
  columnOf,
  lakeHashes,
  manifestOf,
  runStages,
  SNAPSHOT,
  temporaryFolder,
  temporaryLake,
} from '../stages/made-lake.ts'

const LEVELS = 'silver.future_mbo.session_levels_1s'
const CALIBRATION = 'gold.hud.physics_norm_calibration'
const NO_LEVEL = Number.NaN

const list = (...dates: string[]) => ({ kind: 'list', dates }) as const

/** A UTC day's file of ESH6 with live records from a UTC clock on. */
function writeDay(folder: string, date: string, from: string, seed = 1): Promise<unknown> {
  const seconds = 60
  const records = dayRecords({ date, from, seconds, seed, instruments: ['ESH6'] })
  const mappings = mappingsOf(date, { ESH6: 101 })
  return writeDbn(join(folder, `glbx-mdp3-${date.replaceAll('-', '')}.mbo.dbn.zst`), records, {
    date,
    metadata: { mappings },
  })
}

/** Ingests what the trading dates need, runs the stages, and returns all that was reported. */
async function run(
  lake: Lake,
  folder: string,
  date: string,
  options: StageOptions,
  requireWhole = false,
) {
  const events: PipelineEvent[] = []
  const watcher = {
    report: (event: PipelineEvent) => events.push(event),
    signal: new AbortController().signal,
  }
  const choice = { dates: list(date), symbol: 'ESH6' }
  const { session } = options
  const files = { ...choice, session, areTradingDates: true, paths: [folder] }
  await runIngest(lake, { ...files, overwrite: false, allowTruncated: false }, watcher)
  const how = { layer: 'all', overwrite: false, workers: 1 } as const
  await runPipeline(lake, { ...choice, options, requireWhole, ...how }, watcher)
  return events
}

/** What a run that has nothing to do says of partial days. */
async function runAgain(lake: Lake, date: string): Promise<string[]> {
  const missing: string[] = []
  const report = (event: PipelineEvent) => {
    if (event.type === 'partial') missing.push(...event.day.missing)
    expect(event.type === 'run' && event.event.type !== 'fresh').toBe(false)
  }
  const choice = { dates: list(date), symbol: 'ESH6', options: {} }
  const how = { layer: 'all', overwrite: false, workers: 1 } as const
  await runPipeline(lake, { ...choice, ...how }, { report, signal: new AbortController().signal })
  return missing
}

const sum = (values: readonly (number | bigint | string)[]) =>
  values.reduce<number>((total, value) => total + Number(value), 0)

describe('a trading date that begins on the evening before', () => {
  // Globex of January 6 begins at 23:00 UTC of the 5th.
  const dt = '2026-01-06'
  const partition = { dataset: SNAPSHOT, symbol: 'ESH6', dt }

  it('takes in the UTC files that its session touches, and nothing of others', async () => {
    const folder = temporaryFolder()
    await writeDay(folder, '2026-01-05', '23:30:00')
    await writeDay(folder, dt, '00:00:30', 2)
    await writeDay(folder, '2026-01-07', '00:00:30', 3)
    const lake = temporaryLake()
    await run(lake, folder, dt, { session: 'globex' })
    const both = sum(await columnOf(lake, partition, 'trade_volume'))
    const { stage, inputs } = await manifestOf(lake, partition)
    expect(stage.parameters).toMatchObject({ is_partial: false, contract: 'ES 2026-03' })
    expect(inputs.map((input) => ('dt' in input ? input.dt : ''))).toEqual(['2026-01-05', dt])

    const morning = temporaryLake()
    const own = temporaryFolder()
    await writeDay(own, dt, '00:00:30', 2)
    const events = await run(morning, own, dt, { session: 'globex' })
    const part = sum(await columnOf(morning, partition, 'trade_volume'))
    expect(part).toBeGreaterThan(0)
    expect(part).toBeLessThan(both)
    expect((await manifestOf(morning, partition)).stage.parameters.is_partial).toBe(true)
    const notes = events.flatMap((event) =>
      event.type === 'run' && event.event.type === 'done' ? event.event.node.resolved.notes : [],
    )
    expect(notes).toContain('partial: bronze.future_mbo.mbo ESH6 2026-01-05 is not there')
    const status = await pipelineStatus(morning, {}, {})
    const snapshot = status.find(({ dataset }) => dataset === SNAPSHOT)
    expect(snapshot).toMatchObject({
      state: 'fresh',
      isPartial: true,
      notes: ['partial: bronze.future_mbo.mbo ESH6 2026-01-05 is not there'],
    })
    const told = await runAgain(morning, dt)
    expect(told).toEqual(['bronze.future_mbo.mbo ESH6 2026-01-05 is not there'])

    // The file that was missing makes the day stale, and whole.
    await run(morning, folder, dt, { session: 'globex' })
    expect(sum(await columnOf(morning, partition, 'trade_volume'))).toBe(both)
    expect((await manifestOf(morning, partition)).stage.parameters.is_partial).toBe(false)
  })

  it('is made of the evening alone where that is all there is', async () => {
    const folder = temporaryFolder()
    await writeDay(folder, '2026-01-05', '23:30:00')
    const lake = temporaryLake()
    await run(lake, folder, dt, { session: 'globex' })
    const { rows, stage } = await manifestOf(lake, partition)
    expect([rows, stage.parameters.is_partial]).toEqual([60, true])
  })

  it('is set aside with --require-whole while it is there in part, made before or not', async () => {
    const folder = temporaryFolder()
    await writeDay(folder, dt, '00:00:30')
    const lake = temporaryLake()
    for (const isMade of [false, true]) {
      if (isMade) await run(lake, folder, dt, { session: 'globex' })
      const before = lakeHashes(lake)
      const events = await run(lake, folder, dt, { session: 'globex' }, true)
      const failures = events.flatMap((event) =>
        event.type === 'fault' ? [event.fault.failure] : [],
      )
      expect(failures.map(({ message, exitCode }) => [message, exitCode])).toEqual([
        [
          'ESH6 2026-01-06: session globex is incomplete: bronze.future_mbo.mbo ESH6 2026-01-05 is not there; ingest what is missing, or leave out --require-whole.',
          3,
        ],
      ])
      if (isMade) expect(lakeHashes(lake)).toEqual(before)
      else expect(existsSync(manifestPath(lake, partition))).toBe(false)
    }
    await writeDay(folder, '2026-01-05', '23:30:00')
    const events = await run(lake, folder, dt, { session: 'globex' }, true)
    expect(events.filter(({ type }) => type === 'fault')).toEqual([])
    expect((await manifestOf(lake, partition)).stage.parameters.is_partial).toBe(false)
  })
})

describe('sessions that a day looks back on', () => {
  /** ESH4 of any year is instrument 101 in these files. */
  async function writeEsh4(folder: string, date: string, hours?: readonly [number, number]) {
    const records = dayRecords({ date, from: '15:00:00', seconds: 30, instruments: ['ESH6'] })
    const start = startOfUtcDate(date)
    const span = hours && {
      start: start + BigInt(hours[0]) * 3_600_000_000_000n,
      end: start + BigInt(hours[1]) * 3_600_000_000_000n,
    }
    await writeDbn(join(folder, `${date}.dbn`), records, {
      date,
      metadata: { mappings: mappingsOf(date, { ESH4: 101 }), ...span },
    })
  }

  async function lookedBack(lake: Lake, dt: string) {
    const day = { symbol: 'ESH4', dt }
    const [close] = await columnOf(lake, { ...day, dataset: LEVELS }, 'prior_close')
    const { quality } = await manifestOf(lake, { ...day, dataset: CALIBRATION })
    return { close, sessions: quality.sessions }
  }

  it('are never of the contract that had its symbol ten years before', async () => {
    const folder = temporaryFolder()
    await writeEsh4(folder, '2014-01-02')
    await writeEsh4(folder, '2023-12-22')
    const lake = temporaryLake()
    const watcher = { report: () => {}, signal: new AbortController().signal }
    const files = { paths: [folder], overwrite: false, allowTruncated: false }
    await runIngest(lake, files, watcher)
    await runStages(lake, { symbol: 'ESH4' })
    expect(await lookedBack(lake, '2023-12-22')).toEqual({
      close: NO_LEVEL,
      sessions: '2023-12-22',
    })
    const contract = async (dt: string) =>
      (await manifestOf(lake, { dataset: SNAPSHOT, symbol: 'ESH4', dt })).stage.parameters.contract
    expect([await contract('2014-01-02'), await contract('2023-12-22')]).toEqual([
      'ES 2014-03',
      'ES 2024-03',
    ])
    expect(await runStages(lake, { symbol: 'ESH4' })).toEqual([])
  })

  it('have most of their hours: an evening is none, and too long ago is none', async () => {
    const folder = temporaryFolder()
    await writeEsh4(folder, '2023-12-01')
    await writeEsh4(folder, '2023-12-20')
    await writeEsh4(folder, '2023-12-21', [14, 24])
    await writeEsh4(folder, '2023-12-22')
    const lake = temporaryLake()
    const watcher = { report: () => {}, signal: new AbortController().signal }
    const files = { paths: [folder], overwrite: false, allowTruncated: false }
    await runIngest(lake, files, watcher)
    await runStages(lake, { symbol: 'ESH4' })
    expect((await lookedBack(lake, '2023-12-22')).sessions).toBe('2023-12-20')
    // Once is enough: nothing is left to do.
    expect(await runStages(lake, { symbol: 'ESH4' })).toEqual([])
  })

  it('are the front contract’s where a contract has none itself, and that is said', async () => {
    const folder = temporaryFolder()
    const lake = temporaryLake()
    const days = [
      ['2026-03-11', 'ESH6'],
      ['2026-03-12', 'ESH6'],
      ['2026-03-13', 'ESM6'],
    ] as const
    for (const [date, symbol] of days) {
      const records = dayRecords({ date, from: '15:00:00', seconds: 30, instruments: ['ESH6'] })
      const mappings = mappingsOf(date, { [symbol]: 101 })
      await writeDbn(join(folder, `${date}.dbn`), records, { date, metadata: { mappings } })
    }
    const watcher = { report: () => {}, signal: new AbortController().signal }
    const files = { paths: [folder], overwrite: false, allowTruncated: false }
    await runIngest(lake, files, watcher)
    await runStages(lake, { symbol: 'ESM6' })
    const june = { symbol: 'ESM6', dt: '2026-03-13' }
    const { quality, notes } = await manifestOf(lake, { ...june, dataset: CALIBRATION })
    expect(quality.sessions).toBe('ESH6 2026-03-11 ESH6 2026-03-12')
    expect(notes).toContain(
      'ESM6 has no earlier session: 2026-03-13 is calibrated by ESH6 (ES 2026-03), the front contract then',
    )
    const [high] = await columnOf(lake, { ...june, dataset: LEVELS }, 'prior_high')
    expect(high).toBe(NO_LEVEL)
    expect(await runStages(lake, { symbol: 'ESM6' })).toEqual([])
  })
})

it('a day made without a session has that of the latest in the lake', async () => {
  const folder = temporaryFolder()
  await writeDay(folder, '2026-01-06', '14:30:00')
  await writeDay(folder, '2026-01-07', '14:30:00', 2)
  const lake = temporaryLake()
  await run(lake, folder, '2026-01-06', { session: '14:30-14:31@UTC' })
  await run(lake, folder, '2026-01-07', {})
  const { stage } = await manifestOf(lake, { dataset: SNAPSHOT, symbol: 'ESH6', dt: '2026-01-07' })
  expect(stage.parameters.session).toBe('14:30-14:31@UTC')
})
