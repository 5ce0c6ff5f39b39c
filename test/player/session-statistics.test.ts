import { describe, expect, test } from 'vitest'
import { DayLine } from '../../src/player/day-line.ts'
import { Player } from '../../src/player/player.ts'
import { initialBalance, valueArea } from '../../src/player/session-statistics.ts'
import { MadeSource, OPEN_SECOND } from './made-source.ts'

const profile = (...lots: number[]) => ({
  since: 0,
  firstTick: 100,
  bought: Int32Array.from(lots),
  sold: new Int32Array(lots.length),
  maxVolume: Math.max(...lots),
})

describe('the value area', () => {
  test('holds 70 % of the volume around the price with the most', () => {
    // 100 lots: 40 + 20 + 15 reach 70.
    const area = valueArea(profile(0, 5, 15, 40, 20, 10, 10, 0))
    expect(area).toEqual({ pointOfControl: 103, high: 104, low: 102 })
  })

  test('of equal volumes: the price next to the middle; grows upwards', () => {
    expect(valueArea(profile(10, 10, 10, 10, 10))).toEqual({
      pointOfControl: 102,
      high: 104,
      low: 101,
    })
  })

  test('one price; none', () => {
    expect(valueArea(profile(0, 7))).toEqual({ pointOfControl: 101, high: 101, low: 101 })
    expect(valueArea(profile(0, 0))).toBeUndefined()
    expect(valueArea(profile())).toBeUndefined()
  })
})

test('the initial balance is of the regular session’s first hour, as far as it has passed', () => {
  const { day } = new MadeSource()
  const line = new DayLine({
    day: { ...day, lastEndSecond: OPEN_SECOND + 4000 },
    readRange: async () => [],
    close: async () => {},
  })
  for (const [second, high, low] of [
    [OPEN_SECOND + 5, 20, 10],
    [OPEN_SECOND + 3600, 30, 15],
    [OPEN_SECOND + 3601, 99, 1],
  ]) {
    line.high[line.index(second)] = high
    line.low[line.index(second)] = low
  }
  expect(initialBalance(line, day, OPEN_SECOND + 4)).toBeUndefined()
  expect(initialBalance(line, day, OPEN_SECOND + 100)).toEqual({ high: 20, low: 10 })
  expect(initialBalance(line, day, OPEN_SECOND + 4000)).toEqual({ high: 30, low: 10 })
})

test('a picture has both, of the seconds up to its own', async () => {
  const player = new Player(new MadeSource(), OPEN_SECOND + 180)
  player.picture(60, 40, 0)
  await player.resolve(60, 40, 0)
  const { statistics = [] } = player.picture(60, 40, 0) ?? {}
  expect(statistics.map(({ label }) => label)).toEqual([
    'POC',
    'value high',
    'value low',
    'IB high',
    'IB low',
  ])
  const [control, high, low, ibHigh, ibLow] = statistics.map(({ tick }) => tick)
  expect(low <= control && control <= high).toBe(true)
  expect(ibLow).toBeLessThan(ibHigh)
  await player.close()
})
