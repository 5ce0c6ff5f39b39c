import { Failure } from '../failure.ts'
import { chunkOf } from '../player/chunk.ts'
import { ColumnStore } from '../player/column-store.ts'
import { DayLine, NO_TICK } from '../player/day-line.ts'
import type { HeatColumn } from '../player/heat-column.ts'
import { Heatmap } from '../player/heatmap.ts'
import { type GexLevelTicks, readMoment } from '../player/moment.ts'
import { type ColourScale, scaleOf } from '../player/scale.ts'
import { COLUMN_SECONDS, initialView, type Layer, type View } from '../player/view.ts'
import type { DayDescription, SecondSource, SurfaceName } from '../seconds/second.ts'
import type { ChartHedge } from './hedge-data.ts'

/** The part of a day to draw, and how. */
export interface ChartRequest {
  /** Start of the first and end of the last second, Unix seconds within the day. */
  readonly from: number
  readonly to: number
  /** Default: the layer of {@link initialView}. */
  readonly layer?: Layer | undefined
  readonly theme: View['theme']
  /** Defaults: those of {@link initialView}. */
  readonly ramps?: View['ramps']
  readonly vacuumFloor?: number
  /** Ticks shown above the highest and below the lowest price of the range. */
  readonly ticks: number
  /** Limits of columns and rows for the available pixels. */
  readonly maxColumns: number
  readonly maxCells: number
  /** Drawn beside and below the map, in place of gamma and volume. */
  readonly hedge?: ChartHedge | undefined
}

/** The data of a chart. */
export interface Chart {
  readonly day: DayDescription
  readonly view: View
  /** As requested. */
  readonly from: number
  readonly to: number
  /** Unix second at which the first column begins: a multiple of the column width. */
  readonly start: number
  readonly line: DayLine
  /** Oldest first; undefined outside the day. */
  readonly columns: readonly (HeatColumn | undefined)[]
  readonly heatmap: Heatmap
  readonly scale: ColourScale
  /** The last column. */
  readonly newest: HeatColumn | undefined
  readonly gexLevels: GexLevelTicks | undefined
  readonly hedge: ChartHedge | undefined
}

const REQUIRED_SURFACES: Readonly<Partial<Record<Layer, SurfaceName>>> = {
  vacuum: 'vacuum',
  both: 'vacuum',
  gex: 'gex',
}

/**
 * Reads a chart's data.
 *
 * @throws Failure `input` if the day lacks the layer or the range has no price
 */
export async function readChart(source: SecondSource, request: ChartRequest): Promise<Chart> {
  const { day } = source
  const { from, to, theme } = request
  const initial = initialView(day)
  const { ramps = initial.ramps, vacuumFloor = initial.vacuumFloor } = request
  const layer = request.layer ?? initial.layer
  assertLayer(day, layer)
  const columnSeconds = columnSecondsOf(to - from, request.maxColumns)
  const line = new DayLine(source)
  const columns = await readColumns(source, line, from, to, columnSeconds)
  const { low, high } = priceRange(line, day, from, to)
  const ticks = high - low + 1 + 2 * request.ticks
  let cellTicks = 1
  while (ticks > request.maxCells * cellTicks) cellTicks *= 2
  const shown = { layer, theme, ramps, vacuumFloor, columnSeconds, cellTicks }
  const view: View = { ...initial, ...shown }
  const scale = scaleOf(columns, view)
  const heatmap = new Heatmap(columns.length, Math.ceil(ticks / cellTicks))
  heatmap.paint(columns, view, scale, (low + high) >> 1, day.maxRelTicks)
  const { gex: gexLevels } = await readMoment(source, to)
  return {
    day,
    view,
    from,
    to,
    start: Math.floor(from / columnSeconds) * columnSeconds,
    line,
    columns,
    heatmap,
    scale,
    newest: columns.findLast((column) => column !== undefined),
    gexLevels,
    hedge: request.hedge,
  }
}

/** The narrowest column width that needs no more than the given number of columns. */
function columnSecondsOf(seconds: number, maxColumns: number): number {
  const widest = COLUMN_SECONDS[COLUMN_SECONDS.length - 1]
  return COLUMN_SECONDS.find((width) => seconds / width <= maxColumns) ?? widest
}

async function readColumns(
  source: SecondSource,
  line: DayLine,
  from: number,
  to: number,
  columnSeconds: number,
): Promise<(HeatColumn | undefined)[]> {
  const store = new ColumnStore(source, line)
  const first = Math.floor(from / columnSeconds)
  const count = Math.ceil(to / columnSeconds) - first
  const columns: (HeatColumn | undefined)[] = []
  let loaded = Number.NaN
  for (let at = 0; at < count; at++) {
    const second = Math.min((first + at + 1) * columnSeconds, to)
    // Columns never cross chunks, so one chunk at a time is enough.
    if (chunkOf(second) !== loaded) await store.load(second)
    loaded = chunkOf(second)
    columns.push(store.column(columnSeconds, second, to))
  }
  return columns
}

/** The lowest and highest tick of spot and trades. */
function priceRange(line: DayLine, day: DayDescription, from: number, to: number) {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (let index = Math.max(line.index(from + 1), 0); index <= line.index(to); index++) {
    const spot = line.spot[index]
    if (spot === NO_TICK) continue
    low = Math.min(low, spot, line.low[index] === NO_TICK ? spot : line.low[index])
    high = Math.max(high, spot, line.high[index] === NO_TICK ? spot : line.high[index])
  }
  if (low <= high) return { low, high }
  throw new Failure({
    code: 'input',
    what: 'there is no price in this range: nothing has traded yet',
    where: `${day.symbol} ${day.dt}`,
    fix: 'choose a later --at, or a longer --span',
  })
}

function assertLayer(day: DayDescription, layer: Layer): void {
  const needed = REQUIRED_SURFACES[layer]
  if (needed === undefined || day.surfaces.includes(needed)) return
  const { symbol, dt } = day
  const remedy = `make them with: spymaster pipeline run --symbol ${symbol} --dates ${dt}`
  throw new Failure({
    code: 'input',
    what: `the day has no ${needed === 'gex' ? 'gamma exposure' : 'vacuum scores'}`,
    where: `${symbol} ${dt}`,
    found: day.surfaces.join(', '),
    // Vacuum scores are missing only if their stage has not run yet.
    fix: needed === 'gex' ? 'choose another --layer' : `choose another --layer, or ${remedy}`,
  })
}
