import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../src/failure.ts'
import type { Lake } from '../../src/lake/paths.ts'
import type { PipelineEvent, PipelineRequest } from '../../src/pipeline/pipeline.ts'
import { runPipeline } from '../../src/pipeline/pipeline.ts'
import { pipelineStatus } from '../../src/pipeline/status.ts'
import type { MissingTarget } from '../../src/pipeline/targets.ts'
import {
  editManifest,
  manifestPath,
  partPath,
  removeStageDay,
  shownFolder,
  shownPath,
} from '../lake/lake-files.ts'
import { LONG } from '../setup/long.ts'
import {
  DAY,
  dayRecords,
  definition,
  INSTRUMENTS,
  mappingsOf,
  NEXT_DAY,
  timeOf,
  writeDbn,
} from '../stages/made-day.ts'
import {
  columnOf,
  ingestFiles,
  lakeHashes,
  leftovers,
  manifestOf,
  mbo,
  runStages,
  SNAPSHOT,
  temporaryFolder,
  temporaryLake,
  WALL,
} from '../stages/made-lake.ts'

const BOOK = (symbol = 'ESH6', dt = DAY) => `silver/futures-book ${symbol} ${dt}`
const snapshot = (dt = DAY, symbol = 'ESH6') => ({ dataset: SNAPSHOT, symbol, dt })

/** A lake with the bronze of two days. */
async function twoDays(): Promise<{ lake: Lake; folder: string }> {
  const lake = temporaryLake()
  const folder = temporaryFolder()
  await writeDbn(join(folder, 'day1.dbn.zst'), dayRecords())
  const next = dayRecords({ date: NEXT_DAY, seed: 2 })
  await writeDbn(join(folder, 'day2.dbn.zst'), next, { date: NEXT_DAY })
  await ingestFiles(lake, [folder])
  return { lake, folder }
}

async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(Failure)
  return error as Failure
}

/** Failures of single days, which do not end a run. */
async function failuresOf(lake: Lake, request: Partial<PipelineRequest>): Promise<string[]> {
  const failures: string[] = []
  const report = (event: PipelineEvent) => {
    if (event.type === 'run' && event.event.type === 'failed')
      failures.push(event.event.failure.message)
  }
  const asked = { options: {}, layer: 'all', overwrite: false, workers: 1, ...request } as const
  await runPipeline(lake, asked, { report, signal: new AbortController().signal })
  return failures
}

/** What a run made, and what of its choice the lake does not have. */
async function absentIn(lake: Lake, request: Partial<PipelineRequest>) {
  const ran: string[] = []
  const absent: MissingTarget[] = []
  const report = (event: PipelineEvent) => {
    if (event.type === 'absent') absent.push(event.absent)
    if (event.type === 'run' && event.event.type === 'done') ran.push(event.event.node.key)
  }
  const asked = { options: {}, layer: 'all', overwrite: false, workers: 1, ...request } as const
  await runPipeline(lake, asked, { report, signal: new AbortController().signal })
  return { ran, absent }
}

