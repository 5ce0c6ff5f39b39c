import { describe, expect, it } from 'vitest'
import { readChart } from '../../src/chart/chart.ts'
import { chartLayout } from '../../src/chart/chart-layout.ts'
import { chartSvg } from '../../src/chart/chart-svg.ts'
import type { ChartHedge } from '../../src/chart/hedge-data.ts'
import { MadeSource, OPEN_SECOND } from '../player/made-source.ts'

const REQUEST = {
  from: OPEN_SECOND,
  to: OPEN_SECOND + 60,
  theme: 'dark',
  ticks: 20,
  maxColumns: 1000,
  maxCells: 300,
} as const

async function svgOf(hedge: (spot: number) => ChartHedge): Promise<string> {
  const source = new MadeSource({ hasOptions: true })
  const plain = await readChart(source, REQUEST)
  const spot = ((plain.newest?.spot ?? Number.NaN) * source.day.tickSize) / 1e9
  const chart = await readChart(source, { ...REQUEST, hedge: hedge(spot) })
  return chartSvg(chart, chartLayout(1600, 900, true), [])
}

const seconds = Float64Array.from({ length: 60 }, (_, index) => OPEN_SECOND + 1 + index)
const pressure = (value: number) => new Float64Array(60).fill(value)

describe('the layer of hedging', () => {
  it('draws what dealers buy to the right and sell to the left, as long as it is large', async () => {
    const svg = await svgOf((spot) => ({
      curve: [
        { price: spot - 1, lots: 300 },
        { price: spot, lots: 0 },
        { price: spot + 1, lots: -150 },
        { price: spot + 1000, lots: -9999 },
      ],
      depth: [{ price: spot + 1, lots: 75 }],
      seconds,
      up: pressure(-0.5),
      down: pressure(0.25),
    }))
    // The box is 132 px wide, and its half less 4 px shows 300 futures.
    expect(svg).toMatch(/M\d[\d.]* [\d.]+h62"/)
    expect(svg).toMatch(/M\d[\d.]* [\d.]+h-31"/)
    expect(svg).toContain('hedge ±300')
    expect(svg).toContain('depth up to there')
    expect(svg).toContain('what dealers must trade against it')
    expect(svg).not.toContain('GEX Σ')
  })

  it('draws pressure below the map, broken where there is none, spikes cut off', async () => {
    const up = pressure(-1)
    up[30] = Number.NaN
    up[40] = -50
    const svg = await svgOf(() => ({ curve: [], depth: [], seconds, up, down: pressure(1) }))
    const lines = svg.match(/d="M[^"]*L[^"]*"/g) ?? []
    const broken = lines.filter((line) => (line.match(/M/g) ?? []).length === 2)
    expect(broken).toHaveLength(1)
    expect(svg).toContain('±1<')
    expect(svg).toContain('8 ticks down')
    expect(svg).toContain('resists')
  })
})
