// @module-tag slow
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Lake, openLake } from '../../src/lake/paths.ts'
import { DAY, dayRecords, NEXT_DAY, writeDbn } from '../stages/made-day.ts'
import { lakeHashes, leftovers } from '../stages/made-lake.ts'
import { MOUNTS, mount, unmount } from './mounts.ts'
import { spymaster } from './spymaster.ts'

const FULL = 'the disk is full; free some space and run it again.'
/** More rows than fit anywhere on a full disk. */
const WALLS = 'select * from wall_surface_1s'
const READ_ONLY = 'the file system is read-only; choose another lake.'

let folder: string
const file = (name: string) => join(folder, name)

/** Writes until nothing more fits, so that what stands in the file is what is missing. */
function fill(path: string): void {
  for (const size of [1 << 16, 1 << 12]) {
    for (;;) {
      try {
        writeFileSync(path, new Uint8Array(size), { flag: 'a' })
      } catch {
        break
      }
    }
  }
}

/** Is there a folder of an unfinished partition? Empty ones count too. */
const staged = (lake: Lake) => readdirSync(join(lake.root, '.tmp'))

describe('a disk that is full', MOUNTS, () => {
  let lake: Lake
  let first: string
  let second: string
  let disk: string
  let before: Record<string, string>

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'spymaster-disk-'))
    first = file('1.mbo.dbn.zst')
    second = file('2.mbo.dbn.zst')
    const options = { seconds: 300, instruments: ['ESH6'] } as const
    await writeDbn(first, dayRecords(options))
    const next = dayRecords({ ...options, date: NEXT_DAY, seed: 2 })
    await writeDbn(second, next, { date: NEXT_DAY })
    disk = file('disk')
    mount(disk, '8m')
    lake = openLake(join(disk, 'lake'))
    for (const args of [
      ['ingest', first, second],
      ['run', '--dates', DAY],
    ]) {
      expect(await spymaster(['pipeline', ...args], { lake: lake.root })).toMatchObject({
        exitCode: 0,
      })
    }
    before = lakeHashes(lake)
    fill(join(disk, 'ballast'))
  })
  afterAll(() => {
    unmount(disk)
    rmSync(folder, { recursive: true, force: true })
  })

  async function expectUnchanged(): Promise<void> {
    expect(lakeHashes(lake)).toEqual(before)
    expect(leftovers(lake)).toEqual([])
    expect(staged(lake)).toEqual([])
  }

  it('ends an ingest with one sentence and 3, and leaves what was there', async () => {
    const args = ['pipeline', 'ingest', first, '--overwrite']
    const { exitCode, stderr } = await spymaster(args, { lake: lake.root })
    expect(exitCode).toBe(3)
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^Error: .*lake.*: the disk is full; /)
    expect(stderr).toContain(FULL)
    await expectUnchanged()
  })

  it('is what a quiet run says last, not what follows from it', async () => {
    const raw = ['--raw', first, '--symbol', 'ES', '--dates', DAY]
    const args = ['pipeline', 'run', ...raw, '--quiet']
    const { exitCode, stderr } = await spymaster(args, { lake: join(disk, 'another') })
    expect(exitCode).toBe(3)
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^Error: .*: the disk is full; /)
    rmSync(join(disk, 'another'), { recursive: true, force: true })
  })

  it.each(['1', '2'])(
    'fails the days of a run with %s at once, and leaves what was there',
    async (workers) => {
      const args = ['pipeline', 'run', '--overwrite', '--workers', workers]
      const { exitCode, stderr } = await spymaster(args, { lake: lake.root })
      expect(exitCode).toBe(3)
      expect(stderr).toContain(`silver/futures-book ESH6 ${DAY}: failed: `)
      expect(stderr).toContain(FULL)
      expect(stderr).toMatch(/^Error: \d+ stages' days failed: silver\/futures-book ESH6 /m)
      expect(stderr.trimEnd().split('\n').at(-1)).toContain(FULL)
      expect(stderr).not.toMatch(/^\s+at /m)
      await expectUnchanged()
    },
  )

  const SYNTH = ['--events', '20000', '--session', '09:30-09:50', '--no-options']
  const outputs: [string, (at: string) => string[]][] = [
    ['render', (at) => ['render', '--dt', DAY, '--out', join(at, 'heat.png')]],
    ['lake sql', (at) => ['lake', 'sql', WALLS, '--parquet', join(at, 'rows.parquet')]],
    ['tui replay', (at) => ['tui', 'replay', '--dt', DAY, '--export', join(at, 'day.cast')]],
    ['synth', (at) => ['synth', '--out', join(at, 'made'), ...SYNTH]],
  ]
  it.each(outputs)(
    'ends %s with one sentence and 3, and leaves no part of a file',
    async (_, of) => {
      const { exitCode, stderr } = await spymaster(of(disk), { lake: lake.root })
      expect(stderr).toMatch(
        /^Error: [^\n]+: the disk is full; free some space and run it again\.\n$/,
      )
      expect(exitCode).toBe(3)
      const left = readdirSync(disk, { recursive: true }).map(String)
      expect(left.filter((path) => /heat|rows\.parquet|day\.cast|\.dbn/.test(path))).toEqual([])
      await expectUnchanged()
    },
  )

  it('fills up at any point of a run, which leaves every table whole', async () => {
    const codes: (number | undefined)[] = []
    for (const room of [8, 64, 200, 400, 700, 1000]) {
      rmSync(join(disk, 'ballast'))
      const spare = join(disk, 'spare')
      writeFileSync(spare, new Uint8Array(room << 10))
      fill(join(disk, 'ballast'))
      rmSync(spare)
      const args = ['pipeline', 'run', '--dates', NEXT_DAY]
      const { exitCode, stderr } = await spymaster(args, { lake: lake.root })
      codes.push(exitCode)
      if (exitCode === 3) expect(stderr).toContain(FULL)
      expect(leftovers(lake)).toEqual([])
      expect(staged(lake)).toEqual([])
      expect(lakeHashes(lake)).toMatchObject(before)
    }
    expect(codes[0]).toBe(3)
    expect(codes.filter((code) => code !== 0 && code !== 3)).toEqual([])
    rmSync(join(disk, 'ballast'))
    const run = await spymaster(['pipeline', 'run'], { lake: lake.root })
    expect(run, run.stderr).toMatchObject({ exitCode: 0 })
    const other = openLake(file('other'))
    for (const layer of ['bronze', '.parts', join('.manifests', 'bronze')])
      cpSync(join(lake.root, layer), join(other.root, layer), { recursive: true })
    expect(await spymaster(['pipeline', 'run'], { lake: other.root })).toMatchObject({
      exitCode: 0,
    })
    expect(lakeHashes(lake)).toEqual(lakeHashes(other))
  })
})