describe('a run', () => {
  it('writes every day of a symbol, and nothing the second time', async () => {
    const { lake } = await twoDays()
    const ran = await runStages(lake, { symbol: 'ESH6' })
    expect(ran).toEqual(expect.arrayContaining([BOOK('ESH6', DAY), BOOK('ESH6', NEXT_DAY)]))
    const before = lakeHashes(lake)
    expect(await runStages(lake, { symbol: 'ESH6' })).toEqual([])
    expect(lakeHashes(lake)).toEqual(before)
    expect(leftovers(lake)).toEqual([])
    const states = await pipelineStatus(lake, { symbol: 'ESH6' }, {})
    expect(new Set(states.map(({ state }) => state))).toEqual(new Set(['fresh']))
  })

  it('gives the same bytes in another lake, and when it is forced', async () => {
    const [one, other] = [await twoDays(), await twoDays()]
    await runStages(one.lake, { symbol: 'ESH6' })
    await runStages(other.lake, { symbol: 'ESH6' })
    const hashes = lakeHashes(one.lake)
    expect(Object.keys(hashes).length).toBeGreaterThan(12)
    expect(lakeHashes(other.lake)).toEqual(hashes)
    const forced = await runStages(one.lake, { symbol: 'ESH6', overwrite: true })
    expect(forced).toContain(BOOK())
    expect(lakeHashes(one.lake)).toEqual(hashes)
  })

  it('after one day was replaced runs what reads it, and no other day', async () => {
    const { lake, folder } = await twoDays()
    await runStages(lake, { symbol: 'ESH6' })
    const before = lakeHashes(lake)
    const changed = dayRecords({ date: NEXT_DAY, seed: 3 })
    const path = join(folder, 'day2.dbn.zst')
    await writeDbn(path, changed, { date: NEXT_DAY })
    await ingestFiles(lake, [path], { overwrite: true })

    const status = await pipelineStatus(lake, { symbol: 'ESH6' }, {})
    expect(status.find(({ dataset, dt }) => dataset === WALL && dt === NEXT_DAY)).toMatchObject({
      state: 'stale',
      reasons: [`input bronze.future_mbo.mbo ESH6 ${NEXT_DAY} changed`],
    })
    const ran = await runStages(lake, { symbol: 'ESH6' })
    expect(ran).toContain(BOOK('ESH6', NEXT_DAY))
    expect(ran.filter((key) => key.endsWith(DAY))).toEqual([])
    const ofDay = (hashes: Record<string, string>, dt: string) =>
      Object.entries(hashes).filter(([name]) => name.includes(`dt=${dt}`))
    expect(ofDay(lakeHashes(lake), DAY)).toEqual(ofDay(before, DAY))
    expect(ofDay(lakeHashes(lake), NEXT_DAY)).not.toEqual(ofDay(before, NEXT_DAY))
  })

  it('runs again for another parameter, and keeps it when the flag is left out', async () => {
    const { lake } = await twoDays()
    const dates = { kind: 'list', dates: [DAY] } as const
    const request = { symbol: 'ESH6', dates }
    await runStages(lake, request)
    const narrow = { session: '14:30:05-14:30:20@UTC', maxRelTicks: 20 }
    const options = { session: '14:30-14:31@UTC', maxRelTicks: 20 }
    await failureOf(runStages(lake, { ...request, options: narrow }))
    expect(await runStages(lake, { ...request, options })).toContain(BOOK())
    expect((await manifestOf(lake, snapshot())).stage.parameters).toMatchObject({
      session: '14:30-14:31@UTC',
      max_rel_ticks: 20,
    })
    const relTicks = await columnOf(lake, { ...snapshot(), dataset: WALL }, 'rel_ticks')
    expect(Math.max(...relTicks.map((ticks) => Math.abs(Number(ticks))))).toBeLessThanOrEqual(20)
    expect(await runStages(lake, request)).toEqual([])
    expect(await runStages(lake, { ...request, options: { session: 'file' } })).toContain(BOOK())
  })

  it('runs again for another revision of the stage', async () => {
    const { lake } = await twoDays()
    const request = { symbol: 'ESH6', dates: { kind: 'list', dates: [DAY] } } as const
    await runStages(lake, request)
    const before = lakeHashes(lake)
    // As an earlier version of the program would have left it.
    editManifest(lake, snapshot(), (manifest) => {
      return { ...manifest, stage: { ...manifest.stage, revision: 0 } }
    })
    expect(await runStages(lake, request)).toContain(BOOK())
    expect(lakeHashes(lake)).toEqual(before)
  })

  it('runs nothing where an input was made otherwise and came out the same', async () => {
    const { lake } = await twoDays()
    const request = { symbol: 'ESH6', dates: { kind: 'list', dates: [DAY] } } as const
    await runStages(lake, request)
    editManifest(lake, mbo(), (manifest) => ({ ...manifest, notes: ['made once more'] }))
    expect(await runStages(lake, request)).toEqual([])
  })

  it('runs again what was damaged or taken away', async () => {
    const { lake } = await twoDays()
    const request = { symbol: 'ESH6', dates: { kind: 'list', dates: [DAY] } } as const
    await runStages(lake, request)
    const before = lakeHashes(lake)
    const damages = [
      () => rmSync(manifestPath(lake, snapshot())),
      () => rmSync(partPath(lake, snapshot())),
      () => writeFileSync(manifestPath(lake, snapshot()), '{}'),
      () => rmSync(shownFolder(lake, snapshot()), { recursive: true }),
    ]
    for (const damage of damages) {
      damage()
      expect(await runStages(lake, request)).toContain(BOOK())
      expect(lakeHashes(lake)).toEqual(before)
    }
  })

  it('leaves what was there when it is interrupted', async () => {
    const { lake } = await twoDays()
    const request = { symbol: 'ESH6', options: {}, layer: 'all', workers: 1 } as const
    await runStages(lake, { symbol: 'ESH6' })
    const before = lakeHashes(lake)
    const interruption = new AbortController()
    const report = (event: PipelineEvent) => {
      if (event.type === 'run' && event.event.type === 'start') interruption.abort()
    }
    const run = runPipeline(
      lake,
      { ...request, overwrite: true },
      { report, signal: interruption.signal },
    )
    await expect(run).rejects.toThrow(/abort/i)
    expect(lakeHashes(lake)).toEqual(before)
    expect(leftovers(lake)).toEqual([])
  })
})

