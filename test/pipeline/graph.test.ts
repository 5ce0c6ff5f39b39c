// @module-tag slow
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Lake } from '../../src/lake/paths.ts'
import { currentOwner, ownedName } from '../../src/lake/store/owner.ts'
import { addDays } from '../../src/market/time.ts'
import { inChildProcess } from '../../src/pipeline/executor/child.ts'
import type { Executor } from '../../src/pipeline/executor/executor.ts'
import { inProcess } from '../../src/pipeline/executor/here.ts'
import type { PipelineRequest } from '../../src/pipeline/pipeline.ts'
import { type PipelineEvent, runPipeline } from '../../src/pipeline/pipeline.ts'
import { pipelineStatus } from '../../src/pipeline/status.ts'
import type { Stage } from '../../src/stages/stage.ts'
import { manifestPath, partPath, shownPath } from '../lake/lake-files.ts'
import { DAY, dayRecords, writeDbn } from '../stages/made-day.ts'
import {
  columnOf,
  ingestFiles,
  lakeHashes,
  leftovers,
  MBO,
  manifestOf,
  mbo,
  SNAPSHOT,
  temporaryFolder,
  temporaryLake,
  WALL,
} from '../stages/made-lake.ts'

const CALIBRATION = 'gold.hud.physics_norm_calibration'
const LEVELS = 'silver.future_mbo.session_levels_1s'
const VACUUM = 'silver.future_mbo.vacuum_surface_1s'

const ESH6 = { symbol: 'ESH6' } as const
/** Trading days from a Tuesday on: the exchange has no session on a weekend. */
const day = (index: number) => addDays(DAY, index + 2 * Math.floor((index + 1) / 5))
const of = (dataset: string, index: number) => ({ dataset, symbol: 'ESH6', dt: day(index) })
const book = (index: number) => `silver/futures-book ESH6 ${day(index)}`
const events = (index: number) => `silver/futures-events ESH6 ${day(index)}`

/** Ingests days of ESH6, each of its own seed. */
async function ingestDays(lake: Lake, indexes: readonly number[], seconds = 12): Promise<void> {
  const folder = temporaryFolder()
  for (const index of indexes) {
    const date = day(index)
    const records = dayRecords({ date, seconds, seed: index + 1, instruments: ['ESH6'] })
    await writeDbn(join(folder, `${date}.dbn.zst`), records, { date })
  }
  await ingestFiles(lake, [folder])
}

async function lakeOf(indexes: readonly number[]): Promise<Lake> {
  const lake = temporaryLake()
  await ingestDays(lake, indexes)
  return lake
}

interface Ran {
  readonly written: string[]
  readonly failed: Record<string, string>
  readonly stopped: Record<string, string>
}

/** Runs the pipeline, and returns what became of what did not turn out fresh. */
async function run(lake: Lake, request: Partial<PipelineRequest> = {}): Promise<Ran> {
  const ran: Ran = { written: [], failed: {}, stopped: {} }
  const report = (told: PipelineEvent) => {
    if (told.type !== 'run') return
    const { event } = told
    if (event.type === 'done') ran.written.push(event.node.key)
    if (event.type === 'failed') ran.failed[event.node.key] = event.failure.message
    if (event.type === 'stopped') ran.stopped[event.node.key] = event.by
  }
  const asked = {
    options: {},
    layer: 'all',
    overwrite: false,
    workers: 1,
    ...ESH6,
    ...request,
  } as const
  await runPipeline(lake, asked, { report, signal: new AbortController().signal })
  return ran
}

/** The sessions that a day's scores look back on, and how. */
async function lookback(lake: Lake, index: number): Promise<{ mode: string; sessions: string[] }> {
  const { quality } = await manifestOf(lake, of(CALIBRATION, index))
  const scored = await manifestOf(lake, of(VACUUM, index))
  return {
    mode: String(scored.quality.calibration_mode),
    sessions: String(quality.sessions).split(' '),
  }
}

const ofDay = (hashes: Record<string, string>, index: number) =>
  Object.entries(hashes).filter(([path]) => path.includes(`dt=${day(index)}/`))

