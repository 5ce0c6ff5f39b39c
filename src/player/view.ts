import type { DayDescription } from '../seconds/second.ts'
import type { Action } from './keys.ts'

/** The layers of the heatmap; `both` is vacuum over wall. */
export const LAYERS = ['wall', 'vacuum', 'balance', 'gex', 'both'] as const
export type Layer = (typeof LAYERS)[number]

/** Seconds in a column of the heatmap. */
export const COLUMN_SECONDS = [1, 2, 5, 15, 60] as const

/** Ticks per heatmap cell; 0.25 is four cells per tick. */
export const CELL_TICKS = [0.25, 0.5, 1, 2, 4] as const

/** Contrast moves the bounds of the colour scale by factors of √2. */
const MAX_CONTRAST = 8

/**
 * `price`: all columns on the newest second's axis, so that the price path shows. `spot`: each
 * column around its own second's spot.
 */
export type Anchor = 'price' | 'spot'

/** The display settings of a screen. */
export interface View {
  readonly layer: Layer
  readonly anchor: Anchor
  /** One of {@link COLUMN_SECONDS}. */
  readonly columnSeconds: number
  /** One of {@link CELL_TICKS}. */
  readonly cellTicks: number
  /** Steps of √2 by which the colour scale's bounds are lower, ±8. */
  readonly contrast: number
  readonly quotes: boolean
  readonly trades: boolean
  readonly levels: boolean
  readonly candles: boolean
  readonly theme: 'dark' | 'light'
}

/** The initial view of a day, by the surfaces it has. */
export function initialView({ surfaces }: Pick<DayDescription, 'surfaces'>): View {
  return {
    layer: surfaces.includes('vacuum') ? 'both' : 'wall',
    anchor: 'price',
    columnSeconds: 1,
    cellTicks: 1,
    contrast: 0,
    quotes: true,
    trades: true,
    levels: true,
    candles: false,
    theme: 'dark',
  }
}

/** The actions that change nothing but the view. */
export type ViewAction = Extract<
  Action,
  | 'next-layer'
  | 'layer-wall'
  | 'layer-vacuum'
  | 'layer-balance'
  | 'layer-gex'
  | 'layer-both'
  | 'anchor'
  | 'ticks-in'
  | 'ticks-out'
  | 'time-in'
  | 'time-out'
  | 'less-contrast'
  | 'more-contrast'
  | 'quotes'
  | 'trades'
  | 'levels'
  | 'candles'
  | 'theme'
>

/** The view after an action. */
export function viewAfter(view: View, action: ViewAction): View {
  switch (action) {
    case 'next-layer':
      return { ...view, layer: LAYERS[(LAYERS.indexOf(view.layer) + 1) % LAYERS.length] }
    case 'layer-wall':
      return { ...view, layer: 'wall' }
    case 'layer-vacuum':
      return { ...view, layer: 'vacuum' }
    case 'layer-balance':
      return { ...view, layer: 'balance' }
    case 'layer-gex':
      return { ...view, layer: 'gex' }
    case 'layer-both':
      return { ...view, layer: 'both' }
    case 'anchor':
      return { ...view, anchor: view.anchor === 'price' ? 'spot' : 'price' }
    case 'ticks-in':
      return { ...view, cellTicks: neighbour(CELL_TICKS, view.cellTicks, -1) }
    case 'ticks-out':
      return { ...view, cellTicks: neighbour(CELL_TICKS, view.cellTicks, 1) }
    case 'time-in':
      return { ...view, columnSeconds: neighbour(COLUMN_SECONDS, view.columnSeconds, -1) }
    case 'time-out':
      return { ...view, columnSeconds: neighbour(COLUMN_SECONDS, view.columnSeconds, 1) }
    case 'less-contrast':
      return { ...view, contrast: Math.max(view.contrast - 1, -MAX_CONTRAST) }
    case 'more-contrast':
      return { ...view, contrast: Math.min(view.contrast + 1, MAX_CONTRAST) }
    case 'quotes':
      return { ...view, quotes: !view.quotes }
    case 'trades':
      return { ...view, trades: !view.trades }
    case 'levels':
      return { ...view, levels: !view.levels }
    case 'candles':
      return { ...view, candles: !view.candles }
    case 'theme':
      return { ...view, theme: view.theme === 'dark' ? 'light' : 'dark' }
  }
}

/** The finest zoom at which ±`reach` ticks fit into a number of cells. */
export function fittingCellTicks(maxRelTicks: number, cells: number): number {
  const fitting = CELL_TICKS.find((ticks) => ticks * cells >= 2 * maxRelTicks + 1)
  return fitting ?? CELL_TICKS[CELL_TICKS.length - 1]
}

function neighbour(values: readonly number[], value: number, step: number): number {
  return values[values.indexOf(value) + step] ?? value
}
