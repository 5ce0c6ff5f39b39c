import { extname } from 'node:path'
import { type Chart, readChart } from '../chart/chart.ts'
import { chartSvg } from '../chart/chart-svg.ts'
import { layoutOf, MAX_SIZE, MIN_SIZE } from '../chart/layout.ts'
import { spanOf } from '../chart/span.ts'
import { Failure } from '../failure.ts'
import { LEVEL_COLUMNS } from '../player/levels.ts'
import type { Layer } from '../player/view.ts'
import type { SecondSource } from '../seconds/second.ts'
import { writeOutput } from './output-file.ts'

/** Rows are seen from so many pixels on. */
const MIN_CELL = 2

export interface ChartFlagValues {
  readonly out: string
  readonly at?: string | undefined
  readonly span: string
  readonly layer?: string | undefined
  readonly theme: 'dark' | 'light'
  readonly size: string
  readonly ticks: number
  readonly levels: string
}

/** What the flags mean whatever the day is. */
export interface ChartWish {
  readonly isPng: boolean
  readonly width: number
  readonly height: number
  /** Columns of the session's levels. */
  readonly levels: readonly string[]
}

/** @throws Failure `usage` where a flag cannot be read */
export function chartWishFrom({ out, size, levels }: ChartFlagValues): ChartWish {
  const ending = extname(out).toLowerCase()
  if (ending !== '.svg' && ending !== '.png') {
    throw new Failure({
      code: 'usage',
      what: 'such a picture cannot be made',
      where: '--out',
      expected: 'a name that ends in .svg or .png',
      found: out,
    })
  }
  return { isPng: ending === '.png', ...sizeFrom(size), levels: levelsFrom(levels) }
}

/** Draws a stretch of a day into a file, and says what is in it. */
export async function writeChart(
  source: SecondSource,
  flags: ChartFlagValues,
  { isPng, width, height, levels }: ChartWish,
): Promise<{ chart: Chart; bytes: number }> {
  const { at, span, layer, theme, ticks, out } = flags
  const layout = layoutOf(width, height, source.day.surfaces.includes('gex'))
  const chart = await readChart(source, {
    ...spanOf(source.day, at, span),
    layer: layer as Layer | undefined,
    theme,
    ticks,
    maxColumns: layout.heat.width,
    maxCells: Math.floor(layout.heat.height / MIN_CELL),
  })
  const svg = chartSvg(chart, layout, levels)
  // The rasteriser is large: only who needs it waits for it.
  const content = isPng ? await (await import('../chart/chart-png.ts')).chartPng(svg) : svg
  await writeOutput(out, content)
  return { chart, bytes: Buffer.byteLength(content) }
}

function sizeFrom(text: string): { width: number; height: number } {
  const [width, height] = (/^(\d{1,5})x(\d{1,5})$/.exec(text) ?? []).slice(1).map(Number)
  const fits =
    width >= MIN_SIZE.width &&
    height >= MIN_SIZE.height &&
    width <= MAX_SIZE.width &&
    height <= MAX_SIZE.height
  if (fits) return { width, height }
  throw new Failure({
    code: 'usage',
    what: 'no chart can be of that size',
    where: '--size',
    expected: `WIDTHxHEIGHT from ${MIN_SIZE.width}x${MIN_SIZE.height} to ${MAX_SIZE.width}x${MAX_SIZE.height}`,
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
