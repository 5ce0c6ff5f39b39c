import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type Chart, type ChartRequest, readChart } from '../../src/chart/chart.ts'
import { chartLayout } from '../../src/chart/chart-layout.ts'
import { chartPng } from '../../src/chart/chart-png.ts'
import { chartSvg } from '../../src/chart/chart-svg.ts'
import { heatImage } from '../../src/chart/heat-image.ts'
import { cellColour } from '../../src/player/cell-colours.ts'
import { CELL_KIND } from '../../src/player/heatmap.ts'
import { LEVEL_COLUMNS } from '../../src/player/levels.ts'
import { PALETTES } from '../../src/player/palette.ts'
import { LAYERS } from '../../src/player/view.ts'
import { FIRST_SPOT, MAX_REL_TICKS, MadeSource, OPEN_SECOND } from '../player/made-source.ts'

const WHOLE = { from: OPEN_SECOND, to: OPEN_SECOND + 240 }
const REQUEST: ChartRequest = {
  ...WHOLE,
  theme: 'dark',
  ticks: 20,
  maxColumns: 1000,
  maxCells: 300,
}

function chartOf(request: Partial<ChartRequest> = {}, hasOptions = true): Promise<Chart> {
  return readChart(new MadeSource({ hasOptions }), { ...REQUEST, ...request })
}

/** The pixels of a PNG of ours, each red, green, blue and alpha; a row is Sub-filtered. */
function pixelsOf(png: Uint8Array): { width: number; pixels: Uint8Array } {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength)
  const width = view.getUint32(16)
  const height = view.getUint32(20)
  const length = view.getUint32(33)
  const raw = inflateSync(png.subarray(41, 41 + length))
  const pixels = new Uint8Array(width * height * 4)
  for (let row = 0; row < height; row++) {
    expect(raw[row * (1 + width * 4)]).toBe(1)
    for (let at = 0; at < width * 4; at++) {
      const left = at < 4 ? 0 : pixels[row * width * 4 + at - 4]
      pixels[row * width * 4 + at] = raw[row * (1 + width * 4) + 1 + at] + left
    }
  }
  return { width, pixels }
}

