// @module-tag slow
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Lake, openLake } from '../../src/lake/paths.ts'
import { LONG } from '../setup/long.ts'
import { DAY, dayRecords, NEXT_DAY, writeDbn } from '../stages/made-day.ts'
import { lakeHashes, leftovers } from '../stages/made-lake.ts'
import { signalGroup, startGroup } from './process-group.ts'
import { ended, spymaster } from './spymaster.ts'

const HOUR = 3_600_000
const RUN = ['pipeline', 'run', '--symbol', 'ESH6', '--workers', '2']

let folder: string
let bronze: Lake
let whole: Lake

/** Has the program's clock, and its children's, jump in the middle of its work. */
const jumping = (milliseconds: number, after: number) => ({
  NODE_OPTIONS: `--import=${new URL('clock-jump.ts', import.meta.url)}`,
  JUMP_MS: `${milliseconds}`,
  JUMP_AFTER_MS: `${after}`,
})

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spymaster-clock-'))
  bronze = openLake(join(folder, 'bronze'))
  for (const [index, date] of [DAY, NEXT_DAY].entries()) {
    const records = dayRecords({ date, seconds: 120, seed: index + 1, instruments: ['ESH6'] })
    await writeDbn(join(folder, `${date}.dbn.zst`), records, { date })
  }
  const files = [DAY, NEXT_DAY].map((date) => join(folder, `${date}.dbn.zst`))
  const ingest = ['pipeline', 'ingest', ...files]
  expect(await spymaster(ingest, { lake: bronze.root })).toMatchObject({ exitCode: 0 })
  whole = copyOf('whole')
  expect(await spymaster(RUN, { lake: whole.root })).toMatchObject({ exitCode: 0 })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function copyOf(name: string): Lake {
  const root = join(folder, name)
  cpSync(bronze.root, root, { recursive: true })
  return openLake(root)
}

describe('a clock that is set while a run works', () => {
  it.each([['back', -HOUR] as const])('%s by an hour changes no byte and leaves nothing', runs)
  it.each([['forward', HOUR] as const])('%s by an hour changes nothing either', LONG, runs)

  async function runs(name: string, milliseconds: number): Promise<void> {
    const lake = copyOf(name)
    const env = jumping(milliseconds, 400)
    const run = await spymaster(RUN, { lake: lake.root, env })
    expect(run, run.stderr).toMatchObject({ exitCode: 0 })
    expect(lakeHashes(lake)).toEqual(lakeHashes(whole))
    expect(leftovers(lake)).toEqual([])
  }

  it('and set back after it was killed, does not keep its leases alive', async () => {
    const lake = copyOf('killed')
    const run = startGroup(RUN, { lake: lake.root, env: jumping(HOUR, 0) })
    const locks = () => leftovers(lake).filter((path) => path.startsWith('.leases/'))
    const isHeld = () => {
      const times = locks().map((path) => {
        const [, , , expires] = readFileSync(join(lake.root, path), 'utf8').split(' ')
        return Number(expires)
      })
      return times.some((time) => time > Date.now() + HOUR / 2)
    }
    while (locks().length === 0 || !isHeld()) await sleep(5)
    signalGroup(run.pid, 'SIGKILL')
    expect(ended(await run).exitCode).not.toBe(0)
    const next = await spymaster(RUN, { lake: lake.root })
    expect(next, next.stderr).toMatchObject({ exitCode: 0 })
    expect(lakeHashes(lake)).toEqual(lakeHashes(whole))
  })
})
