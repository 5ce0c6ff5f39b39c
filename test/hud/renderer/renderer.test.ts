import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cellColour } from '../../../src/player/cell-colours.ts'
import { mix } from '../../../src/player/colour.ts'
import { NO_TICK } from '../../../src/player/day-line.ts'
import type { HeatColumn } from '../../../src/player/heat-column.ts'
import { CELL_KIND, Heatmap } from '../../../src/player/heatmap.ts'
import { PALETTES } from '../../../src/player/palette.ts'
import { Player } from '../../../src/player/player.ts'
import { LAYERS, type View } from '../../../src/player/view.ts'
import {
  brightestThings,
  MOMENT_SECOND,
  MOMENTS,
  plantedSource,
} from '../../player/planted-moments.ts'
import { SLOW } from '../../setup/long.ts'
import { openBrowser, openPage } from '../browser.ts'
import { bundled, canvasPage } from '../bundle.ts'
import type { CanvasBench, DrawOrder, ListedColumn } from './canvas-page.ts'
import { COLUMNS, FIRST, HEAT, MAX_REL_TICKS, SCALE, SPOT, VIEW } from './made-scene.ts'

/** The graphics card beside the terminal's painter: the same cells, the same colours. */
let browser: Browser
let page: Page
let complaints: string[]

beforeAll(async () => {
  const script = await bundled('test/hud/renderer/canvas-page.ts')
  browser = await openBrowser()
  const opened = await openPage(browser)
  page = opened.page
  complaints = opened.complaints
  await page.setContent(canvasPage(script))
  await page.waitForFunction(() => 'canvasBench' in globalThis)
})

afterAll(() => browser?.close())

declare global {
  var canvasBench: CanvasBench
}

const draw = (order: DrawOrder) =>
  page.evaluate((wanted) => globalThis.canvasBench.draw(wanted), order)

const TICKS = 41
const COLUMN_WIDTH = 6
const TICK_HEIGHT = 8
const WIDTH = COLUMNS * COLUMN_WIDTH
const HEIGHT = TICKS * TICK_HEIGHT

/** The middle of each cell in device pixels, column by column, from the top. */
function middles(density: number): (readonly [x: number, y: number])[] {
  return Array.from({ length: COLUMNS * TICKS }, (_, index) => [
    Math.floor((Math.floor(index / TICKS) + 0.5) * COLUMN_WIDTH * density),
    Math.floor(((index % TICKS) + 0.5) * TICK_HEIGHT * density),
  ])
}

function drawCells(
  view: Partial<View>,
  density = 1,
  points = middles(density),
  lowered = 0,
): Promise<number[]> {
  return draw({
    lowered,
    view,
    width: WIDTH * density,
    height: HEIGHT * density,
    density,
    columnWidth: COLUMN_WIDTH,
    tickHeight: TICK_HEIGHT,
    points,
  })
}

/** What the terminal would paint; undefined where it hatches. */
function expectedCells(changes: Partial<View>): (number | undefined)[] {
  const view = { ...VIEW, ...changes }
  const theme = PALETTES[view.theme]
  const heatmap = new Heatmap(COLUMNS, TICKS)
  heatmap.paint(HEAT, view, SCALE, SPOT, MAX_REL_TICKS)
  return Array.from({ length: COLUMNS * TICKS }, (_, index) => {
    const kind = heatmap.kind[index]
    if (kind === CELL_KIND.unrecorded) return undefined
    const isValid = heatmap.isValid[Math.floor(index / TICKS)] === 1
    const { value, overlay } = heatmap
    return cellColour(theme, kind, value[index], overlay[index], SCALE.minVacuum, isValid)
  })
}

/** The largest difference of two colours' channels. */
function distance(one: number, other: number): number {
  const channel = (shift: number) => Math.abs(((one >> shift) & 255) - ((other >> shift) & 255))
  return Math.max(channel(16), channel(8), channel(0))
}

/** As far as colours of one step of a ramp are from the next. */
const A_STEP = 30

/** A number that lies between two steps of a ramp may fall to either: float32 and float64 differ. */
function expectSame(
  found: readonly number[],
  expected: readonly (number | undefined)[],
  theme: 'dark' | 'light',
) {
  // The GEX layer of the page has no hatching: its canvas is empty there.
  const { background, faint, canvas } = PALETTES[theme]
  const off = found.flatMap((colour, index) => {
    const wanted = expected[index]
    const isHatched = wanted === undefined && [background, faint, canvas].includes(colour)
    return isHatched ? [] : [distance(colour, wanted ?? -1)]
  })
  expect(off.length).toBeGreaterThan(COLUMNS * 20)
  expect(Math.max(...off)).toBeLessThanOrEqual(A_STEP)
  expect(off.filter((difference) => difference > 2).length).toBeLessThanOrEqual(off.length / 200)
}