describe('a chart', () => {
  it("has the screens' colours, a pixel a cell, and nothing where nothing was recorded", async () => {
    const chart = await chartOf()
    const { heatmap, scale } = chart
    const { width, pixels } = pixelsOf(heatImage(chart))
    expect(width).toBe(240)
    let unrecorded = 0
    for (let column = 0; column < heatmap.columns; column++) {
      for (let cell = 0; cell < heatmap.cells; cell++) {
        const index = column * heatmap.cells + cell
        const kind = heatmap.kind[index]
        const [red, green, blue, alpha] = pixels.subarray((cell * width + column) * 4)
        if (kind === CELL_KIND.unrecorded) {
          unrecorded++
          expect(alpha).toBe(0)
          continue
        }
        const { value, overlay, isValid } = heatmap
        const isSound = isValid[column] === 1
        const least = scale.minVacuum
        const args = [kind, value[index], overlay[index], least, isSound] as const
        expect((red << 16) | (green << 8) | blue).toBe(cellColour(PALETTES.dark, ...args))
        expect(alpha).toBe(255)
      }
    }
    // Twenty ticks beyond the price are more than the twelve that are recorded.
    expect(MAX_REL_TICKS).toBeLessThan(20)
    expect(unrecorded).toBeGreaterThan(0)
  })

  it.each(LAYERS.map((layer) => [layer]))('says what %s it shows', async (layer) => {
    const chart = await chartOf({ layer })
    const svg = chartSvg(chart, chartLayout(1600, 900, true), LEVEL_COLUMNS)
    expect(svg).toContain('>ESH6  2026-01-06  09:30:00–09:34:00 ET</text>')
    expect(svg).toContain('a cell is 1 s × a tick of 0.25 · session rth · book from a snapshot')
    expect(svg).toContain('open interest of 2026-01-05')
    for (const clock of ['09:30:30', '09:31:00', '09:33:30']) expect(svg).toContain(`>${clock}<`)
    expect(svg).toMatch(/>69\d\d\.\d\d<\/text>/)
    expect(svg.length).toBeLessThan(1 << 20)
  })

  it('of scores that look ahead says so; of a day without options has no room for them', async () => {
    const source = new MadeSource({ calibrationMode: 'same_day' })
    const chart = await readChart(source, { ...REQUEST, layer: 'both' })
    const svg = chartSvg(chart, chartLayout(1600, 900, false), LEVEL_COLUMNS)
    expect(svg).toContain('scores calibrated by this day itself: they look ahead')
    expect(svg).not.toContain('GEX')
  })

  it('marks sweeps and icebergs at their prices', async () => {
    const source = new MadeSource({
      events: [
        { at: 100, kind: 'sweep', side: 'A', low: 1, high: 3, lots: 48 },
        { at: 120, kind: 'iceberg_synthetic', side: 'B', low: -2, high: -2, lots: 9 },
      ],
    })
    const layout = chartLayout(1600, 900, false)
    const marksOf = (svg: string) => /<g stroke-linejoin="round">(.*)<\/g>/.exec(svg)?.[1] ?? ''
    const svg = chartSvg(await readChart(source, REQUEST), layout, [])
    // A triangle; a diamond with a dark edge of its own.
    expect(Array.from(marksOf(svg).matchAll(/ d="[^"]*"/g), ([d]) => d.split('L').length)).toEqual([
      3, 4, 4,
    ])
    expect(marksOf(chartSvg(await chartOf(), layout, []))).toBe('')
  })

  it('draws the levels that are asked for', async () => {
    const chart = await chartOf()
    const layout = chartLayout(1600, 900, true)
    const dashes = (levels: readonly string[]) =>
      chartSvg(chart, layout, levels).split('stroke-dasharray="6 4"').length - 1
    expect(dashes([])).toBe(0)
    expect(dashes(['vwap'])).toBe(1)
    expect(dashes(LEVEL_COLUMNS)).toBeGreaterThan(1)
  })

  it('takes wider columns for more seconds than can be told apart, and higher cells for ticks', async () => {
    const wide = await chartOf({ maxColumns: 100 })
    expect([wide.view.columnSeconds, wide.columns.length]).toEqual([5, 48])
    const high = await chartOf({ maxCells: 30 })
    expect(high.heatmap.cells).toBeLessThanOrEqual(30)
    expect(high.heatmap.cellTicks).toBe(2)
  })

  it('ends with the day, and has a column for every second of it', async () => {
    const chart = await chartOf({ from: OPEN_SECOND + 200, to: OPEN_SECOND + 240 })
    expect(chart.columns.map((column) => column?.last)).toEqual(
      Array.from({ length: 40 }, (_, second) => OPEN_SECOND + 201 + second),
    )
  })

  it('cannot be made of a layer that the day has not, or before there is a price', async () => {
    await expect(chartOf({ layer: 'gex' }, false)).rejects.toThrow(
      'ESH6 2026-01-06: the day has no gamma exposure (found snap, wall,',
    )
    const source = new MadeSource({ preOpen: 60 })
    const early = { ...REQUEST, to: OPEN_SECOND + 30 }
    await expect(readChart(source, early)).rejects.toThrow(
      'there is no price in this range: nothing has traded yet',
    )
  })

  it('is a PNG of its size, with the text in it, the same every time', async () => {
    const chart = await chartOf()
    const layout = chartLayout(640, 400, true)
    const png = await chartPng(chartSvg(chart, layout, LEVEL_COLUMNS))
    const view = new DataView(png.buffer, png.byteOffset, png.byteLength)
    expect([view.getUint32(16), view.getUint32(20)]).toEqual([640, 400])
    expect(await chartPng(chartSvg(chart, layout, LEVEL_COLUMNS))).toEqual(png)
    const bare = chartSvg(chart, layout, LEVEL_COLUMNS).replaceAll(/<text.*?<\/text>/g, '')
    expect((await chartPng(bare)).length).toBeLessThan(png.length)
  })
})

describe('a chart of prices at zero and below', () => {
  const chartAt = (firstSpot: number) =>
    readChart(new MadeSource({ hasOptions: true, firstSpot }), REQUEST)
  /** Prices that stand on the axis, from the top. */
  const labelsOf = (svg: string) => [...svg.matchAll(/>(−?\d+\.\d\d)</g)].map(([, price]) => price)

  it.each([0, -8, -400])('shows the same cells, its own prices: spot at tick %d', async (spot) => {
    const [chart, usual] = [await chartAt(spot), await chartAt(FIRST_SPOT)]
    expect(chart.heatmap.kind).toEqual(usual.heatmap.kind)
    expect(chart.heatmap.value).toEqual(usual.heatmap.value)
    expect(chart.heatmap.topTick).toEqual(
      usual.heatmap.topTick.map((tick) => tick - FIRST_SPOT + spot),
    )
    const layout = chartLayout(1600, 900, true)
    const svg = chartSvg(chart, layout, LEVEL_COLUMNS)
    expect(svg).not.toMatch(/NaN|Infinity|−0\.00|-0\.00|undefined/)
    const lines = (text: string) => text.match(/<path[^>]*>/g)?.length
    expect(lines(svg)).toBe(lines(chartSvg(usual, layout, LEVEL_COLUMNS)))
    const labels = labelsOf(svg)
    expect(labels.length).toBeGreaterThan(3)
    if (spot === 0) expect(labels).toContain('0.00')
    expect(labels.some((label) => label.startsWith('−'))).toBe(true)
  })
})
