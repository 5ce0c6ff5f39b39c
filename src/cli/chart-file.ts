import { extname } from 'node:path'
import { type Chart, readChart } from '../chart/chart.ts'
import { chartLayout, MAX_SIZE_PX, MIN_SIZE_PX } from '../chart/chart-layout.ts'
import { chartSvg } from '../chart/chart-svg.ts'
import { readHedge } from '../chart/hedge-data.ts'
import { timeRangeOf } from '../chart/time-range.ts'
import { Failure } from '../failure.ts'
import { LEVEL_COLUMNS } from '../player/levels.ts'
import type { Layer, View } from '../player/view.ts'
import type { SecondSource } from '../seconds/second.ts'
import { writeOutput } from './output-file.ts'

/** Depth as the wall, with dealers' hedging beside and below it. */
export const HEDGE_LAYER = 'hedge'

/** Smallest height at which a price row is still visible. */
const MIN_ROW_HEIGHT_PX = 2

export interface ChartFlagValues {
  readonly out: string
  readonly at?: string | undefined
  readonly span: string
  readonly layer?: string | undefined
  readonly theme: View['theme']
  readonly ramps: View['ramps']
  readonly 'vacuum-floor': number
  readonly size: string
  readonly ticks: number
  readonly levels: string
}

/** The flags that can be read without the day. */
export interface ChartOptions {
  readonly isPng: boolean
  readonly width: number
  readonly height: number
  /** Columns of the session's levels. */
  readonly levels: readonly string[]
}

/** @throws Failure `usage` where a flag cannot be read */
export function chartOptionsFrom({ out, size, levels }: ChartFlagValues): ChartOptions {
  const ending = extname(out).toLowerCase()
  if (ending !== '.svg' && ending !== '.png') {
    throw new Failure({
      code: 'usage',
      what: 'the format is not supported',
      where: '--out',
      expected: 'a name that ends in .svg or .png',
      found: out,
    })
  }
  return { isPng: ending === '.png', ...sizeFrom(size), levels: levelsFrom(levels) }
}

/** Draws a time range of a day into a file. */
export async function writeChart(
  source: SecondSource,
  flags: ChartFlagValues,
  { isPng, width, height, levels }: ChartOptions,
): Promise<{ chart: Chart; bytes: number }> {
  const { at, span, theme, ramps, ticks, out } = flags
  const range = timeRangeOf(source.day, at, span)
  const isHedge = flags.layer === HEDGE_LAYER
  const layer = flags.layer === HEDGE_LAYER ? 'wall' : flags.layer
  const layout = chartLayout(width, height, source.day.surfaces.includes('gex'))
  const chart = await readChart(source, {
    ...range,
    hedge: isHedge ? await readHedge(source, range.from, range.to) : undefined,
    layer: layer as Layer | undefined,
    theme,
    ramps,
    vacuumFloor: flags['vacuum-floor'],
    ticks,
    maxColumns: layout.heat.width,
    maxCells: Math.floor(layout.heat.height / MIN_ROW_HEIGHT_PX),
  })
  const svg = chartSvg(chart, layout, levels)
  // The rasteriser is large: loaded only for PNG.
  const content = isPng ? await (await import('../chart/chart-png.ts')).chartPng(svg) : svg
  await writeOutput(out, content)
  return { chart, bytes: Buffer.byteLength(content) }
}

function sizeFrom(text: string): { width: number; height: number } {
  const [width, height] = (/^(\d{1,5})x(\d{1,5})$/.exec(text) ?? []).slice(1).map(Number)
  const fits =
    width >= MIN_SIZE_PX.width &&
    height >= MIN_SIZE_PX.height &&
    width <= MAX_SIZE_PX.width &&
    height <= MAX_SIZE_PX.height
  if (fits) return { width, height }
  throw new Failure({
    code: 'usage',
    what: 'the size is not supported',
    where: '--size',
    expected: `WIDTHxHEIGHT from ${MIN_SIZE_PX.width}x${MIN_SIZE_PX.height} to ${MAX_SIZE_PX.width}x${MAX_SIZE_PX.height}`,
    found: text,
  })
}

function levelsFrom(text: string): readonly string[] {
  if (text === 'all') return LEVEL_COLUMNS
  if (text === 'none') return []
  const names = text.split(',')
  const unknown = names.find((name) => !LEVEL_COLUMNS.includes(name))
  if (unknown === undefined) return names
  throw new Failure({
    code: 'usage',
    what: 'there is no such level',
    where: '--levels',
    expected: `all, none, or some of ${LEVEL_COLUMNS.join(',')}`,
    found: unknown,
  })
}
