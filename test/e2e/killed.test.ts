// @module-tag slow
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assertHashes } from '../../src/lake/partition/check-hashes.ts'
import { listPartitions } from '../../src/lake/partition/list.ts'
import { readPartition } from '../../src/lake/partition/read.ts'
import { type Lake, openLake } from '../../src/lake/paths.ts'
import { isLong, LONG } from '../setup/long.ts'
import { DAY, dayRecords, NEXT_DAY, writeDbn } from '../stages/made-day.ts'
import { lakeHashes, leftovers } from '../stages/made-lake.ts'
import { signalGroup, startGroup } from './process-group.ts'
import { ended, spymaster } from './spymaster.ts'

/** Seed of the moments at which runs are killed. */
const SEED = 20260106
/** How many kills go on at once: each mostly waits for the lock of the one killed to go stale. */
const LANES = 4

let folder: string
let bought: string
/** As undisturbed runs left them: bronze alone, and all there is. */
let bronze: Lake
let whole: Lake
/** Bronze, and all there is of the first day. */
let oneDay: Lake

const RUN = ['pipeline', 'run', '--symbol', 'ES']
const TWO_WORKERS = [...RUN, '--dates', DAY, '--workers', '2']
const ingest = () => ['pipeline', 'ingest', bought]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spymaster-killed-'))
  bought = join(folder, 'bought')
  mkdirSync(bought)
  for (const [index, date] of [DAY, NEXT_DAY].entries()) {
    const records = dayRecords({ date, seconds: 120, seed: index + 1 })
    await writeDbn(join(bought, `${index}.mbo.dbn.zst`), records, { date })
  }
  bronze = openLake(join(folder, 'bronze'))
  expect(await spymaster(ingest(), { lake: bronze.root })).toMatchObject({ exitCode: 0 })
  whole = copyOf(bronze, 'whole')
  expect(await spymaster(RUN, { lake: whole.root })).toMatchObject({ exitCode: 0 })
  oneDay = copyOf(bronze, 'one-day')
  expect(await spymaster(TWO_WORKERS, { lake: oneDay.root })).toMatchObject({ exitCode: 0 })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function copyOf(lake: Lake, name: string): Lake {
  const root = join(folder, name)
  if (existsSync(lake.root)) cpSync(lake.root, root, { recursive: true })
  return openLake(root)
}

/** Every partition that can be seen is whole: manifest, hashes and every row. */
async function expectWhole(lake: Lake): Promise<void> {
  for (const partition of await listPartitions(lake)) {
    const reader = await readPartition(lake, partition)
    await assertHashes(lake, reader.manifest)
    for (let group = 0; group < reader.rowGroups.length; group++) await reader.read(group)
    await reader.close()
  }
}

interface Case {
  readonly args: readonly string[]
  readonly before: Lake
  readonly after: Lake
  readonly kills: number
}

/** Milliseconds from a run's first lock to its end, so that no kill is spent on its starting. */
async function workOf({ args, before }: Case): Promise<number> {
  const lake = copyOf(before, 'measured')
  const run = startGroup(args, { lake: lake.root })
  await firstLock(lake, run)
  const from = performance.now()
  expect(ended(await run)).toMatchObject({ exitCode: 0 })
  rmSync(lake.root, { recursive: true })
  return performance.now() - from
}

async function firstLock(lake: Lake, run: Promise<unknown>): Promise<void> {
  let isOver = false
  void run.finally(() => {
    isOver = true
  })
  const begins = () => leftovers(lake).some((path) => /^\.(runs|leases)\//.test(path))
  while (!isOver && !begins()) await sleep(2)
}

/**
 * Kills a run at a moment of its work, checks what it left, and lets the next one complete it.
 *
 * @param moment milliseconds after its first lock
 * @returns false if it had ended before
 */
async function killAt(
  moment: number,
  { args, before, after }: Case,
  name: string,
): Promise<boolean> {
  const lake = copyOf(before, name)
  const run = startGroup(args, { lake: lake.root })
  await firstLock(lake, run)
  await sleep(moment)
  signalGroup(run.pid, 'SIGKILL')
  const { signal } = await run
  await expectWhole(lake)
  const next = await spymaster(args, { lake: lake.root })
  expect(next, next.stderr).toMatchObject({ exitCode: 0 })
  expect(lakeHashes(lake)).toEqual(lakeHashes(after))
  expect(leftovers(lake)).toEqual([])
  rmSync(lake.root, { recursive: true })
  return signal === 'SIGKILL'
}

/** Numbers in [0, 1), one in each of as many equal parts, in a seeded order. */
function spread(count: number, seed: number): number[] {
  let state = seed
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  return Array.from({ length: count }, (_, part) => (part + random()) / count)
}

describe('kill -9 leaves every partition whole or absent, and the next run completes', () => {
  const none = () => openLake(join(folder, 'none'))
  const over = [...RUN, '--overwrite']
  const again = () => [...ingest(), '--overwrite']
  const cases: [string, () => Case][] = [
    ['a run', () => ({ args: RUN, before: bronze, after: whole, kills: isLong ? 7 : 2 })],
    ['a run over another', () => ({ args: over, before: whole, after: whole, kills: 4 })],
    ['two workers', () => ({ args: TWO_WORKERS, before: bronze, after: oneDay, kills: 3 })],
    ['an ingest', () => ({ args: ingest(), before: none(), after: bronze, kills: 4 })],
    ['an ingest over another', () => ({ args: again(), before: whole, after: whole, kills: 2 })],
  ]
  const [first, ...others] = cases
  it.each([first])('%s', killed)
  it.each(others)('%s', LONG, killed)

  async function killed(name: string, caseOf: () => Case): Promise<void> {
    const chosen = caseOf()
    const work = await workOf(chosen)
    const outcomes: boolean[] = []
    const moments = spread(chosen.kills, SEED)
      .map((part) => part * work)
      .entries()
    // The lanes take from one iterator.
    const lane = async () => {
      for (const [kill, moment] of moments)
        outcomes.push(await killAt(moment, chosen, `${name} ${kill}`))
    }
    await Promise.all(Array.from({ length: LANES }, lane))
    // Some may have ended before their moment came; not all of them.
    expect(outcomes).toHaveLength(chosen.kills)
    expect(outcomes).toContain(true)
  }
})
