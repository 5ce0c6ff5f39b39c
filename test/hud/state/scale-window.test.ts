import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ColumnRing } from '../../../src/hud/state/column-ring.ts'
import { ScaleWindow } from '../../../src/hud/state/scale-window.ts'
import { scaleOf } from '../../../src/player/scale.ts'
import { runs } from '../../setup/long.ts'
import { madeColumn } from './made-columns.ts'

/** A step of a reader's, or of the stream's: a column comes, and some are in view. */
const steps = fc.array(
  fc.record({
    number: fc.integer({ min: 5000, max: 5060 }),
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    first: fc.integer({ min: 4990, max: 5060 }),
    width: fc.integer({ min: 1, max: 80 }),
    lowCut: fc.integer({ min: -8, max: 8 }),
    highCut: fc.integer({ min: -8, max: 8 }),
  }),
  { minLength: 1, maxLength: 30 },
)

test('as columns come and go, the scale is that of all in view counted anew', () => {
  fc.assert(
    fc.property(steps, (moves) => {
      const ring = new ColumnRing()
      const window = new ScaleWindow()
      for (const { number, seed, first, width, lowCut, highCut } of moves) {
        const ticks = 21
        const lots = (factor: number) =>
          Int32Array.from({ length: 2 * ticks }, (_, index) => (seed * (index + 1) * factor) % 997)
        ring.write(
          number,
          madeColumn(number, {
            firstTick: seed % 1000,
            ticks,
            depth: lots(3),
            fill: lots(7),
            vacuum: Float32Array.from(lots(11), (value) => value / 997),
            gex: Float64Array.of(seed % 13, -(seed % 17)),
            strike: Float64Array.of(0, 20),
          }),
        )
        const last = first + width - 1
        const inView = Array.from({ length: width }, (_, at) => ring.column(first + at))
        const view = { lowCut, highCut, vacuumFloor: 0.6 }
        expect(window.scale(ring, first, last, view)).toEqual(scaleOf(inView, view))
      }
    }),
    { numRuns: runs(100) },
  )
})
