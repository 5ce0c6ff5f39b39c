import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLake } from '../../src/lake/paths.ts'
import { SLOW } from '../setup/long.ts'
import { SURFACE } from '../verify/option-lake.ts'
import { changeRows } from '../verify/small-lake.ts'
import { addTo } from '../verify/tables.ts'
import { type Ended, type Json, spymaster } from './spymaster.ts'

const DAY = ['--symbol', 'ESH6', '--dates', '2026-01-06']
const SYNTH = [
  'synth',
  '--session',
  '12:44-12:45',
  '--events',
  '2500',
  '--strikes',
  '60',
  '--quiet',
]

let folder: string
const at = (name: string) => join(folder, name)
const run = (lake: string, ...args: string[]) => spymaster(args, { lake: at(lake) })

/** A folder with some of the day's files in it. */
function some(name: string, ...kinds: string[]): string {
  const path = at(name)
  mkdirSync(path)
  for (const file of readdirSync(at('day'))) {
    if (!kinds.some((kind) => file.endsWith(`20260106.${kind}.dbn.zst`))) continue
    renameSync(join(at('day'), file), join(path, file))
  }
  return path
}

/** Gives files back to the day. */
function giveBack(path: string): void {
  for (const file of readdirSync(path)) renameSync(join(path, file), join(at('day'), file))
}

/** Ingests some of the day's files into a lake of their own, and runs everything. */
async function pipeline(
  lake: string,
  kinds: readonly string[],
  ...flags: string[]
): Promise<Ended> {
  const raw = some(`${lake}-raw`, ...kinds)
  try {
    return await run(lake, 'pipeline', 'run', '--raw', raw, ...DAY, ...flags)
  } finally {
    giveBack(raw)
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spymaster-e2e-options-'))
  const made = await run('none', ...SYNTH, '--out', at('day'))
  expect(made.stderr).toBe('')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a day with options', () => {
  let ran: Ended
  beforeAll(async () => {
    ran = await pipeline('whole', ['mbo', 'options.mbo', 'definition', 'statistics'])
  })

  it('goes from files to gamma exposure in one run', () => {
    expect(ran.exitCode).toBe(0)
    expect(ran.stderr).toMatch(/^silver\/open-interest ESH6 2026-01-06: statistics_clean \d+ rows/m)
    expect(ran.stderr).toMatch(
      /^silver\/gamma-exposure ESH6 2026-01-06: gex_surface_1s 1,475 rows, gex_levels_1s 59 rows/m,
    )
    expect(ran.stderr).not.toContain('no gamma exposure')
    const without = ran.stderr.split('\n').filter((line) => line.endsWith('was done without'))
    expect(without).toHaveLength(1)
    expect(without[0]).toContain('bronze.future_option_mbo.mbo ESH6 2026-01-05 is not in the lake')
  })

  it('has its exposures among what scores are normed by', async () => {
    const shown = await run('whole', 'lake', 'show', 'physics_norm_calibration', '--json')
    expect(shown.stdout).toContain('gex_abs')
  })

  it('is proved by verify all, and by verify gex', async () => {
    const all = await run('whole', 'verify', 'all', '--rebuild')
    expect(all.stderr).toBe('')
    expect(all.stdout).toMatch(/✓ gex levels agreement +1 partition, 59 windows, 59 rows/)
    expect(all.stdout).toMatch(/✓ gex replay +1 partition, .*59 seconds, .* repriced/)
    expect(all.exitCode).toBe(0)
    const gex = await run('whole', 'verify', 'gex', '--json')
    expect(gex.json().checks.map(({ name }: Json) => name)).toEqual([
      'open interest',
      'gex grid',
      'gex identities',
      'gex differences',
      'gex levels',
      'gex replay',
      'hedge pressure',
      'hedge reports',
    ])
  })

  it('with another expiry is made again, announced, and keeps it', async () => {
    const all = await run('whole', 'pipeline', 'run', ...DAY, '--expiry', 'all', '--json')
    const states = (ended: Ended) =>
      Object.fromEntries(ended.json().results.map(({ stage, state }: Json) => [stage, state]))
    expect(states(all)).toMatchObject({
      'silver/futures-book': 'fresh',
      'silver/gamma-exposure': 'written',
    })
    const again = await run('whole', 'pipeline', 'run', ...DAY, '--json')
    expect(new Set(Object.values(states(again)))).toEqual(new Set(['fresh']))
    expect((await run('whole', 'verify', 'gex')).exitCode).toBe(0)
  })

  it('whose surface was changed fails verify gex, naming the place', async () => {
    await changeRows(openLake(at('whole')), SURFACE, (table) => {
      addTo(table, 'gex_abs', 762, 1)
      return undefined
    })
    const { exitCode, stdout } = await run('whole', 'verify', 'gex')
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/✗ gex identities .*\n.*gex_surface_1s ESH6 2026-01-06\n +row 762, /)
  })
})