describe('a session that begins the day before', () => {
  const options = { session: 'globex' }
  const dates = { kind: 'list', dates: [NEXT_DAY] } as const

  it('reads that day too', LONG, async () => {
    const lake = temporaryLake()
    const folder = temporaryFolder()
    // 18:00 New York is 23:00 UTC in winter.
    await writeDbn(join(folder, '1.dbn'), dayRecords({ from: '23:30:00', seconds: 5 }))
    const next = dayRecords({ date: NEXT_DAY, from: '00:00:05', seconds: 5, hasSnapshot: false })
    await writeDbn(join(folder, '2.dbn'), next, { date: NEXT_DAY })
    await ingestFiles(lake, [folder])
    await runStages(lake, { symbol: 'ESH6', dates, options })
    const { inputs, notes } = await manifestOf(lake, snapshot(NEXT_DAY))
    expect(inputs).toMatchObject([mbo('ESH6', DAY), mbo('ESH6', NEXT_DAY)])
    expect(notes.filter((note) => note.includes('done without'))).toEqual([])
    const [first] = await columnOf(lake, snapshot(NEXT_DAY), 'window_start_ts_ns')
    expect(first).toBe(timeOf(DAY, '23:30:00'))
  })

  it('reports a missing day, and runs again once it exists', async () => {
    const lake = temporaryLake()
    const folder = temporaryFolder()
    const next = dayRecords({ date: NEXT_DAY, from: '00:00:05', seconds: 5 })
    await writeDbn(join(folder, '2.dbn'), next, { date: NEXT_DAY })
    await ingestFiles(lake, [folder])
    await runStages(lake, { symbol: 'ESH6', options })
    expect((await manifestOf(lake, snapshot(NEXT_DAY))).notes).toContain(
      `bronze.future_mbo.mbo ESH6 ${DAY} is not in the lake and was done without`,
    )
    await writeDbn(join(folder, '1.dbn'), dayRecords({ from: '23:30:00', seconds: 5 }))
    await ingestFiles(lake, [join(folder, '1.dbn')])
    expect(await runStages(lake, { symbol: 'ESH6', dates })).toContain(BOOK('ESH6', NEXT_DAY))
    expect((await manifestOf(lake, snapshot(NEXT_DAY))).inputs).toHaveLength(2)
  })
})

