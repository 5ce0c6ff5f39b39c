import { describe, expect, test } from 'vitest'
import { clockText } from '../../src/player/clock-text.ts'
import { KEY_MAP, type PlayerAction, SIGNS } from '../../src/player/keys.ts'
import { type Picture, Player } from '../../src/player/player.ts'
import { priceText } from '../../src/player/price-text.ts'
import type { CellBuffer } from '../../src/tui/painter/cells.ts'
import type { TerminalCapabilities } from '../../src/tui/painter/colour-depth.ts'
import { FrameEncoder } from '../../src/tui/painter/encoder.ts'
import { PLAIN_STATE, Screen, type ScreenState } from '../../src/tui/screen.ts'
import {
  FIRST_SPOT,
  type MadeDayOptions,
  MadeSource,
  OPEN_SECOND,
  TICK,
  WALL_TICK,
} from '../player/made-source.ts'
import { TerminalScreen } from './terminal-screen.ts'

// The header has the machine's own zone too.
process.env.TZ = 'UTC'

const TRUECOLOUR: TerminalCapabilities = { depth: 24, utf8: true }

interface Shot {
  readonly columns?: number
  readonly rows?: number
  readonly capabilities?: TerminalCapabilities
  readonly day?: MadeDayOptions
  /** Seconds after the day's start. */
  readonly at?: number
  readonly actions?: readonly PlayerAction[]
  readonly state?: Partial<ScreenState>
}

interface Shown {
  readonly cells: CellBuffer
  readonly picture: Picture
  readonly screen: Screen
  readonly text: string
}

async function shoot(shot: Shot = {}): Promise<Shown> {
  const { columns = 120, rows = 40, capabilities = TRUECOLOUR, at = 180, actions = [] } = shot
  const source = new MadeSource(shot.day)
  const player = new Player(source, OPEN_SECOND + at)
  const screen = new Screen(columns, rows, capabilities, source.day)
  for (const action of actions) player.perform(action, 0)
  const size = screen.heatmapSize(player.view)
  await player.resolve(size.columns, size.cells, 0)
  const picture = player.picture(size.columns, size.cells, 0)
  if (!picture) throw new Error('no picture')
  const cells = screen.paint(picture, { ...PLAIN_STATE, ...shot.state })
  const text = Array.from({ length: cells.rows }, (_, row) => cells.rowText(row)).join('\n')
  await player.close()
  return { cells, picture, screen, text }
}

async function golden(shot: Shot): Promise<string> {
  const { columns = 120, rows = 40, capabilities = TRUECOLOUR } = shot
  const { cells } = await shoot(shot)
  const terminal = new TerminalScreen(columns, rows)
  await terminal.write(Buffer.from(new FrameEncoder(capabilities).encode(cells)))
  return `${terminal.golden()}\n`
}

describe('the screen, read back through a terminal', () => {
  const sizes = [
    [200, 60],
    [120, 40],
    [100, 30],
    [80, 24],
    [60, 20],
  ] as const
  const depths = { truecolour: 24, '256': 8, '16': 4, none: 1 } as const
  for (const [columns, rows] of sizes) {
    for (const [name, depth] of Object.entries(depths)) {
      test(`${columns}×${rows}, colours: ${name}`, async () => {
        const capabilities = { depth, utf8: true }
        const day = { hasOptions: true }
        await expect(await golden({ columns, rows, capabilities, day })).toMatchFileSnapshot(
          `frames/${columns}x${rows}-${name}.txt`,
        )
      })
    }
  }

  test('80×24 in ASCII', async () => {
    const shown = await golden({ columns: 80, rows: 24, capabilities: { depth: 1, utf8: false } })
    expect(Buffer.from(shown).every((byte) => byte < 128)).toBe(true)
    await expect(shown).toMatchFileSnapshot('frames/80x24-ascii.txt')
  })

  test('what dealers must trade', async () => {
    const day = { hasOptions: true, hasHedge: true }
    const shown = await golden({ columns: 180, rows: 50, day })
    await expect(shown).toMatchFileSnapshot('frames/180x50-hedge.txt')
    const ascii = { depth: 1, utf8: false } as const
    const bare = await golden({ columns: 180, rows: 50, day, capabilities: ascii })
    expect(Buffer.from(bare).every((byte) => byte < 128)).toBe(true)
  })

  test('the help', async () => {
    await expect(await golden({ state: { helpPage: 0 } })).toMatchFileSnapshot(
      'frames/120x40-help.txt',
    )
  })

  test.each([
    [120, 40],
    [80, 24],
    [60, 20],
  ])('the help at %i×%i: every key on one of its pages', async (columns, rows) => {
    let shown = ''
    for (let helpPage = 0; helpPage < 8; helpPage++) {
      shown += await golden({ columns, rows, state: { helpPage } })
    }
    const close = shown.replaceAll(/ +/g, ' ')
    for (const { shown: keys, does } of KEY_MAP) expect(close).toContain(`${keys} ${does}`)
    for (const [signs, meaning] of SIGNS) expect(close).toContain(`${signs} ${meaning}`)
  })

  test('light, candles, crosshair', async () => {
    const actions = ['theme', 'candles', 'time-out', 'crosshair-up', 'crosshair-up'] as const
    await expect(await golden({ actions })).toMatchFileSnapshot('frames/120x40-light.txt')
  })
})

