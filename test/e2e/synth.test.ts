// @module-tag slow
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LONG } from '../setup/long.ts'
import { commandsIn } from './command-lines.ts'
import { type Ended, type Json, spymaster } from './spymaster.ts'

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url))

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'spymaster-synth-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const synth = (...args: string[]) => spymaster(['synth', ...args], { cwd: folder })

/** A folder's files as text, by their names. */
function filesOf(path: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(path).map((name) => [name, readFileSync(join(path, name), 'base64')]),
  )
}

describe('the commands that fixtures/README.md names', () => {
  const commands = commandsIn(readFileSync(join(FIXTURES, 'README.md'), 'utf8'))

  test('are two', () => expect(commands).toHaveLength(2))

  test.each(commands)('%s %s %s makes what is committed, byte for byte', async (...args) => {
    const { exitCode } = await spymaster(args, { cwd: folder })
    expect(exitCode).toBe(0)
    const out = args[args.indexOf('--out') + 1]
    const committed = join(FIXTURES, '..', out)
    expect(filesOf(join(folder, out))).toEqual(filesOf(committed))
  })
})

describe('an hour with its report', LONG, () => {
  const args = ['--out', 'hour', '--events', '150000', '--session', '09:30-10:30', '--no-options']
  let plain: Ended
  let json: Json
  beforeAll(async () => {
    plain = await synth(...args, '--report')
    json = (await synth(...args, '--report', '--json')).json()
  })

  test('lists the files, what was planted, and every measure in its range', () => {
    const { stdout, stderr, exitCode } = plain
    expect(exitCode).toBe(0)
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^hour\/glbx-mdp3-20260106\.mbo\.dbn\.zst +\d{3},\d{3} +\d/m)
    expect(stdout).not.toContain('options')
    expect(stdout).toContain('Planted 3 vacuums and 3 look-alikes: hour/truth.json')
    const measures = stdout.split('\n').filter((line) => /^[✓✗] /.test(line))
    expect(measures).toHaveLength(7)
    for (const line of measures) expect(line).toMatch(/^✓ /)
  })

  test('as JSON says the same, and nothing else', () => {
    const [{ measures, recall, quality }] = json.measures
    expect(measures).toHaveLength(5)
    for (const measure of measures) expect(measure).toMatchObject({ accepted: true })
    expect(recall.vacuumRecall).toBeGreaterThanOrEqual(0.9)
    expect(recall.falseRate).toBeLessThan(0.2)
    expect(quality).toMatchObject({ duplicate_add: 0, modify_unknown: 0, cancel_unknown: 0 })
    expect(json.planted).toEqual({ vacuums: 3, alikes: 3 })
  })

  test('names in truth.json the files that are there', () => {
    const { files, seed } = JSON.parse(readFileSync(join(folder, 'hour', 'truth.json'), 'utf8'))
    expect(seed).toBe(1)
    const names = files.map(({ name }: Json) => name)
    expect([...names, 'truth.json'].sort()).toEqual(readdirSync(join(folder, 'hour')).sort())
  })
})

describe('another seed', () => {
  test('makes other bytes', async () => {
    const args = ['--events', '1000', '--session', '10:00-10:01', '--no-options']
    const [one, two] = ['one', 'two'].map((out) => join(folder, out))
    await synth(...args, '--out', one)
    await synth(...args, '--out', two, '--seed', '2')
    const name = 'glbx-mdp3-20260106.mbo.dbn.zst'
    expect(filesOf(one)[name]).toBeDefined()
    expect(filesOf(two)[name]).not.toBe(filesOf(one)[name])
  })
})

describe('flags that make no sense end with 2, and nothing is written', () => {
  test.each([
    [['--events', '10'], '--events: so many events cannot be made'],
    [['--events', 'many'], '--events: the value cannot be read'],
    [['--date', '2026-01-10'], '--date: the date is no trading date'],
    [['--session', 'lunch'], '--session'],
    [['--symbol', 'ZBH6'], '--symbol: no market of that root can be made'],
    [['--root', 'ZB'], '--root: there is no such value (expected ES, NQ, CL, ZN, 6E, found ZB)'],
    [['--expiries', '0,0'], '--expiries: such expiries cannot be made'],
    [['--strikes', '1'], '--strikes: strikes cannot reach so far'],
    [['--days', '0'], '--days: so many days cannot be made'],
    [['--dbn-version', '2'], '--dbn-version: there is no such value (expected 1, 3, found 2)'],
    [['--sead', '2'], 'there is no flag --sead; did you mean "--seed"?'],
  ])('%j', async (args, message) => {
    const { exitCode, stderr, stdout } = await synth('--out', 'refused', ...args)
    expect(stderr).toContain(message)
    expect(exitCode).toBe(2)
    expect(stdout).toBe('')
    const refused = join(folder, 'refused')
    expect(existsSync(refused) ? readdirSync(refused) : []).toEqual([])
  })
})

describe('crude oil below 0', LONG, () => {
  test('is made without options, which is said, and goes through the pipeline', async () => {
    const day = ['--root', 'CL', '--date', '2020-04-20', '--session', '09:00-09:10']
    const made = await synth('--out', 'crude', ...day, '--price', '-5', '--events', '20000')
    expect(made.exitCode).toBe(0)
    expect(made.stderr).toContain('no options are made on a price of -5')
    const lake = join(folder, 'crude-lake')
    const run = ['pipeline', 'run', '--raw', 'crude', '--session', '09:00-09:10']
    expect(await spymaster(run, { cwd: folder, lake })).toMatchObject({ exitCode: 0 })
    const verified = await spymaster(['verify', 'all', '--rebuild'], { cwd: folder, lake })
    expect(verified.exitCode, verified.stdout).toBe(0)
    expect(verified.stdout).toMatch(/^✓ quotes .* 0 crossed$/m)
    expect(verified.stdout).toMatch(/^✓ rebuild +1 partition/m)
  })
})