describe('which days are selected', () => {
  it('takes every symbol of the lake where none is named', async () => {
    const { lake } = await twoDays()
    const books = (await runStages(lake)).filter((key) => key.startsWith('silver/futures-book'))
    expect(books.sort()).toEqual([
      BOOK('ESH6', DAY),
      BOOK('ESH6', NEXT_DAY),
      BOOK('ESM6', DAY),
      BOOK('ESM6', NEXT_DAY),
    ])
  })

  it('selects several that are named, and reports one that the lake lacks', async () => {
    const { lake } = await twoDays()
    const dates = { kind: 'list', dates: [DAY] } as const
    const ran = await runStages(lake, { symbol: 'ESH6, ESM6', dates })
    expect(ran).toEqual(expect.arrayContaining([BOOK('ESH6', DAY), BOOK('ESM6', DAY)]))
    const { ran: books, absent } = await absentIn(lake, {
      symbol: 'ESM6,NQ',
      dates,
      overwrite: true,
    })
    expect(books).toContain(BOOK('ESM6', DAY))
    expect(absent.map(({ what }) => what)).toEqual([`NQ ${DAY}`])
    expect(absent[0].failure.exitCode).toBe(3)
    expect(absent[0].failure.message).toMatch(
      /the lake has no orders of NQ 2026-01-06 \(found ESH6 .*\); ingest the file with: spymaster pipeline ingest FILE\.$/,
    )
    const failure = await failureOf(runStages(lake, { symbol: 'NQ,ZN' }))
    expect(failure.message).toContain('the lake has no orders of NQ, ZN (found ESH6')
  })

  it('builds the dates that exist, and reports those that are missing', async () => {
    const { lake } = await twoDays()
    const dates = { kind: 'list', dates: ['2026-01-08', DAY] } as const
    for (const symbol of ['ESM6', 'ESM6,ESH6']) {
      const { ran, absent } = await absentIn(lake, { symbol, dates, overwrite: true })
      expect(ran).toContain(BOOK('ESM6', DAY))
      expect(absent.map(({ what }) => what)).toEqual(
        symbol.split(',').map((each) => `${each} 2026-01-08`),
      )
    }
  })

  it('does not stop a symbol where another is damaged', async () => {
    const { lake } = await twoDays()
    const dates = { kind: 'list', dates: [NEXT_DAY] } as const
    await runStages(lake, { symbol: 'ESH6', dates })
    for (const symbol of ['ESH6', 'ESM6'])
      writeFileSync(manifestPath(lake, mbo(symbol, NEXT_DAY)), '{}')
    const { absent } = await absentIn(lake, { symbol: 'ES,ESH6', dates })
    expect(absent).toMatchObject([{ what: 'ES', failure: { exitCode: 3 } }])
  })

  it('selects the only symbol that has a date, and reports a date that none has', async () => {
    const { lake } = await twoDays()
    removeStageDay(lake, mbo('ESM6', DAY))
    const dates = { kind: 'list', dates: [DAY] } as const
    const ran = await runStages(lake, { dates })
    expect(ran).toContain(BOOK('ESH6', DAY))
    expect(ran).not.toContain(BOOK('ESM6', DAY))
    const both = { kind: 'list', dates: [DAY, '2026-02-03'] } as const
    const { absent } = await absentIn(lake, { dates: both })
    expect(absent.map(({ what }) => what)).toEqual(['2026-02-03'])
    const none = { kind: 'list', dates: ['2026-02-03'] } as const
    const failure = await failureOf(runStages(lake, { dates: none }))
    expect(failure.message).toContain('the lake has no orders of 2026-02-03')
  })

  it('takes a root for its contract with the most lots, each day, and writes that down', async () => {
    const { lake } = await twoDays()
    const lots = async (symbol: string) =>
      Number((await manifestOf(lake, mbo(symbol))).quality.traded_volume)
    const volumes = { ESH6: await lots('ESH6'), ESM6: await lots('ESM6') }
    const front = volumes.ESH6 > volumes.ESM6 ? 'ESH6' : 'ESM6'
    const dates = { kind: 'list', dates: [DAY] } as const
    const ran = await runStages(lake, { symbol: 'ES', dates })
    expect(ran).toContain(BOOK(front, DAY))
    expect(ran.filter((key) => !key.includes(front))).toEqual([])
    const path = join(lake.root, 'selection', 'root=ES', `dt=${DAY}.json`)
    const written = JSON.parse(readFileSync(path, 'utf8'))
    expect(written).toEqual({ root: 'ES', dt: DAY, symbol: front, volumes })
  })

  it('lists what is there where a symbol or a date is not', async () => {
    const { lake } = await twoDays()
    const there = `ESH6 ${DAY}, ESH6 ${NEXT_DAY}, ESM6 ${DAY}, ESM6 ${NEXT_DAY}`
    const ending = `(found ${there}); ingest the file with: spymaster pipeline ingest FILE.`
    const dates = { kind: 'list', dates: ['2026-01-08', '2026-01-09'] } as const
    const cases = [
      [{ symbol: 'ESZ6' }, 'ESZ6'],
      [{ symbol: 'NQ' }, 'NQ'],
      [{ symbol: 'ESH6', dates }, 'ESH6 2026-01-08, 2026-01-09'],
    ] as const
    for (const [request, what] of cases) {
      const failure = await failureOf(runStages(lake, request))
      expect(failure.message).toBe(`${lake.root}: the lake has no orders of ${what} ${ending}`)
      expect(failure.exitCode).toBe(3)
    }
    expect((await failureOf(runStages(temporaryLake()))).message).toContain('no bronze at all')
  })

  it('of a range are those that are there', async () => {
    const { lake } = await twoDays()
    const dates = { kind: 'range', first: '2025-01-01', last: DAY } as const
    const ran = await runStages(lake, { symbol: 'ESM6', dates })
    expect(ran).toContain(BOOK('ESM6', DAY))
    expect(ran.filter((key) => key.endsWith(NEXT_DAY))).toEqual([])
  })
})

