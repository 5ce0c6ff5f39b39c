import { describe, expect, test } from 'vitest'
import { loadContract } from '../../src/contracts/load.ts'
import {
  DepthAroundSpot,
  HedgePressureSurface,
  type PressureSecond,
} from '../../src/dealers/hedge-pressure.ts'
import { assertFits } from '../../src/table/fit.ts'
import { Table } from '../../src/table/table.ts'
import { EPOCH_SECOND, rowsOf } from '../options/tables.ts'

/** A thin book: 3 lots a tick above spot, 5 a tick below, out to 60 ticks. */
function thinBook(reach = 60): DepthAroundSpot {
  const depth = new DepthAroundSpot(reach)
  for (let ticks = 1; ticks <= reach; ticks++) {
    depth.add(true, ticks, 3)
    depth.add(false, -ticks, 5)
  }
  return depth
}

const SECOND: PressureSecond = {
  endSecond: EPOCH_SECOND,
  forwardTicks: 0,
  isBookValid: true,
  // Short gamma: dealers buy 2 futures a tick up, and sell as many down.
  hedgeAt: (ticks) => 2 * ticks,
  aboveScore: 0.75,
  belowScore: 0.5,
}

function pressureOf(second: Partial<PressureSecond>, depth = thinBook()) {
  const surface = new HedgePressureSurface(new Table(loadContract('silver/hedge_pressure_1s'), 1))
  surface.append({ ...SECOND, ...second }, depth)
  assertFits(surface.table)
  return rowsOf(surface.table)[0] as Record<string, number>
}

describe('the pressure of a thin book', () => {
  test('is hedge over depth, by hand', () => {
    // Up 8 ticks: 16 futures to buy against 8 × 3 lots. Down 8: 16 to sell against 8 × 5.
    expect(pressureOf({})).toMatchObject({
      reach_ticks: 60,
      ask_depth_qty_8: 24,
      bid_depth_qty_8: 40,
      hedge_up_8: 16,
      hedge_down_8: -16,
      pressure_up_8: 16 / 24,
      pressure_down_8: 16 / 40,
      net_lots_to_move_up_8: 8,
      net_lots_to_move_down_8: 24,
      fragility_up: (16 / 24) * 0.75,
      fragility_down: (16 / 40) * 0.5,
      pressure_up_60: 120 / 180,
      pressure_down_60: 120 / 300,
    })
  })

  test('feeds itself where dealers trade more than stands there', () => {
    const row = pressureOf({ hedgeAt: (ticks) => 4 * ticks })
    expect(row.pressure_up_4).toBe(16 / 12)
    expect(row.net_lots_to_move_up_4).toBe(-4)
  })

  test('resists where dealers are long gamma: below 0, and no fragility', () => {
    const row = pressureOf({ hedgeAt: (ticks) => -ticks })
    expect(row).toMatchObject({ pressure_up_8: -8 / 24, pressure_down_8: -8 / 40 })
    expect(row).toMatchObject({ fragility_up: 0, fragility_down: 0 })
    expect(row.net_lots_to_move_up_8).toBe(32)
  })

  test('counts from the mid, half a tick from spot', () => {
    // F + 4 ticks is at 4.5 ticks from spot: four levels of asks; F − 4 at −3.5: three of bids.
    expect(pressureOf({ forwardTicks: 0.5 })).toMatchObject({
      ask_depth_qty_4: 12,
      bid_depth_qty_4: 15,
      ask_depth_qty_60: 180,
    })
    expect(pressureOf({ forwardTicks: 1 }).ask_depth_qty_60).toBeNaN()
    expect(pressureOf({ forwardTicks: 1 }).bid_depth_qty_60).toBe(59 * 5)
  })

  test('is not known beyond reach, without depth, and of an invalid book', () => {
    const near = pressureOf({}, thinBook(20))
    expect(near.reach_ticks).toBe(20)
    expect(near.pressure_up_20).toBe(40 / 60)
    expect([near.ask_depth_qty_40, near.pressure_up_40, near.net_lots_to_move_up_40]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ])
    const empty = pressureOf({}, new DepthAroundSpot(60))
    expect([empty.ask_depth_qty_8, empty.pressure_up_8]).toEqual([0, Number.NaN])
    const invalid = pressureOf({ isBookValid: false })
    expect([invalid.ask_depth_qty_8, invalid.pressure_down_8, invalid.fragility_up]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ])
    expect(pressureOf({ hedgeAt: () => Number.NaN }).pressure_up_8).toBeNaN()
    expect(pressureOf({ aboveScore: Number.NaN }).fragility_up).toBeNaN()
  })
})
