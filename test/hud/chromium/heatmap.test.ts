import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Lake } from '../../../src/lake/paths.ts'
import { rampStep } from '../../../src/player/cell-colours.ts'
import { clockText } from '../../../src/player/clock-text.ts'
import { hex } from '../../../src/player/colour.ts'
import { PALETTES } from '../../../src/player/palette.ts'
import { type RunningServer, serve } from '../../../src/serve/server.ts'
import type { Truth } from '../../../src/synth/truth.ts'
import { openBrowser } from '../browser.ts'
import { HudPage } from './hud-page.ts'
import { DT, removeLake, rowsOf, SYMBOL, syntheticLake } from './served-day.ts'

let lake: Lake
let truth: Truth
let server: RunningServer
let browser: Browser
let hud: HudPage

beforeAll(async () => {
  ;({ lake, truth } = await syntheticLake())
  server = await serve(lake, { host: '127.0.0.1', port: 0, log: () => {} })
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
  removeLake(lake)
})

/** What the read-out says of a place of the heatmap. */
interface Cell {
  readonly x: number
  readonly y: number
  readonly clock: string
  readonly price: string
  readonly bids: readonly string[]
  readonly asks: readonly string[]
}

/** Points at places of a column from its top to its bottom, and reads each out. */
async function readColumn(x: number): Promise<Cell[]> {
  const { page } = hud
  const plot = await hud.plot()
  const cells: Cell[] = []
  // In the middle of a pixel, so that pointer and picture mean the same cell.
  for (let y = Math.floor(plot.y) + 12.5; y < plot.y + plot.height - 6; y += 18) {
    await page.mouse.move(x, y)
    await page.waitForTimeout(60)
    // All of it at once: the words are there whatever is drawn meanwhile.
    const words = await page.getByTestId('read-out').locator('[data-testid]').allInnerTexts()
    const [price, clock, ...lots] = words
    const sides = [0, 1].map((side) => lots.filter((_, index) => index % 2 === side))
    cells.push({ x, y, clock, price, bids: sides[0], asks: sides[1] })
  }
  return cells
}

/** A second's rows in the lake by side and price, as the read-out writes them. */
async function lakeColumn(second: number): Promise<Map<string, string[]>> {
  const at = `window_end_ts_ns = ${second}000000000`
  const walls = await rowsOf(
    lake,
    'wall',
    'side, price_int, depth_qty_end, add_qty, pull_qty_total, fill_qty, hidden_fill_qty',
    at,
  )
  const vacuums = await rowsOf(lake, 'vacuum', 'side, price_int, vacuum_score', at)
  const name = (row: Record<string, unknown>) =>
    `${row.side} ${(Number(row.price_int) / 1e9).toFixed(2)}`
  const scores = new Map(vacuums.map((row) => [name(row), Number(row.vacuum_score)]))
  return new Map(
    walls.map((row) => {
      const [, , ...lots] = Object.values(row).map(Number)
      const shown = lots.map((value) => (value === 0 ? '·' : value.toLocaleString('en-US')))
      const score = scores.get(name(row)) ?? 0
      return [name(row), [...shown, score === 0 ? '·' : score.toFixed(3)]]
    }),
  )
}

const NOTHING = ['·', '·', '·', '·', '·', '·']

const episode = () => {
  const found = truth.days[0].episodes.find(({ kind }) => kind === 'vacuum')
  if (!found) throw new Error('no vacuum was planted')
  const second = (text: string) => Number(BigInt(text) / 1_000_000_000n)
  return {
    ...found,
    first: second(found.start_ts_ns),
    last: second(found.end_ts_ns) + 1,
    low: Number(found.low_price_int) / 1e9,
    high: Number(found.high_price_int) / 1e9,
  }
}

/** The ends of the wall's colours, from the legend: log2(1 + lots), in steps of a quarter. */
async function legendScale(): Promise<{ low: number; high: number }> {
  const text = await hud.page.locator('.legend li').first().locator('small').innerText()
  const [low, high] = text.split(' to ')
  const logarithm = (text: string) => Math.round(Math.log2(1 + Number.parseFloat(text)) * 4) / 4
  return { low: logarithm(low), high: logarithm(high) }
}

