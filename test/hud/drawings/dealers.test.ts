import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import type { DrawingContext } from '../../../src/hud/drawings/drawing.tsx'
import { drawGexFlow } from '../../../src/hud/drawings/gex-flow.ts'
import { drawHedge } from '../../../src/hud/drawings/hedge-curve.ts'
import { drawLadder } from '../../../src/hud/drawings/ladder.ts'
import { drawPressure } from '../../../src/hud/drawings/pressure-lane.ts'
import { INKS } from '../../../src/hud/page/theme.ts'
import { GaugePanel } from '../../../src/hud/panels/gauges.tsx'
import type { HudPicture } from '../../../src/hud/picture.ts'
import { Viewport } from '../../../src/hud/viewport.ts'

const EM = 10
const WIDTH = 200
const inks = INKS.dark

interface Mark {
  readonly ink: string
  readonly x: number
  readonly y: number
  readonly width: number
}

/** A canvas that keeps what is drawn on it. */
function sheetOf() {
  const bars: Mark[] = []
  const texts: { readonly text: string; readonly y: number; readonly ink: string }[] = []
  const points: (readonly [number, number])[] = []
  const context = {
    fillStyle: '',
    font: '10px mono',
    save() {},
    restore() {},
    beginPath() {},
    rect() {},
    clip() {},
    arc() {},
    fill() {},
    stroke() {},
    closePath() {},
    measureText: () => ({ width: 0 }),
    moveTo: (x: number, y: number) => points.push([x, y]),
    lineTo: (x: number, y: number) => points.push([x, y]),
    fillRect: (x: number, y: number, width: number) =>
      bars.push({ ink: context.fillStyle, x, y, width }),
    fillText: (text: string, _x: number, y: number) =>
      texts.push({ text, y, ink: context.fillStyle }),
  }
  const sheet = { context, width: WIDTH, height: 400, em: EM, inks } as unknown as DrawingContext
  return { sheet, bars, texts, points }
}

const viewport = new Viewport({
  width: 400,
  height: 400,
  columnSeconds: 1,
  columnWidth: 4,
  tickHeight: 20,
  rightColumn: 100,
  middleTick: 1000,
})

/** 10 lots at each tick of 990 … 1010: bids to 999, asks from 1001. */
const newest = {
  firstTick: 990,
  ticks: 21,
  bid: 999,
  ask: 1001,
  depth: Float32Array.from({ length: 42 }, (_, at) => {
    const isAsks = at < 21
    const tick = 990 + (at % 21)
    return isAsks === tick > 1000 && tick !== 1000 ? 10 : 0
  }),
}

const curve = {
  forward: 1000,
  ticks: Float64Array.of(990, 1000, 1010),
  lots: Float64Array.of(50, 0, 20),
}

describe('the hedge curve', () => {
  test('at each price has the futures, their share of the depth, and that depth', () => {
    const { sheet, bars, texts } = sheetOf()
    drawHedge(sheet, { viewport, newest, moment: { dealers: { curve } } } as unknown as HudPicture)
    // 5 ticks up: half of 20 lots to buy, which pushes, against 5 levels of 10.
    const y = viewport.tickToY(1005)
    expect(texts.filter((text) => text.y === y).map(({ text }) => text)).toEqual(['+10', '50'])
    const row = bars.filter((bar) => Math.abs(bar.y - (y - 0.2 * EM)) < 1e-9)
    expect(row[1].width / row[0].width).toBeCloseTo(10 / 50, 9)
    expect(inks.vacuum).toContain(row[1].ink)
    // Buying as the price falls resists.
    const below = viewport.tickToY(995)
    const [, share] = bars.filter((bar) => Math.abs(bar.y - (below - 0.2 * EM)) < 1e-9)
    expect(inks.added).toContain(share.ink)
    // Where the future is, there is nothing to trade.
    expect(texts.some((text) => text.y === viewport.tickToY(1000))).toBe(false)
  })

  test('without a curve is its heads alone', () => {
    const { sheet, bars, texts } = sheetOf()
    drawHedge(sheet, { viewport, newest, moment: {} } as unknown as HudPicture)
    expect(texts.map(({ text }) => text)).toEqual(['hedge', 'of depth'])
    expect(bars).toHaveLength(1)
  })
})

