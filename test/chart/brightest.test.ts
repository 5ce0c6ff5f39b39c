import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { initWasm, Resvg } from '@resvg/resvg-wasm'
import { beforeAll, describe, expect, test } from 'vitest'
import { axesOf } from '../../src/chart/axes.ts'
import { readChart } from '../../src/chart/chart.ts'
import { chartLayout } from '../../src/chart/chart-layout.ts'
import { chartSvg } from '../../src/chart/chart-svg.ts'
import { LEVEL_COLUMNS } from '../../src/player/levels.ts'
import { PALETTES } from '../../src/player/palette.ts'
import { OPEN_SECOND } from '../player/made-source.ts'
import {
  brightestThings,
  MOMENT_SECOND,
  MOMENTS,
  plantedSource,
} from '../player/planted-moments.ts'

const [WIDTH, HEIGHT] = [1200, 800]
const { resolve } = createRequire(import.meta.url)

beforeAll(() => initWasm(readFileSync(resolve('@resvg/resvg-wasm/index_bg.wasm'))))

/** Five seconds on a chart: the wall, the pull and the call wall are what is seen first. */
describe('the brightest things of a chart', () => {
  test.each(MOMENTS)('moment $seed', async (moment) => {
    const chart = await readChart(plantedSource(moment), {
      from: OPEN_SECOND,
      to: MOMENT_SECOND,
      theme: 'dark',
      ticks: 12,
      maxColumns: WIDTH,
      maxCells: HEIGHT,
    })
    const layout = chartLayout(WIDTH, HEIGHT, true)
    const image = new Resvg(chartSvg(chart, layout, LEVEL_COLUMNS)).render()
    const { pixels } = image
    const axes = axesOf(chart, layout)
    const newest = chart.columns.slice(-2)
    const colours = newest.flatMap((_, at) => {
      const x = Math.round(axes.x(MOMENT_SECOND - newest.length + at + 0.5))
      return Array.from({ length: axes.highTick - axes.lowTick + 1 }, (_, offset) => {
        const tick = axes.lowTick + offset
        const [red, green, blue] = pixels.subarray((Math.round(axes.y(tick)) * WIDTH + x) * 4)
        return { tick, colour: (red << 16) | (green << 8) | blue }
      })
    })
    const touch = newest.flatMap((column) => (column ? [column.bid, column.ask, column.spot] : []))
    expect(brightestThings(colours, moment, PALETTES.dark.canvas, touch)).toEqual([
      'call wall',
      'pulled',
      'wall',
    ])
  })
})