const statesOf = async (lake: Lake, index: number) =>
  (await pipelineStatus(lake, ESH6, {})).filter(({ dt }) => dt === day(index))

/** Flips one bit in the middle of a partition's data. */
function corrupt(lake: Lake, partition: ReturnType<typeof of>): void {
  const path = partPath(lake, partition)
  const bytes = readFileSync(path)
  bytes[bytes.length >> 2] ^= 1
  writeFileSync(path, bytes)
}

describe('the calibration of a day', () => {
  it('is by the five sessions before it, and by itself where there is none', async () => {
    const lake = await lakeOf([0, 1, 2, 3, 4, 5, 6])
    await run(lake)
    expect(await lookback(lake, 0)).toEqual({ mode: 'same_day', sessions: [day(0)] })
    expect(await lookback(lake, 1)).toEqual({ mode: 'prior', sessions: [day(0)] })
    expect(await lookback(lake, 5)).toEqual({ mode: 'prior', sessions: [0, 1, 2, 3, 4].map(day) })
    expect(await lookback(lake, 6)).toEqual({ mode: 'prior', sessions: [1, 2, 3, 4, 5].map(day) })
    expect(await columnOf(lake, of(CALIBRATION, 6), 'lookback_sessions')).toEqual(
      Array.from({ length: 5 }, () => 5),
    )
    const { notes } = await manifestOf(lake, of(CALIBRATION, 0))
    expect(notes).toEqual([`${day(0)} is calibrated by itself: its scores look ahead`])
  })

  it('requested alone also builds the walls of its lookback, and nothing else of those days', async () => {
    const lake = await lakeOf([0, 1])
    const dates = { kind: 'list', dates: [day(1)] } as const
    const { written } = await run(lake, { dates, layer: 'gold' })
    expect(written).toEqual([book(0), `gold/calibration ESH6 ${day(1)}`])
  })
})

describe('a day that arrives', () => {
  it('later than all others changes none of them', async () => {
    const lake = await lakeOf([0, 1])
    await run(lake)
    const before = lakeHashes(lake)
    await ingestDays(lake, [2])
    const { written } = await run(lake)
    expect(written).toHaveLength(5)
    expect(written.every((key) => key.endsWith(day(2)))).toBe(true)
    expect(lakeHashes(lake)).toMatchObject(before)
  })

  it('between others is told by status, with what it changes and why, and by nothing before it', async () => {
    const lake = await lakeOf([0, 2, 3])
    await run(lake)
    const before = lakeHashes(lake)
    await ingestDays(lake, [1])
    expect(new Set((await statesOf(lake, 0)).map(({ state }) => state))).toEqual(new Set(['fresh']))
    for (const later of [2, 3]) {
      const states = await statesOf(lake, later)
      const stateOf = (dataset: string) => states.find((each) => each.dataset === dataset)
      expect(stateOf(SNAPSHOT)).toMatchObject({ state: 'fresh' })
      expect(stateOf(CALIBRATION)).toMatchObject({
        state: 'stale',
        reasons: [`${book(1)} is not there yet`],
      })
      expect(stateOf(VACUUM)).toMatchObject({
        state: 'stale',
        reasons: [`gold/calibration ESH6 ${day(later)} runs`],
      })
    }
    const { written } = await run(lake)
    expect(written).not.toContain(book(2))
    expect(await lookback(lake, 2)).toEqual({ mode: 'prior', sessions: [0, 1].map(day) })
    expect(await lookback(lake, 3)).toEqual({ mode: 'prior', sessions: [0, 1, 2].map(day) })
    expect(ofDay(lakeHashes(lake), 0)).toEqual(ofDay(before, 0))
    // As if it had been there from the first.
    const other = await lakeOf([0, 1, 2, 3])
    await run(other)
    expect(lakeHashes(lake)).toEqual(lakeHashes(other))
  })

  it('and was built before is reported as a new input', async () => {
    const lake = await lakeOf([1])
    await run(lake)
    await ingestDays(lake, [0])
    const dates = { kind: 'list', dates: [day(0)] } as const
    await run(lake, { dates })
    const calibration = (await statesOf(lake, 1)).find(({ dataset }) => dataset === CALIBRATION)
    expect(calibration?.state).toBe('stale')
    expect(calibration?.reasons).toEqual(
      expect.arrayContaining([
        `input ${WALL} ESH6 ${day(0)} is new`,
        `input ${WALL} ESH6 ${day(1)} is gone`,
      ]),
    )
  })
})

