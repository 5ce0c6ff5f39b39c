import type { DayDescription } from '../seconds/second.ts'
import type { Action } from './keys.ts'
import { PANELS, type PanelName, type Panels, panelsAfter } from './panels.ts'

/** The layers of the heatmap; `both` is vacuum over wall. */
export const LAYERS = ['wall', 'vacuum', 'balance', 'gex', 'both'] as const
export type Layer = (typeof LAYERS)[number]

/** Seconds in a column of the heatmap. */
export const COLUMN_SECONDS = [1, 2, 5, 15, 60] as const

/** Ticks per heatmap cell; 0.25 is four cells per tick. */
export const CELL_TICKS = [0.25, 0.5, 1, 2, 4] as const

/** Lots from which trades are drawn; 0 is all. */
export const MIN_LOTS = [0, 5, 10, 25, 50, 100, 250] as const

/** Lengths of a candle; candles begin at multiples of their length, UTC. */
export const CANDLE_SECONDS = [60, 120, 300, 900] as const

/** Colours of the wall: blue bids and orange asks, or one ramp for every kind of colour vision. */
export const RAMPS = ['hues', 'viridis', 'cividis'] as const
export type RampName = (typeof RAMPS)[number]

/** The cut-offs of the colour scale move by at most this many steps of √2. */
const MAX_CUT = 8

/** Weighted vacuum score from which a pull is drawn over the wall. */
export const VACUUM_FLOOR = 0.6
const FLOOR_STEP = 0.05

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
  /**
   * Steps of √2 by which the colour scale's ends lie above those that fit what is in view: below
   * the lower end a level is black, from the upper on it is brightest.
   */
  readonly lowCut: number
  readonly highCut: number
  /** Weighted vacuum score from which a pull is drawn over the wall, 0..1. */
  readonly vacuumFloor: number
  readonly quotes: boolean
  readonly trades: boolean
  /** One of {@link MIN_LOTS}. */
  readonly minLots: number
  readonly levels: boolean
  /** Sweeps, stop runs, icebergs and absorption. */
  readonly eventMarks: boolean
  readonly candles: boolean
  /** One of {@link CANDLE_SECONDS}. */
  readonly candleSeconds: number
  readonly panels: Panels
  /** Whether only the heatmap and its axes are shown. */
  readonly isMapAlone: boolean
  readonly theme: 'dark' | 'light'
  readonly ramps: RampName
}

/** The initial view of a day, by the surfaces it has. */
export function initialView({ surfaces }: Pick<DayDescription, 'surfaces'>): View {
  return {
    layer: surfaces.includes('vacuum') ? 'both' : 'wall',
    anchor: 'price',
    columnSeconds: 1,
    cellTicks: 1,
    lowCut: 0,
    highCut: 0,
    vacuumFloor: VACUUM_FLOOR,
    quotes: true,
    trades: true,
    minLots: 0,
    levels: true,
    eventMarks: true,
    candles: false,
    candleSeconds: 120,
    panels: PANELS.all,
    isMapAlone: false,
    theme: 'dark',
    ramps: 'hues',
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
  | 'lower-low'
  | 'raise-low'
  | 'lower-high'
  | 'raise-high'
  | 'auto-contrast'
  | 'lower-floor'
  | 'raise-floor'
  | 'quotes'
  | 'trades'
  | 'more-lots'
  | 'fewer-lots'
  | 'levels'
  | 'event-marks'
  | 'candles'
  | 'candle-length'
  | 'next-layout'
  | 'map-alone'
  | 'ramps'
  | 'theme'
  | `panel-${PanelName}`
>

/** The view after an action. */
export function viewAfter(view: View, action: ViewAction): View {
  switch (action) {
    case 'next-layer':
      return { ...view, layer: following(LAYERS, view.layer) }
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
    case 'lower-low':
      return { ...view, lowCut: clampCut(view.lowCut - 1) }
    case 'raise-low':
      return { ...view, lowCut: clampCut(view.lowCut + 1) }
    case 'lower-high':
      return { ...view, highCut: clampCut(view.highCut - 1) }
    case 'raise-high':
      return { ...view, highCut: clampCut(view.highCut + 1) }
    case 'auto-contrast':
      return { ...view, lowCut: 0, highCut: 0 }
    case 'lower-floor':
      return { ...view, vacuumFloor: clampFloor(view.vacuumFloor - FLOOR_STEP) }
    case 'raise-floor':
      return { ...view, vacuumFloor: clampFloor(view.vacuumFloor + FLOOR_STEP) }
    case 'quotes':
      return { ...view, quotes: !view.quotes }
    case 'trades':
      return { ...view, trades: !view.trades }
    case 'more-lots':
      return { ...view, trades: true, minLots: neighbour(MIN_LOTS, view.minLots, 1) }
    case 'fewer-lots':
      return { ...view, trades: true, minLots: neighbour(MIN_LOTS, view.minLots, -1) }
    case 'levels':
      return { ...view, levels: !view.levels }
    case 'event-marks':
      return { ...view, eventMarks: !view.eventMarks }
    case 'candles':
      return { ...view, candles: !view.candles }
    case 'candle-length':
      return {
        ...view,
        candles: true,
        candleSeconds: following(CANDLE_SECONDS, view.candleSeconds),
      }
    case 'next-layout':
    case 'panel-ladder':
    case 'panel-profile':
    case 'panel-gamma':
    case 'panel-hedge':
    case 'panel-lines':
    case 'panel-prints':
    case 'panel-smile':
      return { ...view, isMapAlone: false, panels: panelsAfter(view.panels, action) }
    case 'map-alone':
      return { ...view, isMapAlone: !view.isMapAlone }
    case 'ramps':
      return { ...view, ramps: following(RAMPS, view.ramps) }
    case 'theme':
      return { ...view, theme: view.theme === 'dark' ? 'light' : 'dark' }
  }
}

/** The finest zoom at which ±`reach` ticks fit into a number of cells. */
export function fittingCellTicks(maxRelTicks: number, cells: number): number {
  const fitting = CELL_TICKS.find((ticks) => ticks * cells >= 2 * maxRelTicks + 1)
  return fitting ?? CELL_TICKS[CELL_TICKS.length - 1]
}

function clampFloor(floor: number): number {
  return Math.round(Math.min(Math.max(floor, 0), 1) * 100) / 100
}

function clampCut(cut: number): number {
  return Math.min(Math.max(cut, -MAX_CUT), MAX_CUT)
}

/** The value after another; the first after the last. */
function following<T>(values: readonly T[], value: T): T {
  return values[(values.indexOf(value) + 1) % values.length]
}

function neighbour(values: readonly number[], value: number, step: number): number {
  return values[values.indexOf(value) + step] ?? value
}