test('the pressure lane draws what pushes above its middle, and leaves out what is not known', () => {
  const { sheet, points, texts } = sheetOf()
  const line = {
    index: (second: number) => second,
    pressureUp: Float32Array.from({ length: 101 }, (_, second) => (second === 99 ? NaN : 0.5)),
    pressureDown: new Float32Array(101).fill(-0.5),
  }
  drawPressure(sheet, { line, viewport, second: 100 } as unknown as HudPicture, 100, 60)
  const middle = 130
  const [up, down] = [points.filter(([, y]) => y < middle), points.filter(([, y]) => y > middle)]
  expect(up.length).toBe(down.length - 1)
  expect(texts.map(({ text }) => text)).toEqual(
    expect.arrayContaining(['+0.50 8 up', '−0.50 down']),
  )
})

test('the exposure of trades grows to the right where it is long, to the left where it is short', () => {
  const { sheet, bars } = sheetOf()
  const flow = {
    strike: Float64Array.of(996, 1004),
    gex: Float64Array.of(-5, 10),
    isComplete: true,
  }
  drawGexFlow(sheet, { viewport } as unknown as HudPicture, flow, 10)
  expect(bars[0].x + bars[0].width).toBe(100)
  expect(bars[1].x).toBe(101)
  expect(bars[1].width).toBe(2 * bars[0].width)
  expect([bars[0].ink, bars[1].ink]).toEqual([inks.seller, inks.buyer])
})

test('the profile stacks what was sold to the left of what was bought, on the largest sum', () => {
  const { sheet, bars } = sheetOf()
  const profile = {
    since: 0,
    firstTick: 1003,
    bought: Int32Array.of(30),
    sold: Int32Array.of(10),
    maxVolume: 40,
  }
  const empty = { ...newest, depth: new Float32Array(42) }
  const flows = ['add', 'pull', 'bought', 'sold', 'hidden', 'fill', 'buy', 'sell', 'restedPull']
  const book = {
    ...empty,
    ...Object.fromEntries(flows.map((name) => [name, new Float32Array(42)])),
  }
  const view = { panels: { profile: true } }
  drawLadder(sheet, { viewport, newest: book, profile, view } as unknown as HudPicture)
  const [bought, sold] = bars.filter(({ ink }) => ink === inks.buyer || ink === inks.seller)
  expect(bought.x + bought.width).toBe(WIDTH)
  expect(sold.x + sold.width).toBeCloseTo(bought.x, 9)
  expect(bought.width).toBeCloseTo(3 * sold.width, 9)
})

describe('the gauges', () => {
  const picture = (pressure: { readonly up: number; readonly down: number }) =>
    ({
      second: 0,
      line: { index: () => 0, ofi: Float32Array.of(7) },
      moment: {
        gauges: { above: 0.25, below: 0.5, total: 0.75 },
        dealers: { pressure, charm: [] },
      },
    }) as unknown as HudPicture

  test('say whether hedging pushes on or resists, full at 1', () => {
    const html = renderToStaticMarkup(
      createElement(GaugePanel, { picture: picture({ up: 1.5, down: -0.25 }) }),
    )
    expect(html).toContain('hedging pushes on, 8 ticks up')
    expect(html).toContain('hedging resists, 8 ticks down')
    expect(html).toMatch(/meter vacuum"[^>]*><i style="transform:scaleX\(1\)"/)
    expect(html).toMatch(/meter added"[^>]*><i style="transform:scaleX\(0.25\)"/)
    expect(html).toContain('+1.50')
  })

  test('leave out a pressure that is not known', () => {
    const html = renderToStaticMarkup(
      createElement(GaugePanel, { picture: picture({ up: Number.NaN, down: Number.NaN }) }),
    )
    expect(html).not.toContain('hedging')
    expect(html).toContain('scaleX(0.75)')
  })
})
