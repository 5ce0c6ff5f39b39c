// @module-tag slow
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Lake, openLake } from '../../src/lake/paths.ts'
import { LONG } from '../setup/long.ts'
import { DAY, dayRecords, NEXT_DAY, writeDbn } from '../stages/made-day.ts'
import { lakeHashes, leftovers } from '../stages/made-lake.ts'
import { spymaster } from './spymaster.ts'

let folder: string
let bought: string
/** As undisturbed commands left them: bronze alone, and all there is. */
let bronze: Lake
let whole: Lake

const RUN = ['pipeline', 'run', '--symbol', 'ESH6']
const BUSY =
  /another run is writing this partition \(found process \d+ on .+\); wait for it or stop it\./

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spymaster-at-once-'))
  bought = join(folder, 'bought')
  mkdirSync(bought)
  for (const [index, date] of [DAY, NEXT_DAY].entries()) {
    const records = dayRecords({ date, seconds: 200, seed: index + 1 })
    await writeDbn(join(bought, `${index}.mbo.dbn.zst`), records, { date })
  }
  bronze = openLake(join(folder, 'bronze'))
  const ingest = ['pipeline', 'ingest', bought]
  expect(await spymaster(ingest, { lake: bronze.root })).toMatchObject({ exitCode: 0 })
  whole = copyOf(bronze, 'whole')
  expect(await spymaster(RUN, { lake: whole.root })).toMatchObject({ exitCode: 0 })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function copyOf(lake: Lake, name: string): Lake {
  const root = join(folder, name)
  cpSync(lake.root, root, { recursive: true })
  return openLake(root)
}

/** Starts commands at once in a copy of a lake, and returns how they ended. */
async function atOnce(name: string, before: Lake, commands: readonly (readonly string[])[]) {
  const lake = copyOf(before, name)
  const ends = await Promise.all(commands.map((args) => spymaster(args, { lake: lake.root })))
  return { lake, ends }
}

describe('two commands at once on one lake', () => {
  const cases: [string, () => [Lake, string[], string[]]][] = [
    ['two runs', () => [bronze, RUN, RUN]],
    ['a run and a run of two workers', () => [bronze, RUN, [...RUN, '--workers', '2']]],
    ['two runs that replace', () => [whole, [...RUN, '--overwrite'], [...RUN, '--overwrite']]],
    [
      'a run and an ingest that replaces its bronze',
      () => [bronze, RUN, ['pipeline', 'ingest', bought, '--overwrite']],
    ],
  ]
  const [first, ...others] = cases
  it.each([first])('%s: both wait and end well, with the bytes of one', together)
  it.each(others)('%s: both wait and end well, with the bytes of one', LONG, together)

  async function together(name: string, of: () => [Lake, string[], string[]]): Promise<void> {
    const [before, ...commands] = of()
    const { lake, ends } = await atOnce(name, before, commands)
    for (const end of ends) expect(end, end.stderr).toMatchObject({ exitCode: 0 })
    expect(lakeHashes(lake)).toEqual(lakeHashes(whole))
    expect(leftovers(lake)).toEqual([])
  }

  it('that may not wait: each ends well or says who is at it', async () => {
    const args = [...RUN, '--overwrite', '--wait', '0']
    const { lake, ends } = await atOnce('impatient', bronze, [args, args])
    for (const { exitCode, stderr } of ends) {
      if (exitCode === 4) expect(stderr).toMatch(BUSY)
      else expect(exitCode, stderr).toBe(0)
    }
    // Whatever the one that was turned away left undone is completed by the next.
    expect(await spymaster(RUN, { lake: lake.root })).toMatchObject({ exitCode: 0 })
    expect(lakeHashes(lake)).toEqual(lakeHashes(whole))
    expect(leftovers(lake)).toEqual([])
  })

  it('two ingests: both wait and end well, with the bytes of one', async () => {
    const args = ['pipeline', 'ingest', bought, '--overwrite']
    const { lake, ends } = await atOnce('ingests', bronze, [args, args])
    for (const end of ends) expect(end, end.stderr).toMatchObject({ exitCode: 0 })
    expect(lakeHashes(lake)).toEqual(lakeHashes(bronze))
    expect(leftovers(lake)).toEqual([])
  })
})