describe('a day whose input is wrong', () => {
  it('fails alone: a session without a record', async () => {
    const { lake } = await twoDays()
    const options = { session: '20:00-21:00@UTC' }
    const failures = await failuresOf(lake, { symbol: 'ESH6', options })
    expect(failures[0]).toBe(
      `bronze.future_mbo.mbo ESH6 ${DAY}: no record lies in the session (expected records in session 20:00-21:00@UTC); choose another --session, or ingest the day it belongs to.`,
    )
    expect(failures[1]).toContain(`ESH6 ${NEXT_DAY}: no record lies in the session`)
    expect(leftovers(lake)).toEqual([])
  })

  it('fails with the file and the row group where bronze was edited by hand', async () => {
    const { lake } = await twoDays()
    const path = partPath(lake, mbo())
    const bytes = readFileSync(path)
    bytes[1000] ^= 1
    writeFileSync(path, bytes)
    const dates = { kind: 'list', dates: [DAY] } as const
    const [failure] = await failuresOf(lake, { symbol: 'ESH6', dates })
    expect(failure).toContain(`${shownPath(lake, mbo())}, row group 0, column `)
    expect(existsSync(manifestPath(lake, snapshot()))).toBe(false)
  })
})

describe('the raw folder', () => {
  it('is ingested first, only as far as requested, and not read a second time', async () => {
    const lake = temporaryLake()
    const raw = join(lake.root, 'raw', 'databento')
    mkdirSync(raw, { recursive: true })
    await writeDbn(join(raw, '1.dbn.zst'), dayRecords())
    await writeDbn(join(raw, '2.dbn.zst'), dayRecords({ date: NEXT_DAY }), { date: NEXT_DAY })
    const dates = { kind: 'list', dates: [DAY] } as const
    expect(await runStages(lake, { symbol: 'ESH6', dates })).toContain(BOOK())
    expect(Object.keys(lakeHashes(lake)).filter((path) => path.includes(NEXT_DAY))).toEqual([])
    const before = lakeHashes(lake)
    expect(await runStages(lake, { symbol: 'ESH6', dates })).toEqual([])
    // A file of other contracts is not even read: its end is missing.
    const others = {
      mappings: [
        { rawSymbol: 'NQH6', intervals: [{ startDate: 0, endDate: 99_999_999, symbol: '101' }] },
      ],
    }
    const other = join(raw, '3.dbn')
    await writeDbn(other, dayRecords(), { metadata: others, level: 0 })
    writeFileSync(other, readFileSync(other).subarray(0, -30))
    expect(await runStages(lake, { symbol: 'ESH6', dates })).toEqual([])
    rmSync(other)
    expect(lakeHashes(lake)).toEqual(before)
    // Another choice leaves what was ingested under this one as it is.
    expect(await runStages(lake, { symbol: 'ESH6' })).not.toContain(BOOK())
    expect(lakeHashes(lake)).toMatchObject(before)
  })
})

