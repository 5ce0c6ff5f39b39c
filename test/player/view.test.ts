import { describe, expect, test } from 'vitest'
import { LAYOUT_NAMES, layoutOf } from '../../src/player/panels.ts'
import {
  CANDLE_SECONDS,
  CELL_TICKS,
  COLUMN_SECONDS,
  fittingCellTicks,
  initialView,
  LAYERS,
  MIN_LOTS,
  type ViewAction,
  viewAfter,
} from '../../src/player/view.ts'
import { MadeSource } from './made-source.ts'

const first = initialView(new MadeSource({ seconds: 2 }).day)
const viewWith = (...actions: ViewAction[]) => actions.reduce(viewAfter, first)

describe('the view', () => {
  test('opens with vacuum over wall, where there is vacuum', () => {
    expect(first.layer).toBe('both')
    const { day } = new MadeSource({ seconds: 2 })
    expect(initialView({ ...day, surfaces: ['snap', 'wall'] }).layer).toBe('wall')
  })

  test('Tab goes round all layers', () => {
    const layers = LAYERS.map(
      (_, times) => viewWith(...Array<ViewAction>(times).fill('next-layer')).layer,
    )
    expect(new Set(layers).size).toBe(LAYERS.length)
    expect(viewWith(...Array<ViewAction>(LAYERS.length).fill('next-layer'))).toEqual(first)
  })

  test('zooms stop at their ends', () => {
    const many = (action: ViewAction) => viewWith(...Array<ViewAction>(20).fill(action))
    expect(many('time-out').columnSeconds).toBe(COLUMN_SECONDS.at(-1))
    expect(many('time-in').columnSeconds).toBe(1)
    expect(many('ticks-out').cellTicks).toBe(CELL_TICKS.at(-1))
    expect(many('ticks-in').cellTicks).toBe(CELL_TICKS[0])
    expect(many('raise-low').lowCut).toBe(8)
    expect(many('lower-low').lowCut).toBe(-8)
    expect(many('raise-high').highCut).toBe(8)
    expect(many('lower-high').highCut).toBe(-8)
    expect(many('more-lots').minLots).toBe(MIN_LOTS.at(-1))
    expect(many('fewer-lots').minLots).toBe(0)
  })

  test('contrast goes back to automatic', () => {
    expect(viewWith('raise-low', 'lower-high', 'auto-contrast')).toEqual(first)
  })

  test('layouts go round; a panel that was switched is a layout of its own', () => {
    const names = LAYOUT_NAMES.map((_, times) =>
      layoutOf(viewWith(...Array<ViewAction>(times).fill('next-layout')).panels),
    )
    expect(names).toEqual(LAYOUT_NAMES)
    expect(layoutOf(viewWith('panel-lines').panels)).toBeUndefined()
    expect(viewWith('panel-lines', 'next-layout').panels).toEqual(first.panels)
    expect(viewWith('map-alone', 'panel-prints').isMapAlone).toBe(false)
  })

  test('candles of each length, and each ramp, in turn', () => {
    const lengths = CANDLE_SECONDS.map(
      (_, times) => viewWith(...Array<ViewAction>(times).fill('candle-length')).candleSeconds,
    )
    expect(new Set(lengths)).toEqual(new Set(CANDLE_SECONDS))
    expect(viewWith('candle-length').candles).toBe(true)
    expect(viewWith('ramps', 'ramps', 'ramps')).toEqual(first)
  })

  test.each([
    'quotes',
    'trades',
    'levels',
    'event-marks',
    'candles',
    'anchor',
    'theme',
    'map-alone',
    'panel-ladder',
    'panel-profile',
    'panel-gamma',
    'panel-prints',
  ] as const)('%s switches there and back', (action) => {
    expect(viewWith(action)).not.toEqual(first)
    expect(viewWith(action, action)).toEqual(first)
  })

  test('the vacuum floor moves by steps, from 0 to 1', () => {
    expect(viewWith('raise-floor').vacuumFloor).toBe(0.65)
    expect(viewWith('raise-floor', 'lower-floor')).toEqual(first)
    expect(viewWith(...Array(30).fill('lower-floor')).vacuumFloor).toBe(0)
    expect(viewWith(...Array(30).fill('raise-floor')).vacuumFloor).toBe(1)
  })

  test('fits what is recorded', () => {
    expect(fittingCellTicks(60, 121)).toBe(1)
    expect(fittingCellTicks(60, 120)).toBe(2)
    expect(fittingCellTicks(12, 110)).toBe(0.25)
    expect(fittingCellTicks(2000, 40)).toBe(4)
  })
})