/** Five seconds on the page: the wall, the pull and the call wall are what is seen first. */
describe('the brightest things of the page', () => {
  const PLANTED = { columns: 60, ticks: 41 } as const

  test.each(MOMENTS)('moment $seed', async (moment) => {
    const source = plantedSource(moment)
    const player = new Player(source, MOMENT_SECOND)
    await player.resolve(PLANTED.columns, PLANTED.ticks, 0)
    const picture = player.picture(PLANTED.columns, PLANTED.ticks, 0)
    if (!picture) throw new Error('no picture')
    const columns = picture.columns.flatMap((column) => (column ? [listed(column)] : []))
    const spot = columns[columns.length - 1].spot
    const ticks = Array.from(
      { length: PLANTED.ticks },
      (_, row) => spot + (PLANTED.ticks >> 1) - row,
    )
    const places = [2, 1].flatMap((back) =>
      ticks.map((tick, row) => ({
        tick,
        point: [
          Math.floor((PLANTED.columns - back + 0.5) * COLUMN_WIDTH),
          Math.floor((row + 0.5) * TICK_HEIGHT),
        ] as const,
      })),
    )
    const order = {
      columns,
      gex: picture.moment.gex,
      view: picture.view,
      columnWidth: COLUMN_WIDTH,
      tickHeight: TICK_HEIGHT,
      ticks: PLANTED.ticks,
      points: places.map(({ point }) => point),
    }
    const found = await page.evaluate((wanted) => globalThis.canvasBench.drawPlanted(wanted), order)
    const colours = places.map(({ tick }, at) => ({ tick, colour: found[at] }))
    const touch = columns.slice(-2).flatMap(({ bid, ask }) => [bid, ask])
    expect(brightestThings(colours, moment, PALETTES.dark.canvas, [...touch, spot])).toEqual([
      'call wall',
      'pulled',
      'wall',
    ])
    await player.close()
  })
})

/** A column as JSON can carry it. */
function listed(column: HeatColumn): ListedColumn {
  const entries = Object.entries(column).map(([name, value]) => [
    name,
    ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value,
  ])
  return Object.fromEntries(entries)
}

describe('cells have the colours that the terminal gives them', () => {
  for (const layer of LAYERS) {
    for (const anchor of ['price', 'spot'] as const) {
      test(`${layer}, anchored to ${anchor}`, async () => {
        expectSame(await drawCells({ layer, anchor }), expectedCells({ layer, anchor }), 'dark')
      })
    }
  }

  test('light', async () => {
    const view = { layer: 'both', theme: 'light' } as const
    expectSame(await drawCells(view), expectedCells(view), 'light')
  })

  test('two device pixels to a CSS pixel, up to the edges of each cell', async () => {
    const view = { layer: 'both', theme: 'dark' } as const
    expectSame(await drawCells(view, 2), expectedCells(view), 'dark')
    const cell = [COLUMN_WIDTH * 2, TICK_HEIGHT * 2] as const
    const corners = Array.from({ length: 40 }, (_, at) => [at % 20, at + 2] as const).flatMap(
      ([column, tick]) =>
        [0, 1].flatMap((x) =>
          [0, 1].map(
            (y) =>
              [column * cell[0] + x * (cell[0] - 1), tick * cell[1] + y * (cell[1] - 1)] as const,
          ),
        ),
    )
    const found = await drawCells(view, 2, corners)
    const expected = expectedCells(view)
    for (const [index, colour] of found.entries()) {
      const at = Math.floor(index / 4)
      const wanted = expected[(at % 20) * TICKS + at + 2]
      if (wanted !== undefined) expect(distance(colour, wanted)).toBeLessThanOrEqual(A_STEP)
    }
  })
})

describe('at prices of zero and below it looks the same', SLOW, () => {
  /** Spot at zero, above and below it in one picture, and far below. */
  const LOWERED = [SPOT, SPOT - 5, SPOT + 7, SPOT + 128, 60_000]

  for (const layer of LAYERS) {
    for (const anchor of ['price', 'spot'] as const) {
      test(`${layer}, anchored to ${anchor}`, async () => {
        const view = { layer, anchor, quotes: true }
        const expected = await drawCells(view)
        for (const lowered of LOWERED)
          expect([lowered, await drawCells(view, 1, middles(1), lowered)]).toEqual([
            lowered,
            expected,
          ])
      })
    }
  }
})

