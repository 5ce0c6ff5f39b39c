import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLake } from '../../src/lake/paths.ts'
import { partPath } from '../lake/lake-files.ts'
import { DAY, dayRecords, writeDbn } from '../stages/made-day.ts'
import { mbo } from '../stages/made-lake.ts'
import { type Json, spymaster } from './spymaster.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'spymaster-doctor-'))
const HOME = join(FOLDER, 'home')
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

beforeAll(async () => {
  const file = join(FOLDER, 'es.mbo.dbn.zst')
  await writeDbn(file, dayRecords({ seconds: 10, instruments: ['ESH6'] }))
  await spymaster(['pipeline', 'ingest', file, '--lake', join(FOLDER, 'desk/data')], {})
  writeFileSync(
    join(FOLDER, 'desk/spymaster.config.yaml'),
    'lake: data\nrate: 0.05\nserve:\n  token: secret\n',
  )
  mkdirSync(join(FOLDER, 'desk/today'))
  mkdirSync(join(HOME, 'spymaster'), { recursive: true })
  writeFileSync(join(HOME, 'spymaster/config.yaml'), 'workers: 3\n')
})

const doctor = (cwd: string, env = {}, ...flags: string[]) =>
  spymaster(['doctor', ...flags], { cwd: join(FOLDER, cwd), env })

describe('doctor', () => {
  it('finds the lake through the configuration above it, and says what is in force', async () => {
    const { stdout, stderr, exitCode } = await doctor('desk/today')
    expect(stderr).toBe('')
    expect(exitCode).toBe(0)
    const lines = stdout.split('\n').map((line) => line.split(/ {2,}/))
    const line = (name: string) => lines.find((cells) => cells.includes(name))
    expect(line('node')?.[2]).toMatch(/^26\.\d+\.\d+ on /)
    expect(line('terminal')?.[2]).toMatch(/^none: output goes into a pipe/)
    expect(line('partitions')?.[2]).toBe('1, all intact')
    expect(line('sql')?.[2]).toMatch(/^DuckDB v/)
    const config = join(FOLDER, 'desk/spymaster.config.yaml')
    expect(line('rate')).toEqual(['rate', '0.05', `${config}, line 2`])
    expect(line('serve.token')).toEqual(['serve.token', 'set', `${config}, line 4`])
    expect(stdout).not.toContain('secret')
  })

  it('says of each setting who settles it: flag, environment, configuration, default', async () => {
    const env = { XDG_CONFIG_HOME: HOME, SPYMASTER_SESSION: 'rth' }
    const { json } = await doctor('home', env, '--lake', 'elsewhere', '--json')
    const from = Object.fromEntries(
      json().settings.map(({ key, value, from: by }: Json) => [key, [value, by]]),
    )
    expect(from.lake).toEqual(['elsewhere', '--lake'])
    expect(from.session).toEqual(['rth', 'SPYMASTER_SESSION'])
    expect(from.workers).toEqual(['3', `${join(HOME, 'spymaster/config.yaml')}, line 1`])
    expect(from.theme).toEqual(['dark', 'default'])
  })

  it('ends with 1 where a partition is damaged', async () => {
    const lake = openLake(join(FOLDER, 'desk/data'))
    const part = partPath(lake, mbo())
    const whole = readFileSync(part)
    writeFileSync(part, whole.subarray(1))
    const { json, exitCode } = await doctor('desk', {}, '--json')
    writeFileSync(part, whole)
    expect(exitCode).toBe(1)
    expect(json().healthy).toBe(false)
    expect(json().findings).toContainEqual({
      name: 'partitions',
      state: 'fault',
      text: `1 of 1 damaged: bronze.future_mbo.mbo ESH6 ${DAY}: part-00000.parquet has ${whole.length - 1} bytes, ${whole.length} were written`,
      fix: 'write them again with --overwrite',
    })
  })
})

describe('what a configuration settles', () => {
  it('is what commands do, below the environment and flags', async () => {
    const there = await spymaster(['lake', 'ls', '--json'], { cwd: join(FOLDER, 'desk/today') })
    expect(there.json().partitions).toHaveLength(1)
    const environment = { cwd: join(FOLDER, 'desk'), env: { SPYMASTER_LAKE: 'none' } }
    const none = await spymaster(['lake', 'ls', '--json'], environment)
    expect(none.json().partitions).toEqual([])
    const flag = await spymaster(['lake', 'ls', '--json', '--lake', 'data'], environment)
    expect(flag.json().partitions).toHaveLength(1)
  })
})
