import { beforeEach, describe, expect, test } from 'vitest'
import { RING_COLUMNS } from '../../../src/hud/state/column-ring.ts'
import { Framing, type FramingInput } from '../../../src/hud/state/framing.ts'
import { NO_TICK } from '../../../src/player/day-line.ts'

const FIRST = 1_767_709_801
const SPOT = 27_800

function subject(parts: Partial<FramingInput> = {}): FramingInput {
  return {
    day: {
      symbol: 'ESH6',
      dt: '2026-01-06',
      session: 'rth',
      tickSize: 250_000_000,
      maxRelTicks: 60,
      firstEndSecond: FIRST,
      lastEndSecond: FIRST + 23_399,
      surfaces: [],
      calibrationMode: undefined,
      bookOrigin: 'snapshot',
    },
    columnSeconds: 1,
    isSpotAnchored: false,
    second: FIRST + 5000,
    spotOf: () => SPOT,
    ...parts,
  }
}

let framing: Framing

beforeEach(() => {
  framing = new Framing()
  framing.resize(900, 484)
})

describe('following', () => {
  test('the newest second is at the right edge, spot in the middle, all that is recorded in view', () => {
    const viewport = framing.viewport(subject())
    expect(viewport.rightColumn).toBe(FIRST + 5000)
    expect(viewport.middleTick).toBe(SPOT)
    expect(viewport.tickHeight).toBe(4)
    expect(viewport.ticks).toEqual({ low: SPOT - 60, high: SPOT + 61 })
    expect(framing.isFollowing).toBe(true)
  })

  test('the middle stays until spot leaves the middle third', () => {
    framing.viewport(subject())
    expect(framing.viewport(subject({ spotOf: () => SPOT + 20 })).middleTick).toBe(SPOT)
    expect(framing.viewport(subject({ spotOf: () => SPOT + 21 })).middleTick).toBe(SPOT + 21)
    expect(framing.viewport(subject({ spotOf: () => NO_TICK })).middleTick).toBe(SPOT + 21)
  })

  test('around its own spot, the newest is always in the middle', () => {
    framing.viewport(subject())
    const moved = subject({ isSpotAnchored: true, spotOf: () => SPOT + 3 })
    expect(framing.viewport(moved).middleTick).toBe(SPOT + 3)
  })
})

describe('looking back', () => {
  test('what is panned to stays while the day plays on; fit comes back', () => {
    const now = subject()
    framing.pan(300, 0, framing.viewport(now), now)
    expect(framing.viewport(now).rightColumn).toBe(FIRST + 4900)
    expect(framing.viewport(subject({ second: FIRST + 5060 })).rightColumn).toBe(FIRST + 4900)
    expect(framing.isFollowing).toBe(false)
    framing.fit()
    expect(framing.viewport(now).rightColumn).toBe(FIRST + 5000)
  })

  test('the newest second follows again where one pans to it', () => {
    const now = subject()
    framing.pan(300, 0, framing.viewport(now), now)
    framing.pan(-2000, 0, framing.viewport(now), now)
    expect(framing.isFollowing).toBe(true)
  })

  test('the day does not leave the plot', () => {
    const now = subject()
    for (let pull = 0; pull < 100; pull++) framing.pan(5000, 0, framing.viewport(now), now)
    expect(framing.viewport(now).secondToX(FIRST)).toBeLessThan(900)
    framing.pan(-30, 0, framing.viewport(now), now)
    expect(framing.viewport(now).rightColumn).toBeCloseTo(FIRST + 18, 6)
  })

  test('prices that are panned to stay where spot is not', () => {
    const now = subject()
    framing.pan(0, 40, framing.viewport(now), now)
    expect(framing.viewport(now).middleTick).toBe(SPOT + 10)
    expect(framing.viewport(subject({ spotOf: () => SPOT + 50 })).middleTick).toBe(SPOT + 10)
  })
})

describe('zoom', () => {
  test('the price below the pointer stays', () => {
    const now = subject()
    const before = framing.viewport(now)
    const y = 100
    const price = before.middleTick + (before.height / 2 - y) / before.tickHeight
    framing.zoom(1, 2, { x: 0, y }, before, now)
    const after = framing.viewport(now)
    expect(after.tickHeight).toBe(8)
    expect(after.middleTick + (after.height / 2 - y) / after.tickHeight).toBeCloseTo(price, 9)
  })

  test('the second below the pointer stays, and the newest at its edge while one follows', () => {
    const now = subject()
    framing.pan(300, 0, framing.viewport(now), now)
    const before = framing.viewport(now)
    const second = before.rightColumn - (900 - 400) / before.columnWidth
    framing.zoom(1.5, 1, { x: 400, y: 0 }, before, now)
    expect(framing.viewport(now).secondToX(second)).toBeCloseTo(400, 6)
    framing.fit()
    framing.zoom(1.5, 1, { x: 400, y: 0 }, framing.viewport(now), now)
    expect(framing.isFollowing).toBe(true)
  })

  test('out of narrow columns into wider ones, and back', () => {
    let now = subject()
    const widths: number[] = []
    for (let step = 0; step < 40; step++) {
      const viewport = framing.viewport(now)
      const { first, last } = viewport.columns
      expect(last - first + 1).toBeLessThanOrEqual(RING_COLUMNS)
      const columnSeconds = framing.zoom(0.8, 1, { x: 450, y: 0 }, viewport, now)
      now = { ...now, columnSeconds }
      widths.push(columnSeconds)
    }
    expect([...new Set(widths)]).toEqual([1, 2, 5, 15, 60])
    for (let step = 0; step < 60; step++) {
      const columnSeconds = framing.zoom(1.25, 1, { x: 450, y: 0 }, framing.viewport(now), now)
      now = { ...now, columnSeconds }
    }
    expect(now.columnSeconds).toBe(1)
    expect(framing.viewport(now).columnWidth).toBe(48)
  })

  test('a wide plot has no more columns than the ring', () => {
    framing.resize(8000, 1000)
    const viewport = framing.viewport(subject())
    framing.zoom(0.0001, 1, { x: 0, y: 0 }, viewport, subject({ columnSeconds: 60 }))
    const { first, last } = framing.viewport(subject({ columnSeconds: 60 })).columns
    expect(last - first).toBeLessThan(RING_COLUMNS)
  })
})