describe('a lake that is read-only', MOUNTS, () => {
  it('is told in one sentence by what would write, and read by what reads', async () => {
    const here = mkdtempSync(join(tmpdir(), 'spymaster-read-only-'))
    const disk = join(here, 'disk')
    mount(disk, '8m')
    try {
      const path = join(here, '1.mbo.dbn.zst')
      await writeDbn(path, dayRecords({ seconds: 60 }))
      const lake = openLake(join(disk, 'lake'))
      const go = (...args: string[]) => spymaster(['pipeline', ...args], { lake: lake.root })
      expect(await go('run', '--raw', path, '--symbol', 'ES')).toMatchObject({ exitCode: 0 })
      execFileSync('mount', ['-o', 'remount,ro', disk])
      for (const args of [
        ['ingest', path, '--overwrite'],
        ['run', '--symbol', 'ES', '--overwrite'],
      ]) {
        const { exitCode, stderr } = await go(...args)
        expect(exitCode).toBe(3)
        expect(stderr).toContain(READ_ONLY)
        expect(stderr).not.toMatch(/^\s+at /m)
      }
      // Nothing is to be written: all is fresh.
      const run = await go('run', '--symbol', 'ES')
      expect(run, run.stderr).toMatchObject({ exitCode: 0 })
      expect(await go('status')).toMatchObject({ exitCode: 0 })
      const heat = join(here, 'heat.svg')
      for (const args of [
        ['verify', 'integrity'],
        ['lake', 'sql', 'select count(*) from wall_surface_1s'],
        ['render', '--symbol', 'ES', '--dt', DAY, '--out', heat],
      ]) {
        const read = await spymaster(args, { lake: lake.root })
        expect(read, read.stderr).toMatchObject({ exitCode: 0 })
      }
    } finally {
      unmount(disk)
      rmSync(here, { recursive: true })
    }
  })
})