describe('what the screen says', () => {
  test('hedging: how hard it pushes or resists, where flow stands, and what time does', async () => {
    const day = { hasOptions: true, hasHedge: true }
    const { text, picture } = await shoot({ columns: 180, rows: 50, day })
    const { pressure } = picture.moment.dealers ?? {}
    expect(text).toMatch(/hedging ▲ 8 ticks [■·]{12} [+−]0\.\d\d (pushes on|resists)/)
    expect(text.includes('▲ 8 ticks ■')).toBe(Math.abs(pressure?.up ?? 0) > 0.05)
    expect(text).toContain('time makes dealers trade: 1 min −3 · 15 min −41 · expiry −230')
    expect(text).toMatch(/flow long 69\d\d(\.50)? · 750 {3}flow short 69\d\d(\.50)? · −1\.25k/)
    // 3 futures a tick to buy above, 2 a tick below.
    expect(text).toMatch(/\+24 +[■·]{6}/)
    const without = await shoot({ columns: 180, rows: 50, day, actions: ['panel-hedge'] })
    expect(without.text).not.toContain('hedg')
  })

  test('the header: symbol, date, clock, spot and what it is believed on', async () => {
    const { text, picture } = await shoot({ day: { calibrationMode: 'same_day' } })
    const [first, second] = text.split('\n')
    expect(first).toContain('ESH6  2026-01-06')
    expect(first).toContain(`${clockText(OPEN_SECOND + 180)} ET`)
    expect(clockText(OPEN_SECOND + 180)).toBe('09:33:00')
    const spot = picture.line.spot[picture.line.index(picture.second)]
    expect(first).toContain((spot / 4).toFixed(2))
    expect(first).toContain('paused  1×')
    expect(second).toContain('book valid')
    expect(second).toContain('calibration same-day: looks ahead')
    expect(second).toContain('no options')
  })

  test('events of the orders and trades are marked at their prices', async () => {
    const day: MadeDayOptions = {
      events: [
        { at: 150, kind: 'sweep', side: 'A', low: 7, high: 9, lots: 48 },
        { at: 155, kind: 'sweep_run', side: 'B', low: -9, high: -7, lots: 20 },
        { at: 160, kind: 'iceberg', side: 'A', low: 8, high: 8, lots: 13 },
        { at: 165, kind: 'absorption', side: 'B', low: -8, high: -8, lots: 250 },
        { at: 170, kind: 'stop_run', side: 'A', low: 9, high: 10, lots: 30, strength: 4 },
      ],
    }
    const marks = [
      [150, 9, '▲', 'A'],
      [155, -9, '▼', 'V'],
      [160, 8, '◆', 'I'],
      [165, -8, '■', 'H'],
      [170, 10, 'S', 'S'],
    ] as const
    const glyphsOf = async (shot: Shot, isRowOfTwo: boolean) => {
      const { cells, picture } = await shoot({ ...shot, day })
      return marks.map(([at, offset]) => {
        const column = picture.axis.columnOf(OPEN_SECOND + at)
        const cell = picture.heatmap.cellAt(column, FIRST_SPOT + offset)
        const row = 2 + (isRowOfTwo ? cell >> 1 : cell)
        return String.fromCharCode(cells.glyph[row * cells.columns + 5 + column])
      })
    }
    expect(await glyphsOf({}, true)).toEqual(marks.map(([, , sign]) => sign))
    const ascii = { depth: 1, utf8: false } as const
    const letters = await glyphsOf({ capabilities: ascii }, false)
    expect(letters).toEqual(marks.map(([, , , letter]) => letter))
    const hidden = await glyphsOf({ actions: ['event-marks'] }, true)
    for (const glyph of hidden) expect('▲▼◆■S').not.toContain(glyph)
    const large = await glyphsOf({ actions: ['more-lots', 'more-lots', 'more-lots'] }, true)
    expect(large.map((glyph) => '▲▼◆■S'.includes(glyph))).toEqual([true, false, false, true, true])
  })

  test.each([
    [200, 60],
    [120, 40],
    [100, 30],
    [60, 20],
  ])(
    'a click on the header at %i×%i is a key, on its whole text and not beside it',
    async (columns, rows) => {
      const { cells, picture, screen } = await shoot({ columns, rows })
      const buttons = [
        [0, 'ESH6  2026-01-06', 'o'],
        [0, '09:33:00 ET', 'g'],
        [0, '1×', 'backspace'],
        [1, columns < 110 ? 'wall + vacuum' : 'vacuum over wall', 'tab'],
        [1, '1 s/col', '>'],
      ] as const
      for (const [row, text, key] of buttons) {
        const from = cells.rowText(row).indexOf(text)
        if (from < 0) continue
        const keyAt = (column: number) => {
          const place = screen.placeAt(picture.view, column, row)
          return place?.part === 'button' ? place.key : undefined
        }
        expect([from, from + text.length - 1].map(keyAt), text).toEqual([key, key])
        expect(keyAt(from - 1), text).toBeUndefined()
      }
      expect(cells.rowText(0)).toContain('09:33:00 ET')
    },
  )

  test('before the first trade: why there is nothing to see', async () => {
    const { text } = await shoot({ day: { preOpen: 100 }, at: 50 })
    expect(text).toContain('no spot yet')
    expect(text).toContain('book crossed: not valid')
    expect(text).toContain('No trade yet')
    expect(text).toContain(`best bid ${((FIRST_SPOT + 4) / 4).toFixed(2)}`)
  })

  test('without options, the GEX panel says so', async () => {
    expect((await shoot()).text).toContain('no options')
    const { text } = await shoot({ day: { hasOptions: true } })
    expect(text).not.toContain('no options')
    expect(text).toContain('open interest 2026-01-05')
    expect(text).toContain('◂CW')
    expect(text).toContain('call wall 6952')
    // Out of sight below: an arrow, and its price.
    expect(text).toMatch(/▼PW 6450/)
  })

  test("the crosshair's numbers are the rows'", async () => {
    const { picture: before, screen } = await shoot()
    const at = before.columns.length - 1
    const cell = before.heatmap.cellAt(at, FIRST_SPOT + 8)
    const source = new MadeSource()
    const player = new Player(source, OPEN_SECOND + 180)
    const size = screen.heatmapSize(player.view)
    await player.resolve(size.columns, size.cells, 0)
    player.picture(size.columns, size.cells, 0)
    player.selectCell({ column: 30, cell })
    const picture = player.picture(size.columns, size.cells, 0) as Picture
    const second = OPEN_SECOND + 150
    const spot =
      Number(source.rows.snap.find((row) => row.second === second)?.spot_ref_price_int) /
      250_000_000
    const row = source.rows.wall.find(
      (wall) => wall.second === second && spot + wall.rel_ticks === FIRST_SPOT + 8,
    )
    const cells = screen.paint(picture, PLAIN_STATE)
    const footer = cells.rowText(cells.rows - 1)
    expect(footer).toContain(clockText(second))
    expect(footer).toContain(((FIRST_SPOT + 8) / 4).toFixed(2))
    expect(footer).toContain(
      `ask ${row?.depth_qty_end}  add ${row?.add_qty}  pull ${row?.pull_qty_total}  fill ${row?.fill_qty}`,
    )
  })

  test('the planted wall, and its pull, stand out at a glance', async () => {
    const { cells, picture, screen } = await shoot({ at: 140 })
    const { heatmap } = picture
    const pullAt = picture.columns.findIndex((column) => column?.last === OPEN_SECOND + 121)
    const row = 2 + (heatmap.cellAt(0, WALL_TICK) >> 1)
    const isUpper = heatmap.cellAt(0, WALL_TICK) % 2 === 0
    expect(screen.placeAt(picture.view, 5, row)?.part).toBe('heatmap')
    const colourAt = (column: number) => {
      const index = row * cells.columns + 5 + column
      // Equal halves are a blank on a background.
      const isBlank = cells.glyph[index] === 32
      return isUpper && !isBlank ? cells.colour[index] : cells.background[index]
    }
    const [red, , blue] = channels(colourAt(30))
    expect(red).toBeGreaterThan(240)
    expect(red).toBeGreaterThan(blue + 20)
    const [pullRed, pullGreen, pullBlue] = channels(colourAt(pullAt))
    expect(Math.min(pullRed, pullBlue)).toBeGreaterThan(pullGreen + 15)
  })

  test('too small a terminal gets a sentence', async () => {
    const screen = new Screen(40, 10, TRUECOLOUR, new MadeSource().day)
    const cells = screen.paint(undefined, PLAIN_STATE)
    expect(cells.rowText(0)).toBe('This terminal is 40×10;')
    expect(cells.rowText(1)).toContain('needs 60×16')
    screen.resize(80, 24)
    expect(screen.paint(undefined, PLAIN_STATE).rows).toBe(23)
  })

  test('no row is as high as the terminal', async () => {
    const { cells } = await shoot({ columns: 100, rows: 30 })
    expect(cells.rows).toBe(29)
  })
})

