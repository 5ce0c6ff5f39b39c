// @module-tag slow
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isLong, LONG } from '../setup/long.ts'
import { dayRecords, writeDbn } from '../stages/made-day.ts'
import { signalGroup, startGroup } from './process-group.ts'
import { spymaster } from './spymaster.ts'

/** Kills of each command, spread over the time it takes. */
const KILLS = isLong ? 3 : 1

let folder: string
let lake: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spymaster-outputs-'))
  lake = join(folder, 'lake')
  const file = join(folder, 'day.dbn.zst')
  await writeDbn(file, dayRecords({ seconds: 120, instruments: ['ESH6'] }))
  const run = await spymaster(['pipeline', 'run', '--raw', file], { lake })
  expect(run).toMatchObject({ exitCode: 0 })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The files of a folder that have their names, by name. */
function finished(path: string): Record<string, string> {
  if (!existsSync(path)) return {}
  const names = readdirSync(path).filter((name) => !name.endsWith('.part'))
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(path, name), 'base64')]))
}

const SECONDS = 'select * from book_snapshot_1s'

describe('kill -9 leaves every file that was to be written whole or absent', () => {
  const cases: [string, (out: string) => string[]][] = [
    [
      'render',
      (out) => ['render', '--out', join(out, 'heat.png'), '--overwrite', '--size', '480x320'],
    ],
    [
      'tui replay --export',
      (out) => ['tui', 'replay', '--export', join(out, 'day.cast'), '--until', '09:30:20'],
    ],
    [
      'lake sql --parquet',
      (out) => ['lake', 'sql', SECONDS, '--parquet', join(out, 'rows.parquet'), '--overwrite'],
    ],
    [
      'synth',
      (out) => [
        'synth',
        '--out',
        out,
        '--events',
        '20000',
        '--session',
        '09:30-09:50',
        '--expiries',
        '0',
      ],
    ],
  ]
  const isShort = ([name]: (typeof cases)[0]) => name === 'lake sql --parquet'
  it.each(cases.filter(isShort))('%s', killed)
  it.each(cases.filter((each) => !isShort(each)))('%s', LONG, killed)

  async function killed(name: string, argsOf: (out: string) => string[]): Promise<void> {
    const out = join(folder, name.replaceAll(/\W+/g, '-'))
    mkdirSync(out)
    const began = performance.now()
    const undisturbed = await spymaster(argsOf(out), { lake })
    const work = performance.now() - began
    expect(undisturbed, undisturbed.stderr).toMatchObject({ exitCode: 0 })
    const whole = finished(out)
    expect(Object.keys(whole).length).toBeGreaterThan(0)
    for (let kill = 0; kill < KILLS; kill++) {
      rmSync(out, { recursive: true })
      mkdirSync(out)
      const child = startGroup(argsOf(out), { lake })
      await sleep(((kill + 1) / (KILLS + 1)) * work)
      signalGroup(child.pid, 'SIGKILL')
      await child
      for (const [file, bytes] of Object.entries(finished(out))) {
        expect(bytes === whole[file], `${file} after kill ${kill}`).toBe(true)
      }
    }
    // What was left beside does not stand in the way.
    expect(await spymaster(argsOf(out), { lake })).toMatchObject({ exitCode: 0 })
    expect(finished(out)).toEqual(whole)
  }
})

it('kill -9 of a demo leaves its lake so that every check passes', LONG, async () => {
  const kept = join(folder, 'kept')
  for (const after of [1500, 3000]) {
    const child = startGroup(['demo', '--keep', kept, '--events', '20000'], { lake })
    await sleep(after)
    signalGroup(child.pid, 'SIGKILL')
    await child
    if (!existsSync(join(kept, 'silver'))) continue
    const { exitCode, stdout } = await spymaster(['verify', 'integrity'], { lake: kept })
    expect(exitCode, stdout).toBe(0)
  }
})
