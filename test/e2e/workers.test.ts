// @module-tag slow
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { spawn } from '@lydell/node-pty'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Lake, openLake } from '../../src/lake/paths.ts'
import { addDays } from '../../src/market/time.ts'
import { LONG } from '../setup/long.ts'
import { DAY, dayRecords, NEXT_DAY, writeDbn } from '../stages/made-day.ts'
import { lakeHashes, leftovers, manifestOf } from '../stages/made-lake.ts'
import { childrenOf, isRunning, signalGroup, startGroup } from './process-group.ts'
import { ended, spymaster } from './spymaster.ts'

const LAST_WORDS = 'Interrupted; what was unfinished has been removed.\r\n'
const CALIBRATION = 'gold.hud.physics_norm_calibration'

let folder: string
const file = (name: string) => join(folder, name)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'spymaster-workers-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Days of ESH6 as files in a folder of their own. */
async function days(name: string, dates: readonly string[], seconds: number): Promise<string> {
  mkdirSync(file(name))
  for (const [index, date] of dates.entries()) {
    const records = dayRecords({ date, seconds, seed: index + 1, instruments: ['ESH6'] })
    await writeDbn(join(file(name), `${date}.dbn.zst`), records, { date })
  }
  return file(name)
}

/** Waits until something is so; a test that waits too long ends by its own timeout. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(5)
}

const isStaged = (lake: Lake) => leftovers(lake).some((path) => path.startsWith('.runs/'))
const staged = (lake: Lake) => leftovers(lake).filter((path) => path.startsWith('.runs/'))

it('five days give the same bytes one after another and with two workers', LONG, async () => {
  const dates = [0, 1, 2, 3, 4].map((days) => addDays(DAY, days))
  const bought = await days('five', dates, 40)
  const [one, two] = [openLake(file('one')), openLake(file('two'))]
  const args = ['pipeline', 'run', '--raw', bought]
  expect(await spymaster(args, { lake: one.root })).toMatchObject({ exitCode: 0 })
  const run = await spymaster([...args, '--workers', '2'], { lake: two.root })
  expect(run, run.stderr).toMatchObject({ exitCode: 0 })
  const hashes = lakeHashes(one)
  // Nine datasets but the definitions, three files each.
  expect(Object.keys(hashes)).toHaveLength(5 * 8 * 3)
  expect(lakeHashes(two)).toEqual(hashes)
  expect(leftovers(two)).toEqual([])
  const last = { dataset: CALIBRATION, symbol: 'ESH6', dt: dates[4] }
  expect((await manifestOf(two, last)).quality.sessions).toBe(dates.slice(0, 4).join(' '))
})

describe('a run of two workers over slow days', () => {
  let bronze: string
  const args = ['pipeline', 'run', '--workers', '2', '--max-rel-ticks', '2000']

  beforeAll(async () => {
    bronze = await days('slow', [DAY, NEXT_DAY], 1500)
  })

  async function slowLake(name: string): Promise<Lake> {
    const lake = openLake(file(name))
    const ingested = await spymaster(['pipeline', 'ingest', bronze], { lake: lake.root })
    expect(ingested).toMatchObject({ exitCode: 0 })
    return lake
  }

  it('stops its workers when it is interrupted, and leaves nothing behind', async () => {
    const lake = await slowLake('interrupted')
    const before = lakeHashes(lake)
    const run = startGroup(args, { lake: lake.root })
    await until(() => isStaged(lake) && childrenOf(run.pid).length === 2)
    const children = childrenOf(run.pid)
    signalGroup(run.pid, 'SIGINT')
    const { exitCode, stderr } = ended(await run)
    expect(exitCode).toBe(130)
    expect(stderr).toMatch(/^Interrupted; what was unfinished has been removed\.\n$/m)
    expect(children.filter(isRunning)).toEqual([])
    expect(leftovers(lake)).toEqual([])
    expect(lakeHashes(lake)).toEqual(before)
  })

  it('stops them too when only the parent is told, as by a supervisor', LONG, async () => {
    const lake = await slowLake('terminated')
    const run = startGroup(args, { lake: lake.root })
    await until(() => isStaged(lake))
    const children = childrenOf(run.pid)
    run.kill('SIGTERM')
    expect(ended(await run).exitCode).toBe(130)
    expect(children.filter(isRunning)).toEqual([])
    expect(leftovers(lake)).toEqual([])
  })

  it('has workers that tidy up and end when their parent is killed alone', LONG, async () => {
    const lake = await slowLake('orphaned')
    const run = startGroup(args, { lake: lake.root })
    await until(() => isStaged(lake) && childrenOf(run.pid).length === 2)
    const children = childrenOf(run.pid)
    run.kill('SIGKILL')
    await run
    await until(() => children.every((pid) => !isRunning(pid)))
    expect(leftovers(lake)).toEqual([])
  })

  it('names the day of a worker that is killed, and goes on with the others', async () => {
    const lake = await slowLake('killed')
    const run = startGroup(args, { lake: lake.root })
    await until(() => staged(lake).some((path) => path.includes(`futures-book,ESH6,${DAY}`)))
    const owner = staged(lake).find((path) => path.includes(`futures-book,ESH6,${DAY}`)) ?? ''
    process.kill(Number(owner.split(',')[5]), 'SIGKILL')
    const { exitCode, stderr } = ended(await run)
    const book = `silver/futures-book ESH6 ${DAY}`
    const sentence = `${book}: its process was killed by SIGKILL; run it again, with fewer --workers if the machine was out of memory.`
    expect(stderr).toContain(`${book}: failed: ${sentence}\n`)
    expect(stderr).toContain(`silver/session-levels ESH6 ${DAY}: not run, for ${book} failed\n`)
    expect(stderr).toContain(`silver/futures-book ESH6 ${NEXT_DAY}: book_snapshot_1s 1,50`)
    expect(exitCode).toBe(3)
    // The second has no other session to look back on, and is calibrated by itself.
    expect(stderr).toContain(`  note: ${book} failed and was done without\n`)
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(`Error: ${sentence}`)
    expect(staged(lake)).toEqual([])
  })

  it.each([
    ['Ctrl-C is pressed', '\x03', [LAST_WORDS]],
    // Whichever comes first, the end of tidying up or the second signal.
    ['it is pressed again, without waiting', '\x03\x03', [LAST_WORDS, '']],
  ])('leaves the line of a terminal clean when %s', async (name, keys, endings) => {
    const lake = await slowLake(name)
    const node = join(import.meta.dirname, '../../node_modules/.bin/node')
    const script = join(import.meta.dirname, '../../bin/run.js')
    const { CI: _, ...environment } = process.env
    const env = { ...environment, SPYMASTER_LAKE: lake.root, TERM: 'xterm-256color' }
    const terminal = spawn(node, [script, ...args], { cols: 120, rows: 24, env })
    let screen = ''
    terminal.onData((text) => {
      screen += text
    })
    const exit = new Promise<number>((resolve) =>
      // As a shell has it: 128 and the signal, where one ended the process.
      terminal.onExit(({ exitCode, signal }) => resolve(signal ? 128 + signal : exitCode)),
    )
    await until(() => isStaged(lake) && screen.includes('silver/futures-book'))
    for (const key of keys) {
      terminal.write(key)
      await sleep(20)
    }
    expect(await exit).toBe(130)
    // The bar was drawn; what was drawn last wiped it.
    const wipe = '\r\x1b[2K'
    const wiped = screen.lastIndexOf(wipe)
    expect(wiped).toBeGreaterThan(0)
    expect(endings).toContain(screen.slice(wiped + wipe.length))
    if (keys.length === 1) expect(leftovers(lake)).toEqual([])
  })
})