describe('what is not there', () => {
  test('far from spot is hatched, also where rows of the ring are shared', async () => {
    const { background, faint } = PALETTES.dark
    for (const above of [100, 128, 256, 1000, -128, -2000]) {
      const points = Array.from({ length: 200 }, (_, at) => [at, (at * 4) % HEIGHT] as const)
      const found = await draw({
        view: { layer: 'wall' },
        width: WIDTH,
        height: HEIGHT,
        density: 1,
        columnWidth: COLUMN_WIDTH,
        tickHeight: TICK_HEIGHT,
        above,
        points,
      })
      // The column that is missing is the background alone.
      expect([...new Set(found)].sort()).toEqual([background, faint].sort())
    }
  })

  test('before the first column is background', async () => {
    const points = [[0, 10]] as const
    const order = { view: {}, width: WIDTH, height: HEIGHT, density: 1, tickHeight: TICK_HEIGHT }
    expect(await draw({ ...order, columnWidth: 3, points })).toEqual([PALETTES.dark.background])
  })
})

describe('several in a pixel: the strongest', () => {
  test('columns and ticks below a pixel', async () => {
    const view = { layer: 'vacuum' } as const
    const order = { view, width: COLUMNS / 2, height: 10, density: 1 }
    const points = Array.from({ length: COLUMNS / 2 }, (_, x) => [x, 5] as const)
    const found = await draw({ ...order, columnWidth: 0.5, tickHeight: 0.5, points })
    const cells = await drawCells(view)
    const brightness = (colour: number) => (colour >> 16) + ((colour >> 8) & 255) + (colour & 255)
    // Of the middle's lower row the two ticks, and of each two columns both.
    for (const [x, colour] of found.entries()) {
      const shown = [0, 1].flatMap((column) =>
        [0, 1].map((tick) => cells[(2 * x + column) * TICKS + 20 + tick]),
      )
      const strongest = Math.max(...shown.map(brightness))
      // Strengths are told apart by fourteen steps.
      expect(Math.abs(brightness(colour) - strongest)).toBeLessThanOrEqual((3 * 255) / 14)
    }
  })
})

describe('over the cells', () => {
  const cell = (number: number, tick: number) =>
    [
      Math.floor((number - FIRST + 0.5) * COLUMN_WIDTH),
      Math.floor((SPOT - tick + TICKS / 2) * TICK_HEIGHT),
    ] as const

  test('best bid and ask, on the middle of their ticks', async () => {
    const number = FIRST + 21
    const column = HEAT[21]
    if (!column || column.bid === NO_TICK) throw new Error('that column has no quotes')
    const points = [cell(number, column.bid), cell(number, column.ask)]
    const below = await drawCells({}, 1, points)
    const found = await drawCells({ quotes: true }, 1, points)
    const { bidLine, askLine, canvas } = PALETTES.dark
    const haloed = (colour: number, line: number) => mix(mix(colour, canvas, 0.75), line, 0.95)
    expect(distance(found[0], haloed(below[0], bidLine))).toBeLessThanOrEqual(2)
    expect(distance(found[1], haloed(below[1], askLine))).toBeLessThanOrEqual(2)
  })

  test('the crosshair lightens its column and its row', async () => {
    const number = FIRST + 12
    const points = [cell(number, SPOT + 3), cell(number + 4, SPOT + 3), cell(number + 4, SPOT + 4)]
    const order = { width: WIDTH, height: HEIGHT, density: 1, columnWidth: COLUMN_WIDTH }
    const shape = { ...order, tickHeight: TICK_HEIGHT, view: {}, points }
    const plain = await draw(shape)
    const crossed = await draw({ ...shape, crosshair: { column: number, tick: SPOT + 3 } })
    const { spot } = PALETTES.dark
    expect(distance(crossed[0], mix(plain[0], spot, 0.22))).toBeLessThanOrEqual(2)
    expect(distance(crossed[1], mix(plain[1], spot, 0.22))).toBeLessThanOrEqual(2)
    expect(crossed[2]).toBe(plain[2])
  })
})

test('a context that was lost and came back shows what it showed', async () => {
  const before = await drawCells({ layer: 'both', quotes: true })
  expect(await page.evaluate(() => globalThis.canvasBench.lose())).toEqual({
    wasLost: true,
    changes: 2,
  })
  expect(await drawCells({ layer: 'both', quotes: true })).toEqual(before)
})

test('the browser complains of nothing', () => {
  // Reading pixels stalls, and Chromium says so: it is what a test does.
  expect(complaints.filter((complaint) => !complaint.includes('ReadPixels'))).toEqual([])
})