describe('the heatmap of a synthetic day', () => {
  let columns: { before: Cell[]; after: Cell[] }

  beforeAll(async () => {
    const at = new Date((episode().last + 20) * 1000).toISOString()
    const address = `${server.url}/?symbol=${SYMBOL}&dt=${DT}&at=${at}`
    // Software draws it: the smaller, the sooner.
    hud = await HudPage.open(browser, address, { viewport: { width: 1000, height: 600 } })
    await hud.untilPhase('live')
    await hud.press('Space')
    await hud.untilPhase('paused')
    // The wall and nothing over it; ticks and seconds of some pixels.
    await hud.press('1', 'i', 'd', 'v', '+', '+', '+')
    const plot = await hud.plot()
    await hud.page.mouse.move(plot.x + plot.width - 2, plot.y + plot.height / 2)
    await hud.page.mouse.wheel(0, -900)
    await hud.page.waitForTimeout(500)
    const xOf = async (second: number) => {
      // Seconds are evenly apart: two of them say where all are.
      const places = [plot.x + 100, plot.x + plot.width - 10]
      const seconds: number[] = []
      for (const x of places) {
        await hud.page.mouse.move(x, plot.y + 40)
        await hud.page.waitForTimeout(100)
        seconds.push(secondOf(await hud.text('read-time')))
      }
      const pixels = (places[1] - places[0]) / (seconds[1] - seconds[0])
      return places[1] + (second - seconds[1]) * pixels
    }
    const { first, last } = episode()
    columns = {
      before: await readColumn(await xOf(first - 1)),
      after: await readColumn(await xOf(last + 1)),
    }
    await hud.pointAway()
  })

  const secondOf = (clock: string) => {
    const { first } = episode()
    const [hours, minutes, seconds] = clock.split(':').map(Number)
    const [firstHours, firstMinutes, firstSeconds] = clockText(first).split(':').map(Number)
    return (
      first + (hours - firstHours) * 3600 + (minutes - firstMinutes) * 60 + (seconds - firstSeconds)
    )
  }

  test('the read-out says the lake’s own numbers', async () => {
    for (const cells of [columns.before, columns.after]) {
      expect(new Set(cells.map(({ clock }) => clock)).size).toBe(1)
      expect(cells.length).toBeGreaterThan(14)
      const rows = await lakeColumn(secondOf(cells[0].clock))
      for (const { price, bids, asks } of cells) {
        expect({ price, bids, asks }).toEqual({
          price,
          bids: rows.get(`B ${price}`) ?? NOTHING,
          asks: rows.get(`A ${price}`) ?? NOTHING,
        })
      }
    }
  })

  test('the planted wall stands where the data has it, and is gone when it was pulled', async () => {
    const { low, high, side } = episode()
    const band = (cells: Cell[]) =>
      cells
        .filter(({ price }) => Number(price) >= low && Number(price) <= high)
        .map(({ asks, bids }) => Number((side === 'A' ? asks : bids)[0].replace('·', '0')))
    const [before, after] = [band(columns.before), band(columns.after)]
    expect(before.length).toBeGreaterThan(2)
    const sum = (lots: number[]) => lots.reduce((total, value) => total + value, 0)
    expect(sum(after)).toBeLessThan(sum(before) * 0.5)
  })

  test('and its pixels are the palette’s colours for its lots', async () => {
    const scale = await legendScale()
    // Spot's own line lies over its price.
    const spot = await hud.text('spot')
    const cells = [...columns.before, ...columns.after].filter(({ price }) => price !== spot)
    // A pointer may stand on the edge of two rows: then either pixel beside it is the cell's.
    const places = cells.flatMap(({ x, y }) => [-1, 0, 1].map((aside) => ({ x, y: y + aside })))
    const colours = await hud.colours(places)
    const { bid, ask } = PALETTES.dark
    const wrong: string[] = []
    for (const [index, cell] of cells.entries()) {
      const [bids, asks] = [cell.bids[0], cell.asks[0]].map((text) =>
        Number(text.replace('·', '0')),
      )
      const lots = Math.max(bids, asks)
      const share = (Math.log2(1 + lots) - scale.low) / (scale.high - scale.low)
      const value = lots === 0 ? 0 : Math.min(Math.max(share, 0), 1)
      const expected = (asks > bids ? ask : bid)[rampStep(value)]
      const found = colours.slice(3 * index, 3 * index + 3)
      // An empty price is of either side's faintest colour, which are the same.
      if (found.every((colour) => distance(colour, expected) > 4)) {
        wrong.push(`${cell.clock} ${cell.price} ${lots}: ${hex(found[1])}, not ${hex(expected)}`)
      }
    }
    expect(wrong).toEqual([])
  })

  test('nothing was complained of', () => expect(hud.complaints).toEqual([]))
})

function distance(one: number, other: number): number {
  const channels = [16, 8, 0].map((shift) => ((one >> shift) & 255) - ((other >> shift) & 255))
  return Math.max(...channels.map(Math.abs))
}
