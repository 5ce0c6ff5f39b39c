import { Renderer } from '../../../src/hud/renderer/renderer.ts'
import { ColumnRing } from '../../../src/hud/state/column-ring.ts'
import { Marks } from '../../../src/hud/state/marks.ts'
import { Viewport } from '../../../src/hud/viewport.ts'
import type { HeatColumn } from '../../../src/player/heat-column.ts'
import type { GexLevelTicks } from '../../../src/player/moment.ts'
import { PALETTES } from '../../../src/player/palette.ts'
import { scaleOf } from '../../../src/player/scale.ts'
import type { View } from '../../../src/player/view.ts'
import { COLUMNS, FIRST, loweredHeat, MAX_REL_TICKS, SCALE, SPOT, VIEW } from './made-scene.ts'

/** What the page offers to its test. */
export interface CanvasBench {
  draw(order: DrawOrder): number[]
  drawPlanted(order: PlantedOrder): number[]
  lose(): Promise<{ wasLost: boolean; changes: number }>
}

/** What is to be drawn, and where it is looked at: device pixels from the left top corner. */
export interface DrawOrder {
  readonly view: Partial<View>
  readonly width: number
  readonly height: number
  readonly density: number
  readonly columnWidth: number
  readonly tickHeight: number
  /** Ticks that every price is lower. */
  readonly lowered?: number
  /** Ticks that the middle lies above the newest spot. */
  readonly above?: number
  readonly crosshair?: { readonly column: number; readonly tick: number }
  readonly points: readonly (readonly [x: number, y: number])[]
}

/** A column whose arrays are lists, as JSON has them. */
export type ListedColumn = { readonly [K in keyof HeatColumn]: ListOf<HeatColumn[K]> }
type ListOf<T> = T extends ArrayBufferView ? readonly number[] : T

/** Columns to be drawn with all that lies over them, the newest at the right edge. */
export interface PlantedOrder {
  readonly columns: readonly ListedColumn[]
  readonly gex: GexLevelTicks | undefined
  readonly view: View
  readonly columnWidth: number
  readonly tickHeight: number
  readonly ticks: number
  readonly points: readonly (readonly [x: number, y: number])[]
}

const canvas = document.querySelector('canvas')
if (!canvas) throw new Error('the page has no canvas')
let changes = 0
const renderer = Renderer.on(canvas, { changed: () => changes++ })
if (!renderer) throw new Error('there is no WebGL2')

const rings = new Map<number, ColumnRing>()

/** The scene at prices so many ticks lower. */
function ringOf(lowered: number): ColumnRing {
  const known = rings.get(lowered)
  if (known) return known
  const ring = new ColumnRing()
  for (const [at, column] of loweredHeat(lowered).entries())
    if (column) ring.write(FIRST + at, column)
  rings.set(lowered, ring)
  return ring
}

/** Draws, and gives each point's colour as 0xRRGGBB. */
function draw(order: DrawOrder): number[] {
  const {
    density,
    width,
    height,
    columnWidth,
    tickHeight,
    above = 0,
    crosshair,
    lowered = 0,
  } = order
  const ring = ringOf(lowered)
  const spot = SPOT - lowered
  const view = { ...VIEW, ...order.view }
  const last = FIRST + COLUMNS - 1
  const marks = new Marks()
  marks.build({
    ring,
    first: FIRST,
    last,
    columnSeconds: 1,
    view,
    spot,
    gex: undefined,
    statistics: [],
    candles: [],
    spotOf: () => spot,
  })
  // Without lines, spot's is none either: cells are compared.
  if (!view.quotes) marks.lines.clear()
  renderer?.resize(width, height)
  renderer?.draw(
    {
      ring,
      marks,
      viewport: new Viewport({
        width: width / density,
        height: height / density,
        columnSeconds: 1,
        columnWidth,
        tickHeight,
        rightColumn: last,
        middleTick: spot + above,
      }),
      view,
      scale: SCALE,
      palette: PALETTES[view.theme],
      maxRelTicks: MAX_REL_TICKS,
      spot,
      crosshair,
    },
    density,
  )
  return order.points.map(([x, y]) => pixel(x, height - 1 - y))
}

/** Draws planted columns, and gives each point's colour as 0xRRGGBB. */
function drawPlanted(order: PlantedOrder): number[] {
  const { view, gex, columnWidth, tickHeight, ticks, points } = order
  const columns = order.columns.map(columnOf)
  const ring = new ColumnRing()
  for (const column of columns) ring.write(column.last, column)
  const [first, last] = [columns[0].last, columns[columns.length - 1].last]
  const { spot } = columns[columns.length - 1]
  const marks = new Marks()
  marks.build({
    ring,
    first,
    last,
    columnSeconds: 1,
    view,
    spot,
    gex,
    statistics: [],
    candles: [],
    spotOf: () => spot,
  })
  const [width, height] = [columns.length * columnWidth, ticks * tickHeight]
  const shape = { width, height, columnSeconds: 1, columnWidth, tickHeight }
  renderer?.resize(width, height)
  renderer?.draw(
    {
      ring,
      marks,
      viewport: new Viewport({ ...shape, rightColumn: last, middleTick: spot }),
      view,
      scale: scaleOf(columns, view),
      palette: PALETTES[view.theme],
      maxRelTicks: ticks,
      spot,
      crosshair: undefined,
    },
    1,
  )
  return points.map(([x, y]) => pixel(x, height - 1 - y))
}

function columnOf(listed: ListedColumn): HeatColumn {
  const { depth, add, pull, fill, hidden, vacuum, pulling, levels, strike, gex, gexAbs } = listed
  return {
    ...listed,
    depth: Int32Array.from(depth),
    add: Int32Array.from(add),
    pull: Int32Array.from(pull),
    fill: Int32Array.from(fill),
    hidden: Int32Array.from(hidden),
    vacuum: Float32Array.from(vacuum),
    pulling: Float32Array.from(pulling),
    levels: Float64Array.from(levels, (level) => level ?? Number.NaN),
    strike: Float64Array.from(strike),
    gex: Float64Array.from(gex),
    gexAbs: Float64Array.from(gexAbs),
  }
}

function pixel(x: number, y: number): number {
  const gl = canvas?.getContext('webgl2')
  const bytes = new Uint8Array(4)
  gl?.readPixels(x, y, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, bytes)
  return (bytes[0] << 16) | (bytes[1] << 8) | bytes[2]
}

/** Takes the context away, and gives it back. */
async function lose(): Promise<{ wasLost: boolean; changes: number }> {
  const extension = canvas?.getContext('webgl2')?.getExtension('WEBGL_lose_context')
  const before = changes
  const until = async (count: number) => {
    while (changes < count) await new Promise((resolve) => setTimeout(resolve, 10))
  }
  extension?.loseContext()
  await until(before + 1)
  const wasLost = renderer?.isLost === true
  extension?.restoreContext()
  await until(before + 2)
  return { wasLost, changes: changes - before }
}

const canvasBench: CanvasBench = { draw, drawPlanted, lose }
Object.assign(globalThis, { canvasBench })