function channels(colour: number): [red: number, green: number, blue: number] {
  return [colour >> 16, (colour >> 8) & 255, colour & 255]
}

describe('prices at zero and below', () => {
  test.each([0, -8, -400])('the first spot at tick %d: the same screen', async (firstSpot) => {
    const lowered = FIRST_SPOT - firstSpot
    const { text, picture } = await shoot({ day: { firstSpot } })
    const usual = await shoot()
    expect(picture.heatmap.kind).toEqual(usual.picture.heatmap.kind)
    expect(picture.heatmap.value).toEqual(usual.picture.heatmap.value)
    const rows = text.split('\n')
    let labels = 0
    for (const [row, shown] of usual.text.split('\n').entries()) {
      for (const [label] of shown.matchAll(/\b69\d\d\.\d\d\b/g)) {
        const tick = Number(label) * 4 - lowered
        expect(rows[row]).toContain(` ${priceText(tick, TICK)}`)
        labels++
      }
    }
    expect(labels).toBeGreaterThan(5)
    expect(text).not.toMatch(/[−-]0\.00|NaN/)
  })

  test('where spot is none there is nothing to draw around, at zero there is', async () => {
    const { text } = await shoot({ day: { firstSpot: 0, preOpen: 200 }, at: 100 })
    expect(text).toContain('No trade yet')
    expect(text).toMatch(/best bid 1\.00 {3}best ask −1\.00/)
    const { text: opened } = await shoot({ day: { firstSpot: 0 } })
    expect(opened).not.toContain('No trade yet')
  })

  test('gamma needs a price above zero, and the pane says so', async () => {
    const { screen, picture } = await shoot({
      columns: 160,
      day: { firstSpot: -400, hasOptions: true },
    })
    const { newest } = picture
    if (!newest) throw new Error('no column')
    const none = newest.gexAbs.map(() => 0)
    const cells = screen.paint(
      { ...picture, newest: { ...newest, gexAbs: none, gex: none } },
      PLAIN_STATE,
    )
    const text = Array.from({ length: cells.rows }, (_, row) => cells.rowText(row)).join('\n')
    expect(text).toContain('no gamma at 0')
    expect(text).not.toContain('published')
  })
})
