import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { KEY_MAP } from '../../src/player/keys.ts'
import { SLOW } from '../setup/long.ts'
import { madeFolder, ReplayTerminal, removeFolder } from './replay-terminal.ts'
import { spymaster } from './spymaster.ts'

const DAY = ['--symbol', 'ESH6', '--dt', '2026-01-06']

let folder = ''
let terminal: ReplayTerminal | undefined

beforeAll(async () => {
  folder = await madeFolder()
})
afterAll(() => removeFolder(folder))
afterEach(() => {
  try {
    if (terminal) process.kill(terminal.pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
  terminal = undefined
})

/** Starts at a time and pauses there. */
async function paused(at = '09:32:00', args: readonly string[] = []): Promise<ReplayTerminal> {
  terminal = new ReplayTerminal(folder, [...DAY, '--at', at, ...args])
  await terminal.until('a picture', (text) => text.includes('ESH6  2026-01-06'))
  await terminal.pressUntil(' ', 'paused')
  // Playing has gone on for a moment: back to where it began.
  await terminal.pressUntil(`g${at}\r`, `${at} ET`)
  return terminal
}

function expectRestored({ output, screen }: ReplayTerminal): void {
  expect(screen.isAlternate).toBe(false)
  for (const mode of ['1000', '1003', '1006']) {
    expect(output.lastIndexOf(`\x1b[?${mode}l`)).toBeGreaterThan(
      output.lastIndexOf(`\x1b[?${mode}h`),
    )
  }
  expect(output.lastIndexOf('\x1b[?25h')).toBeGreaterThan(output.lastIndexOf('\x1b[?25l'))
  expect(output.lastIndexOf('\x1b[?7h')).toBeGreaterThan(output.lastIndexOf('\x1b[?7l'))
}

describe('keys', () => {
  /** What each action's key does to the screen, from 09:32:00, paused. */
  test('time', SLOW, async () => {
    const t = await paused()
    await t.pressUntil('\x1b[C', '09:32:05 ET')
    await t.pressUntil('\x1b[D', '09:32:00 ET')
    await t.pressUntil('\x1b[1;2C', '09:32:01 ET')
    await t.pressUntil('\x1b[1;2D', '09:32:00 ET')
    await t.pressUntil('\x1b[A', '09:33:00 ET')
    await t.pressUntil('\x1b[B', '09:32:00 ET')
    await t.pressUntil('.', '09:32:01 ET')
    await t.pressUntil(']', '1.1×')
    await t.pressUntil('[', / 1×/)
    await t.pressUntil('}', / 2×/)
    await t.pressUntil('{{', /0\.5×/)
    await t.pressUntil('m', '3600×')
    await t.pressUntil('\x7f', / 1×/)
    await t.pressUntil('M', 'mark set at 09:32:01')
    await t.pressUntil('g50%\r', /09:32:[23]\d ET/)
    await t.pressUntil("'", '09:32:01 ET')
    await t.pressUntil('gx9\r', 'x9▏  "x9" is neither a time nor a share')
    // What was typed is still there.
    await t.pressUntil('\x7f\x7f12:00\r', '12:00 is outside the day')
    await t.pressUntil('\x1b', '? help')
    await t.pressUntil(' ', '▶  1×')
    await t.pressUntil('}}}}}', '32×')
    await t.until('the end', (text) => text.includes('end of day'))
  })

  test('events of note, either way', async () => {
    const t = await paused()
    await t.pressUntil('n', /(of \d+, by size|no smaller event)/)
    await t.pressUntil('N', /(of \d+, by size|no larger event)/)
  })

  test('picture', async () => {
    const t = await paused()
    await t.pressUntil('1', '  wall  newest spot')
    await t.pressUntil('2', '  vacuum  newest spot')
    await t.pressUntil('3', 'pull–add balance')
    await t.pressUntil('4', 'GEX  newest spot')
    await t.pressUntil('5', 'vacuum over wall')
    await t.pressUntil('\t', '  wall  newest spot')
    await t.pressUntil('a', 'own spot')
    await t.pressUntil('a', 'newest spot')
    await t.pressUntil('>', '2 s/col')
    await t.pressUntil('<', '1 s/col')
    await t.pressUntil(')', 'black +1')
    await t.pressUntil('((', 'black −1')
    await t.pressUntil('9', 'white −1')
    await t.pressUntil('00', 'white +1')
    await t.pressUntil('=', /newest spot {2}1 s\/col *$/m)
    await t.pressUntil('f', 'trades ≥ 5')
    const usual = await t.pressUntil('F', /newest spot {2}1 s\/col *$/m)
    for (const key of ['d', 'v']) {
      t.press(key)
      await t.until(`${key} changes the picture`, (text) => text !== usual)
      t.press(key)
      await t.until(`${key} brings it back`, (text) => text === usual)
    }
    // Zooming may move the origin, so the picture before need not come back; prices' steps do.
    const prices = (text: string) =>
      text
        .match(/\d{4}\.\d\d(?= )/g)
        ?.slice(1, 4)
        .join()
    const before = prices(usual)
    t.press('+')
    await t.until('+ changes the prices', (text) => prices(text) !== before)
    const nearer = await t.until('nearer', (text) => prices(text) !== undefined)
    t.press('-')
    await t.until('- changes them again', (text) => prices(text) !== prices(nearer))
    t.press('z')
    await t.until('z changes the zoom', (text) => text !== usual)
  })

  test('what only colours show: quotes, candles, theme, ramps', SLOW, async () => {
    const t = await paused()
    await t.settled()
    for (const key of ['i', 'b', 't']) {
      const before = t.screen.golden()
      t.press(key)
      await t.until(`${key} changes colours`, () => t.screen.golden() !== before)
      t.press(key)
      await t.until(`${key} again`, () => t.screen.golden() === before)
    }
    const hues = t.screen.golden()
    for (const turn of ['viridis', 'cividis']) {
      const before = t.screen.golden()
      t.press('r')
      await t.until(turn, () => t.screen.golden() !== before)
    }
    t.press('r')
    await t.until('hues again', () => t.screen.golden() === hues)
  })

  test('crosshair by keys and by mouse; Escape puts it away, and never quits', async () => {
    const t = await paused()
    await t.pressUntil('h', '09:32:00  ')
    await t.pressUntil('h', '09:31:59  ')
    await t.pressUntil('l', '09:32:00  ')
    const line = (text: string) => text.split('\n').at(-2) as string
    const before = line(await t.until('a reading', (text) => line(text).includes('ticks')))
    t.press('k')
    await t.until('another tick', (text) => line(text) !== before)
    t.press('j')
    await t.until('the tick before', (text) => line(text) === before)
    await t.pressUntil('\x1b[<35;30;12M', /09:31:\d\d {2}\d/)
    await t.pressUntil('\x1b', '? help')
    await t.pressUntil('\x1b', 'nothing is open; q quits')
    t.press('q')
    expect((await t.ended).exitCode).toBe(0)
  })

  test('panels: each by its key, the heatmap alone, and the layouts in turn', async () => {
    const t = await paused()
    await t.pressUntil('P', /prints +$/m)
    await t.pressUntil('P', /^(?![\s\S]*prints)/)
    await t.pressUntil('L', /^(?![\s\S]*\+−●◆)/)
    await t.pressUntil('L', '+−●◆')
    await t.pressUntil('Y', /^(?![\s\S]*delta)/)
    await t.pressUntil('Y', 'delta')
    await t.pressUntil('\r', /^(?![\s\S]*volume)/)
    await t.pressUntil('\r', 'volume')
    await t.pressUntil('w', /prints +$/m)
    await t.pressUntil('www', /^(?![\s\S]*prints)[\s\S]*volume[\s\S]*delta/)
  })

  test('the list of events: largest first, by time, of one kind; a line is jumped to', async () => {
    const t = await paused()
    await t.pressUntil('e', 'events, all kinds, largest first')
    await t.pressUntil('\t', 'events, all kinds, by time')
    await t.pressUntil('fff', 'events, wall gone, by time')
    await t.pressUntil('fffffff', 'events, vacuum, by time')
    await t.pressUntil('f', 'events, all kinds, by time')
    await t.pressUntil('\x1b', '? help')
    await t.pressUntil('e', /▸■ \d\d:\d\d:\d\d/)
    await t.pressUntil('\r', /^(?![\s\S]*events, )/)
  })

  test('days: the list narrows as one types, and opens another', async () => {
    const t = await paused()
    await t.pressUntil('o', /▸■ ESH6 {2}2026-01-06/)
    await t.pressUntil('NQ', 'no day matches')
    await t.pressUntil('\x7f\x7f', /▸■ ESH6/)
    await t.pressUntil('\r', /^(?![\s\S]*▸■)/)
    await t.until('the day again', (text) => text.includes('ESH6  2026-01-06'))
  })

  test('the mouse: timeline, wheel, the keys of the footer', async () => {
    const t = await paused()
    const rows = t.screen.text().split('\n')
    const timeline = rows.findIndex((row) => row.startsWith('09:30 ')) + 1
    await t.pressUntil(`\x1b[<0;60;${timeline}M\x1b[<0;60;${timeline}m`, /09:32:[23]\d ET/)
    await t.pressUntil('\x1b[<65;40;12M', '2 s/col')
    await t.pressUntil('\x1b[<64;40;12M', '1 s/col')
    const footer = rows.findLastIndex((row) => row.includes('? help')) + 1
    await t.pressUntil(`\x1b[<0;3;${footer}M`, 'Keys')
  })

  test('help has every key', async () => {
    const t = await paused()
    // The screen may come in pieces: what is drawn last is waited for, then all of it is looked at.
    const all = KEY_MAP.map(({ does }) => does.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    const text = await t.pressUntil(
      '?',
      new RegExp(all.map((does) => `(?=[\\s\\S]*${does})`).join('')),
    )
    for (const { shown, does } of KEY_MAP) {
      expect(text).toContain(shown)
      expect(text).toContain(does)
    }
    await t.pressUntil('\x1b', /^(?![\s\S]*closes)/)
  })

  test('s saves the frame as text, ANSI and SVG', async () => {
    const t = await paused()
    await t.pressUntil('s', 'saved ')
    const name = join(folder, 'work', 'ESH6-2026-01-06-093200')
    expect(readdirSync(join(folder, 'work')).length).toBe(3)
    expect(readFileSync(`${name}.txt`, 'utf8')).toContain('09:32:00 ET')
    expect(readFileSync(`${name}.ans`, 'utf8')).toContain('\x1b[')
    expect(readFileSync(`${name}.svg`, 'utf8')).toMatch(/^<svg [\s\S]*<\/svg>\n$/)
  })
})

describe('the terminal is left as it was', SLOW, () => {
  test('q quits', async () => {
    const t = await paused()
    t.press('q')
    expect((await t.ended).exitCode).toBe(0)
    expectRestored(t)
  })

  test('Ctrl-C ends with 130', async () => {
    const t = await paused()
    t.press('\x03')
    expect((await t.ended).exitCode).toBe(130)
    expectRestored(t)
  })

  test.each([
    ['SIGTERM', 130],
    ['SIGINT', 130],
    ['SIGHUP', 129],
  ] as const)('%s', async (signal, code) => {
    const t = await paused()
    process.kill(t.pid, signal)
    expect((await t.ended).exitCode).toBe(code)
    expectRestored(t)
  })

  test('an error before the screen opens leaves it alone', async () => {
    terminal = new ReplayTerminal(folder, ['--symbol', 'ESH6', '--dt', '2026-01-05'])
    expect((await terminal.ended).exitCode).toBe(3)
    expect(terminal.output).toContain('there are no seconds of ESH6 2026-01-05')
    expect(terminal.output).not.toContain('\x1b[?1049h')
  })
})

describe('size', () => {
  test('a resize redraws; too small a terminal gets a sentence', async () => {
    const t = await paused()
    t.resize(200, 60)
    await t.until('a wide screen', (text) => /paused {2}1× *$/m.test(text.slice(0, 220)))
    t.resize(40, 10)
    await t.until('the sentence', (text) => text.includes('the replay needs 60×16'))
    t.resize(80, 24)
    await t.until('a picture again', (text) => text.includes('wall + vacuum'))
  })
})

describe('without a terminal', () => {
  const run = (...args: string[]) =>
    spymaster(['tui', 'replay', ...DAY, ...args], {
      lake: join(folder, 'lake'),
      env: { TZ: 'UTC' },
    })

  test('frames, plain', async () => {
    const { stdout, exitCode } = await run(
      '--frames',
      '2',
      '--at',
      '09:32:00',
      '--size',
      '100x30',
      '--plain',
    )
    expect(exitCode).toBe(0)
    const lines = stdout.trimEnd().split('\n')
    expect(lines.length).toBe(58)
    expect(stdout).not.toContain('\x1b')
    expect(lines[0]).toContain('09:32:00 ET')
    expect(lines[29]).toContain('09:32:01 ET')
  })

  test('frames, as JSON', async () => {
    const { json } = await run('--frames', '1', '--at', '50%', '--plain', '--json')
    expect(json().frames.length).toBe(1)
    expect(json().day.symbol).toBe('ESH6')
  })

  test('alerts: listed, as frames, and told by the exit code', async () => {
    const rung = await run('--alert', 'trade_volume > 0', '--at', '09:31:00')
    expect(rung.exitCode).toBe(0)
    const lines = rung.stdout.trimEnd().split('\n')
    for (const line of lines) expect(line).toMatch(/^09:3[1-4]:\d\d {2}trade_volume > 0$/)
    const framed = ['--frames', '1', '--plain', '--json']
    const { json } = await run('--alert', 'trade_volume > 0', '--at', '09:31:00', ...framed)
    expect(json().alerts.length).toBe(lines.length)
    expect(json().frames[0]).toContain(`${lines[0].slice(0, 8)} ET`)
    const none = await run('--alert', 'trade_volume > 1e6')
    expect([none.exitCode, none.stdout, none.stderr]).toEqual([1, '', 'No alert rang.\n'])
  })

  test.each([
    [['--alert', 'trade_volum > 0'], 2, 'did you mean "trade_volume"?'],
    [['--alert', 'ofi > q(ofi, 0.9)'], 3, 'the lake has none of session'],
    [['--alert', 'call_wall > 0'], 3, 'gex_levels_1s, which the day has not'],
  ])('%j is refused', async (args, code, message) => {
    const { stderr, exitCode } = await run(...args)
    expect([exitCode, stderr]).toEqual([code, expect.stringContaining(message)])
  })

  test('one frame as a picture', async () => {
    const path = join(folder, 'frame.svg')
    expect((await run('--export', path, '--at', '09:32:00', '--size', '100x30')).exitCode).toBe(0)
    const svg = readFileSync(path, 'utf8')
    expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 800 493"/)
    expect(svg).toContain('09:32:00 ET')
    expect(svg).not.toMatch(/NaN|undefined/)
  })

  test('a recording that asciinema reads', async () => {
    const path = join(folder, 'day.cast')
    const args = ['--export', path, '--at', '09:32:00', '--until', '09:32:20', '--speed', '10']
    expect((await run(...args, '--size', '80x24')).exitCode).toBe(0)
    const [header, ...events] = readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(header).toMatchObject({ version: 2, width: 80, height: 24 })
    const times = events.map(([time]) => time)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(events.every(([, kind, data]) => kind === 'o' && data.length > 0)).toBe(true)
    expect(times.at(-1)).toBeCloseTo(2, 0)
  })

  test.each([
    [[], 2, 'the replay needs a terminal'],
    [['--frames', '1', '--at', 'noon'], 2, 'the time is invalid'],
    [['--frames', '1', '--size', 'big'], 2, 'the size is invalid'],
  ])('%j is refused', async (args, code, message) => {
    const { stderr, exitCode } = await run(...args)
    expect(exitCode).toBe(code)
    expect(stderr).toContain(message)
  })

  test('a day that is not there', async () => {
    const lake = join(folder, 'lake')
    const args = ['tui', 'replay', '--symbol', 'ESH7', '--dt', '2026-01-06', '--frames', '1']
    const { stderr, exitCode } = await spymaster(args, { lake })
    expect(exitCode).toBe(3)
    expect(stderr).toContain('there are no seconds of ESH7 2026-01-06')
    expect(existsSync(lake)).toBe(true)
  })
})
