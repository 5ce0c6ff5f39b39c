import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Viewport } from '../../src/hud/viewport.ts'

const viewports = fc
  .record({
    width: fc.integer({ min: 10, max: 4000 }),
    height: fc.integer({ min: 10, max: 2000 }),
    columnSeconds: fc.constantFrom(1, 2, 5, 15, 60),
    columnWidth: fc.double({ min: 0.5, max: 48, noNaN: true }),
    tickHeight: fc.double({ min: 0.25, max: 48, noNaN: true }),
    rightColumn: fc.double({ min: 20_000_000, max: 20_100_000, noNaN: true }),
    middleTick: fc.double({ min: 20_000, max: 30_000, noNaN: true }),
  })
  .map((shape) => new Viewport(shape))

test('a tick and its y, a column and its x, there and back', () => {
  fc.assert(
    fc.property(viewports, fc.nat(500), (viewport, steps) => {
      const tick = Math.round(viewport.middleTick) - 250 + steps
      expect(viewport.yToTick(viewport.tickToY(tick))).toBe(tick)
      const column = Math.floor(viewport.rightColumn) - steps
      const { columnWidth, columnSeconds } = viewport
      expect(viewport.xToColumn(viewport.columnToX(column) + columnWidth / 2)).toBe(column)
      // A column ends where its last second does, and the next begins there.
      const end = viewport.secondToX(column * columnSeconds)
      expect(end).toBeCloseTo(viewport.columnToX(column) + columnWidth, 3)
      expect(viewport.xToSecond(end - columnWidth / 2)).toBe(column * columnSeconds)
    }),
  )
})

test('what is in view is what its edges show', () => {
  const viewport = new Viewport({
    width: 100,
    height: 50,
    columnSeconds: 5,
    columnWidth: 10,
    tickHeight: 5,
    rightColumn: 1000,
    middleTick: 200,
  })
  expect(viewport.columns).toEqual({ first: 991, last: 1000 })
  expect(viewport.seconds).toEqual({ from: 4951, to: 5000 })
  expect(viewport.ticks).toEqual({ low: 195, high: 205 })
  expect(viewport.tickToY(200)).toBe(25)
  expect(viewport.secondToX(5000)).toBe(100)
})