describe('a day that fails stops only what needs it', () => {
  const damage = (lake: Lake) => corrupt(lake, mbo('ESH6', day(1)))
  const edit = (lake: Lake) => writeFileSync(manifestPath(lake, mbo('ESH6', day(1))), '{}')
  // A stage that reads the manifest fails; one that waits for another stage's output is stopped.
  const cases: [string, Executor, (lake: Lake) => void, RegExp, string[]][] = [
    ['bronze is damaged', inProcess, damage, /00000\.parquet.*: the file is damaged: /, [book(1)]],
    ['bronze is damaged, and two run', inChildProcess, damage, /file is damaged: /, [book(1)]],
    ['manifest is edited', inProcess, edit, /: the manifest is damaged \(/, [book(1), events(1)]],
  ]
  it.each(cases)('where its %s', async (_name, executor, spoil, sentence, failing) => {
    const lake = await lakeOf([0, 1, 2])
    spoil(lake)
    const { written, failed, stopped } = await run(lake, { executor, workers: 2 })
    expect(Object.keys(failed).toSorted()).toEqual(failing)
    expect(failed[book(1)]).toMatch(sentence)
    // Its calibration looks back on the day before, and is none the worse.
    expect(stopped).toEqual({
      [`silver/session-levels ESH6 ${day(1)}`]: book(1),
      [`silver/futures-physics ESH6 ${day(1)}`]: book(1),
      ...(!failing.includes(events(1)) && { [events(1)]: book(1) }),
    })
    expect(written.filter((key) => key.endsWith(day(1)))).toEqual([
      `gold/calibration ESH6 ${day(1)}`,
    ])
    expect(written).toHaveLength(11)
    expect(await lookback(lake, 2)).toEqual({ mode: 'prior', sessions: [day(0)] })
    for (const dataset of [CALIBRATION, LEVELS]) {
      const { notes } = await manifestOf(lake, of(dataset, 2))
      expect(notes).toContain(`${book(1)} failed and was done without`)
    }
    expect(leftovers(lake)).toEqual([])
    // It fails again, and what was done without it stays as it is.
    const before = lakeHashes(lake)
    const again = await run(lake)
    expect([again.written, Object.keys(again.failed).toSorted()]).toEqual([[], failing])
    expect(lakeHashes(lake)).toEqual(before)
  })
})

it('a day whose only earlier session fails is calibrated by itself, with a note', async () => {
  const lake = await lakeOf([0, 1, 2])
  corrupt(lake, mbo('ESH6', day(0)))
  for (const executor of [inProcess, inChildProcess]) {
    const { failed } = await run(lake, {
      executor,
      workers: 2,
      overwrite: executor === inChildProcess,
    })
    expect(Object.keys(failed)).toEqual([book(0)])
    expect(await lookback(lake, 1)).toEqual({ mode: 'same_day', sessions: [day(1)] })
    expect((await manifestOf(lake, of(CALIBRATION, 1))).notes).toEqual([
      `${day(1)} is calibrated by itself: its scores look ahead`,
      `${book(0)} failed and was done without`,
    ])
    // The day after has that day to look back on.
    expect(await lookback(lake, 2)).toEqual({ mode: 'prior', sessions: [day(1)] })
  }
  const before = lakeHashes(lake)
  expect((await run(lake)).written).toEqual([])
  expect(lakeHashes(lake)).toEqual(before)
  const [calibration] = (await statesOf(lake, 1)).filter(({ dataset }) => dataset === CALIBRATION)
  expect(calibration).toMatchObject({ reasons: [`${book(0)} is not there yet`] })
})

describe('input that another run replaces while it is read', () => {
  const partition = mbo('ESH6', day(0))
  let replaced = 0
  /** Replaces its input for as many runs, by the same orders under another name of the file. */
  const stage = (lake: Lake, times: number): Stage => ({
    name: 'silver/made',
    revision: 1,
    reads: [partition.dataset],
    writes: [SNAPSHOT],
    resolve: () => Promise.reject(new Error('it is resolved')),
    run: async () => {
      if (replaced++ < times) {
        const folder = temporaryFolder()
        const records = dayRecords({ date: day(0), seconds: 10 + replaced, instruments: ['ESH6'] })
        await writeDbn(join(folder, 'other.dbn.zst'), records, { date: day(0) })
        await ingestFiles(lake, [folder], { overwrite: true })
      }
      return {}
    },
  })
  const go = async (times: number) => {
    replaced = 0
    const lake = await lakeOf([0])
    const resolved = { parameters: {}, reads: [{ ...partition, optional: false }], notes: [] }
    const execution = {
      stage: stage(lake, times),
      symbol: 'ESH6',
      dt: day(0),
      resolved,
      isForced: true,
    }
    return inProcess.submit(lake, execution, () => {}, new AbortController().signal)
  }

  it('is read again', async () => {
    expect(await go(2)).toMatchObject({ type: 'done' })
    expect(replaced).toBe(3)
  })

  it('is refused as busy where that does not end', async () => {
    await expect(go(9)).rejects.toMatchObject({
      exitCode: 4,
      message: `${MBO} ESH6 ${day(0)}: the input is replaced again and again while it is read; let what writes it end, and run it again.`,
    })
    expect(replaced).toBe(3)
  })
})

it('a date with damaged bronze is skipped when a root is requested, and the others continue', async () => {
  const lake = await lakeOf([0, 1, 2])
  const path = manifestPath(lake, mbo('ESH6', day(1)))
  writeFileSync(path, '{}')
  const faults: string[] = []
  const asked = { options: {}, layer: 'all', overwrite: false, workers: 1, symbol: 'ES' } as const
  const report = (told: PipelineEvent) => {
    if (told.type === 'fault') faults.push(`${told.fault.dt} ${told.fault.failure.message}`)
  }
  const signal = new AbortController().signal
  const tasks = await runPipeline(lake, asked, { report, signal })
  expect(faults).toEqual([expect.stringMatching(`^${day(1)} .*the manifest is damaged`)])
  expect([...new Set(tasks.map(({ node }) => node.dt))].sort()).toEqual([day(0), day(1), day(2)])
  expect(await lookback(lake, 2)).toEqual({ mode: 'prior', sessions: [day(0)] })
  const alone = { ...asked, dates: { kind: 'list', dates: [day(1)] } } as const
  await expect(runPipeline(lake, alone, { report, signal })).rejects.toThrow(
    'the manifest is damaged',
  )
})

it('a repaired day is used in the lookback of the next run', async () => {
  const lake = await lakeOf([0, 1, 2])
  corrupt(lake, mbo('ESH6', day(1)))
  await run(lake)
  const folder = temporaryFolder()
  const records = dayRecords({ date: day(1), seconds: 12, seed: 2, instruments: ['ESH6'] })
  await writeDbn(join(folder, `${day(1)}.dbn.zst`), records, { date: day(1) })
  await ingestFiles(lake, [folder], { overwrite: true })
  const { failed } = await run(lake)
  expect(failed).toEqual({})
  const other = await lakeOf([0, 1, 2])
  await run(other)
  expect(lakeHashes(lake)).toEqual(lakeHashes(other))
})

it('status shows what a run killed in the middle of a commit had not shown yet', async () => {
  const lake = await lakeOf([0])
  await run(lake)
  const before = lakeHashes(lake)
  const partition = of(WALL, 0)
  // No process has this number.
  const killed = ownedName({ ...currentOwner(), pid: 2 ** 30 })
  const key = `.runs/silver,futures-book,${partition.symbol},${partition.dt},${killed}`
  await lake.store.put(key, new Uint8Array(0))
  rmSync(shownPath(lake, partition))
  const states = await statesOf(lake, 0)
  expect(states.find(({ dataset }) => dataset === WALL)).toMatchObject({ state: 'fresh' })
  expect(lakeHashes(lake)).toEqual(before)
})
