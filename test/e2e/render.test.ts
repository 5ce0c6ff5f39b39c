import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY, dayRecords, writeDbn } from '../stages/made-day.ts'
import { spymaster } from './spymaster.ts'

let folder: string
let lake: string
const file = (name: string) => join(folder, name)
const render = (out: string, ...args: string[]) =>
  spymaster(['render', '--out', out, ...args], { lake, cwd: folder })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spymaster-render-'))
  lake = file('lake')
  await writeDbn(file('day.dbn.zst'), dayRecords({ seconds: 120, instruments: ['ESH6'] }))
  const run = await spymaster(['pipeline', 'run', '--raw', file('day.dbn.zst')], { lake })
  expect(run).toMatchObject({ exitCode: 0 })
  rmSync(file('day.dbn.zst'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('render', () => {
  it('draws an SVG, and the same one again only when told to replace it', async () => {
    const args = ['--symbol', 'ESH6', '--dt', DAY, '--at', '09:30:30', '--span', '1m']
    const drawn = await render('heat.svg', ...args)
    expect(drawn, drawn.stderr).toMatchObject({ exitCode: 0, stderr: '' })
    expect(drawn.stdout).toMatch(/^heat\.svg: 1600 × 900, \d+(\.\d)? KB\n$/)
    const svg = readFileSync(file('heat.svg'), 'utf8')
    expect(svg).toContain(`>ESH6  ${DAY}  09:30:30–09:31:30 ET</text>`)

    const again = await render('heat.svg', ...args)
    expect(again).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: 'Error: --out heat.svg: the file exists already; pass --overwrite to replace it.\n',
    })
    expect(await render('heat.svg', ...args, '--overwrite')).toMatchObject({ exitCode: 0 })
    expect(readFileSync(file('heat.svg'), 'utf8')).toBe(svg)
  })

  it('draws a PNG of its size, and says as JSON what is in it', async () => {
    const { json, exitCode } = await render('heat.png', '--size', '800x500', '--json')
    expect(exitCode).toBe(0)
    const png = readFileSync(file('heat.png'))
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([800, 500])
    expect(json()).toMatchObject({ bytes: png.length, out: file('heat.png'), day: { dt: DAY } })
  })

  const refusals: [string[], number, string][] = [
    [
      ['x.gif'],
      2,
      '--out: the format is not supported (expected a name that ends in .svg or .png, found x.gif).',
    ],
    [
      ['none/x.svg'],
      3,
      '--out none/x.svg: the folder does not exist (found none); create it first.',
    ],
    [['folder.svg'], 2, '--out folder.svg: this is not a file; choose another name.'],
    [
      ['x.svg', '--span', '0s'],
      2,
      '--span: the span is invalid (expected a length like 90s, 5m or 1h30m, or all, found 0s).',
    ],
    [
      ['x.svg', '--at', 'noon'],
      2,
      '--at: the time is invalid (expected HH:MM[:SS] New York time, or a share like 30%, found noon).',
    ],
    [
      ['x.svg', '--at', '15:00'],
      3,
      `--at: the time is outside ESH6 ${DAY} (expected a time from 09:30:00 to 09:31:59, found 15:00).`,
    ],
    [
      ['x.svg', '--size', '9x9'],
      2,
      '--size: the size is not supported (expected WIDTHxHEIGHT from 480x320 to 7680x4320, found 9x9).',
    ],
    [
      ['x.svg', '--layer', 'gex'],
      3,
      `ESH6 ${DAY}: the day has no gamma exposure (found snap, wall, vacuum, radar, physics, levels, events); choose another --layer.`,
    ],
    [
      ['x.svg', '--levels', 'vwap,moon'],
      2,
      '--levels: there is no such level (expected all, none, or some of vwap,session_high,session_low,prior_close,prior_high,prior_low,settlement,or_high,or_low,pm_high,pm_low,sma_200,sma_400, found moon).',
    ],
    [
      ['x.svg', '--dt', '2026-01-07'],
      3,
      `lake: the lake has no orders of 2026-01-07 (found ESH6 ${DAY}); ingest the file with: spymaster pipeline ingest FILE.`,
    ],
  ]
  it.each(refusals)('refuses %j with %d, and writes nothing', async (args, code, sentence) => {
    mkdirSync(file('folder.svg'), { recursive: true })
    const [out, ...rest] = args
    const before = readdirSync(folder)
    const { exitCode, stdout, stderr } = await render(out, ...rest)
    expect(stderr.replaceAll(`${folder}/`, '')).toBe(`Error: ${sentence}\n`)
    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' })
    expect(readdirSync(folder)).toEqual(before)
    expect(existsSync(file('none'))).toBe(false)
  })
})
