import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Lake, openLake } from '../../src/lake/paths.ts'
import { LONG } from '../setup/long.ts'
import { leftovers, manifestOf } from '../stages/made-lake.ts'
import { type Ended, spymaster } from './spymaster.ts'

const DATES = ['2026-01-05', '2026-01-06', '2026-01-07', '2026-01-08', '2026-01-09']
const [, , BROKEN] = DATES
const RUN = [
  'pipeline',
  'run',
  '--symbol',
  'ES',
  '--dates',
  '2026-01-05:2026-01-09',
  '--workers',
  '2',
]
const CALIBRATION = 'gold.hud.physics_norm_calibration'
const GEX = 'silver.future_option_mbo.gex_surface_1s'
const calibrationOf = (dt: string) => ({ dataset: CALIBRATION, symbol: 'ESH6', dt })

let folder: string
let lake: Lake
const raw = (name: string) => join(lake.root, 'raw', name)
const ordersOf = (date: string) => `glbx-mdp3-${date.replaceAll('-', '')}.mbo.dbn.zst`

/** Four minutes of five days, futures and options; half of Wednesday's orders are missing. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spymaster-week-'))
  lake = openLake(join(folder, 'lake'))
  const day = ['--session', '09:28-09:32', '--events', '1500', '--strikes', '10', '--expiries', '0']
  const args = ['synth', '--out', 'week', '--date', DATES[0], '--days', '5', ...day]
  expect(await spymaster(args, { cwd: folder })).toMatchObject({ exitCode: 0 })
  cpSync(join(folder, 'week'), join(lake.root, 'raw'), { recursive: true })
  const orders = raw(ordersOf(BROKEN))
  const bytes = readFileSync(orders)
  writeFileSync(orders, bytes.subarray(0, bytes.length >> 1))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const sessionsOf = async (dt: string) => {
  const { quality, notes } = await manifestOf(lake, calibrationOf(dt))
  return {
    sessions: quality.sessions,
    looksAhead: notes.some((note) => note.includes('look ahead')),
  }
}

describe('a week, unattended, one of whose files is broken', LONG, () => {
  let ran: Ended
  beforeAll(async () => {
    ran = await spymaster(RUN, { lake: lake.root })
  })

  it('makes the other days, and names the file at the end, with 3', () => {
    const sentence = new RegExp(
      `^Error: ${raw(ordersOf(BROKEN))}, byte \\d+: the file ends inside a zstd frame \\(found \\d+ complete records before it\\); pass --allow-truncated to keep those\\.$`,
    )
    expect(ran.stderr.trimEnd().split('\n').at(-1)).toMatch(sentence)
    expect(ran.exitCode).toBe(3)
    expect(ran.stderr).not.toMatch(/^\s+at /m)
    for (const date of DATES) {
      const made = ran.stderr.includes(`silver/futures-physics ESH6 ${date}: vacuum_surface_1s`)
      expect(made, date).toBe(date !== BROKEN)
    }
    expect(leftovers(lake)).toEqual([])
  })

  it('calibrates each by the days before it, without the one that is missing', async () => {
    expect(await sessionsOf(DATES[0])).toEqual({ sessions: DATES[0], looksAhead: true })
    expect(await sessionsOf(DATES[1])).toEqual({ sessions: DATES[0], looksAhead: false })
    const before = [DATES[0], DATES[1], DATES[3]].join(' ')
    expect(await sessionsOf(DATES[4])).toEqual({ sessions: before, looksAhead: false })
    expect(
      (await manifestOf(lake, { ...calibrationOf(DATES[4]), dataset: GEX })).rows,
    ).toBeGreaterThan(0)
  })

  it('passes every check', async () => {
    const { exitCode, stdout } = await spymaster(['verify', 'all', '--rebuild'], {
      lake: lake.root,
    })
    expect(exitCode, stdout).toBe(0)
    expect(stdout).not.toContain('✗')
  })

  it('is completed by the next run once the file is whole', async () => {
    cpSync(join(folder, 'week', ordersOf(BROKEN)), raw(ordersOf(BROKEN)))
    const mended = await spymaster(RUN, { lake: lake.root })
    expect(mended, mended.stderr).toMatchObject({ exitCode: 0 })
    const sessions = DATES.slice(0, 4).join(' ')
    expect(await sessionsOf(DATES[4])).toEqual({ sessions, looksAhead: false })
    const { exitCode, stdout } = await spymaster(['verify', 'all'], { lake: lake.root })
    expect(exitCode, stdout).toBe(0)
    expect(readdirSync(join(lake.root, '.tmp'))).toEqual([])
  })
})