describe('the tick size', () => {
  it('is that of the definition of the day, of the nearest day, of the table', async () => {
    const { lake, folder } = await twoDays()
    const dates = { kind: 'list', dates: [NEXT_DAY] } as const
    const tick = async () => {
      await runStages(lake, { symbol: 'ESH6', dates })
      const { notes, stage } = await manifestOf(lake, snapshot(NEXT_DAY))
      return [stage.parameters.tick_size, notes[0]]
    }
    expect(await tick()).toEqual([250_000_000, 'tick size from table by root'])
    const path = join(folder, 'definitions.dbn')
    await writeDbn(path, [definition('ESH6', { min_price_increment: 50_000_000n })], {
      kind: 'definition',
    })
    await ingestFiles(lake, [path])
    expect(await tick()).toEqual([50_000_000, `tick size from definition of ${DAY}`])
  })
})

describe('a root that no definition came for', () => {
  async function lakeOf(symbol: string) {
    const folder = temporaryFolder()
    const path = join(folder, 'day.dbn')
    const records = dayRecords({ instruments: ['ESH6'], seconds: 3 })
    const metadata = { mappings: mappingsOf(DAY, { [symbol]: INSTRUMENTS.ESH6 }) }
    await writeDbn(path, records, { metadata })
    const lake = temporaryLake()
    await ingestFiles(lake, [path])
    return lake
  }
  const parametersOf = async (lake: Lake, symbol: string) =>
    (await manifestOf(lake, { dataset: SNAPSHOT, symbol, dt: DAY })).stage.parameters

  it.each([
    ['CLG4', 10_000_000],
    ['ZNH4', 15_625_000],
  ])('%s ticks as the table says', async (symbol, tick) => {
    const lake = await lakeOf(symbol)
    await runStages(lake, { symbol })
    expect(await parametersOf(lake, symbol)).toMatchObject({ tick_size: tick, max_rel_ticks: 60 })
  })

  it('is as configured, rth and max_rel_ticks too', async () => {
    const lake = await lakeOf('CLG4')
    const roots = {
      CL: { tick: 0.05, max_rel_ticks: 100, session: '09:00-14:30@America/New_York' },
    }
    await runStages(lake, { symbol: 'CLG4', options: { session: 'rth', roots } })
    expect(await parametersOf(lake, 'CLG4')).toMatchObject({
      tick_size: 50_000_000,
      max_rel_ticks: 100,
      session: '09:00-14:30@America/New_York',
    })
    const levels = { dataset: 'silver.future_mbo.session_levels_1s', symbol: 'CLG4', dt: DAY }
    expect((await manifestOf(lake, levels)).stage.parameters).toMatchObject({
      regular_session: '09:00-14:30@America/New_York',
      opening_range_minutes: 15,
    })
  })

  it('without a known tick fails and names the option to set it', async () => {
    const lake = await lakeOf('QQH4')
    const failures: string[] = []
    const report = (event: PipelineEvent) => {
      if (event.type === 'run' && event.event.type === 'failed')
        failures.push(event.event.failure.message)
    }
    const asked = { symbol: 'QQH4', options: {}, layer: 'silver', overwrite: false } as const
    const { signal } = new AbortController()
    await runPipeline(lake, { ...asked, workers: 1 }, { report, signal })
    expect(failures[0]).toMatch(/the tick size of QQH4 is not known.*--roots QQ.tick=0.01/)
    const roots = { QQ: { tick: 0.125 } }
    await runStages(lake, { symbol: 'QQH4', options: { roots } })
    expect(await parametersOf(lake, 'QQH4')).toMatchObject({ tick_size: 125_000_000 })
  })
})