describe('a day without', SLOW, () => {
  it('option files: says so plainly, and everything else is made', async () => {
    const { exitCode, stderr } = await pipeline('futures', ['mbo'])
    expect(exitCode).toBe(0)
    expect(stderr).toContain(
      'no option orders on ESH6 2026-01-06 are in the lake: no gamma exposure\n',
    )
    expect(stderr).toMatch(/^silver\/futures-physics ESH6 2026-01-06: vacuum_surface_1s/m)
    const verified = await run('futures', 'verify', 'all')
    expect(verified.exitCode).toBe(0)
    expect(verified.stdout).toMatch(/^– gex replay +nothing to look at$/m)
  })

  it('statistics: no exposure, and why', async () => {
    const { exitCode, stderr } = await pipeline('silent', ['mbo', 'options.mbo', 'definition'])
    expect(exitCode).toBe(0)
    expect(stderr).toContain('no statistics of ESH6 2026-01-06 are in the lake: no open interest\n')
    expect(stderr).toContain(
      'note: bronze.future_option_mbo.statistics ESH6 2026-01-06 is not in the lake and was done without\n',
    )
    expect(stderr).toContain('note: every exposure is 0: no open interest is known')
    const verified = await run('silent', 'verify', 'gex')
    expect(verified.exitCode).toBe(1)
    expect(verified.stdout).toMatch(
      /^✗ gex grid .*\n.*\n +every exposure of the day is 0: bronze has/m,
    )
  })

  it('definitions: its option orders are left out and counted, and no exposure is made', async () => {
    const first = await pipeline('undefined', ['mbo'])
    expect(first.exitCode).toBe(0)
    const raw = some('undefined-options', 'options.mbo')
    const { exitCode, stderr } = await run('undefined', 'pipeline', 'ingest', raw)
    giveBack(raw)
    expect(stderr).toContain('options without a definition')
    expect(exitCode).toBe(3)
    const again = await run('undefined', 'pipeline', 'run', ...DAY)
    expect(again.exitCode).toBe(0)
    expect(again.stderr).toContain('no option orders on ESH6 2026-01-06 are in the lake')
  })

  it('options that expire that day: no exposure, and when the next do', async () => {
    await run('none', ...SYNTH, '--expiries', '3', '--out', at('later'))
    const flags = ['--raw', at('later'), ...DAY]
    const { exitCode, stderr } = await run('later-lake', 'pipeline', 'run', ...flags)
    expect(exitCode).toBe(0)
    expect(stderr).toContain(
      'no option on ESH6 expires on 2026-01-06: no gamma exposure; --expiry 3d takes the nearest\n',
    )
    expect(stderr).toMatch(/^silver\/futures-physics ESH6 2026-01-06: vacuum_surface_1s/m)
    expect((await run('later-lake', 'verify', 'all')).exitCode).toBe(0)
  })

  it('options of the expiry asked for: an error that names those there are', async () => {
    const asked = ['pipeline', 'run', ...DAY, '--expiry', '0dte']
    const { exitCode, stderr } = await run('later-lake', ...asked)
    expect(exitCode).toBe(3)
    expect(stderr).toContain(
      'no option on ESH6 expires within 0dte of 2026-01-06 (found 2026-01-09T21:00:00.000000000Z); choose another --expiry',
    )
    const chosen = await run('later-lake', 'pipeline', 'run', ...DAY, '--expiry', '5d')
    expect(chosen.exitCode).toBe(0)
    expect((await run('later-lake', 'verify', 'gex')).exitCode).toBe(0)
  })

  it('sense in --expiry is refused', async () => {
    const { exitCode, stderr } = await run('whole', 'pipeline', 'run', ...DAY, '--expiry', 'soon')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('the expiry cannot be read')
  })
})
