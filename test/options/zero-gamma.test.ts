import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Crossings, ZeroGamma } from '../../src/options/zero-gamma.ts'
import { runs } from '../setup/long.ts'

/** A crossing: its price, and 1 where exposure rises through 0. */
type Crossing = readonly [price: number, direction: -1 | 1]

const nearestOf = (crossings: readonly Crossing[], price: number): Crossing | undefined =>
  [...crossings].sort((a, b) => Math.abs(a[0] - price) - Math.abs(b[0] - price) || a[0] - b[0])[0]

function crossingsOf(all: readonly Crossing[], spot: number): Crossings {
  const nearest = nearestOf(all, spot)
  return {
    isKnown: true,
    step: 1,
    nearest: { price: nearest?.[0] ?? Number.NaN, direction: nearest?.[1] ?? 0 },
    crossingNear: (price, direction, reach) =>
      nearestOf(
        all.filter((each) => each[1] === direction && Math.abs(each[0] - price) <= reach),
        price,
      )?.[0] ?? Number.NaN,
  }
}

/** Zero gamma after each second of crossings around a spot of 5000. */
function pathOf(seconds: readonly (readonly Crossing[])[], isValid = (_second: number) => true) {
  const zero = new ZeroGamma()
  return seconds.map((all, second) => {
    zero.update(crossingsOf(all, 5000), 5000, isValid(second))
    return zero.price
  })
}

describe('zero gamma from second to second', () => {
  test('begins with the crossing nearest to spot, of two as near the lower', () => {
    expect(
      pathOf([
        [
          [4990, 1],
          [5004, -1],
        ],
      ]),
    ).toEqual([5004])
    expect(
      pathOf([
        [
          [4996, 1],
          [5004, -1],
        ],
      ]),
    ).toEqual([4996])
    expect(pathOf([[]])).toEqual([Number.NaN])
  })

  test('continues on its crossing although another is nearer', () => {
    expect(
      pathOf([
        [[5006, 1]],
        [
          [5008, 1],
          [4995, -1],
        ],
        [
          [5012, 1],
          [4999, -1],
        ],
      ]),
    ).toEqual([5006, 5008, 5012])
  })

  test('continues in the same direction only, within 5 steps, of two as near to the lower', () => {
    expect(
      pathOf([
        [[5006, 1]],
        [
          [5007, -1],
          [5010, 1],
        ],
      ]),
    ).toEqual([5006, 5010])
    expect(
      pathOf([
        [[5006, 1]],
        [
          [5011.5, 1],
          [5001, -1],
        ],
      ]),
    ).toEqual([5006, 5001])
    expect(
      pathOf([
        [[5006, 1]],
        [
          [5003, 1],
          [5004, -1],
          [5009, 1],
        ],
      ]),
    ).toEqual([5006, 5003])
  })

  test('without one to continue to: nearest to spot at once, or none', () => {
    expect(pathOf([[[5006, 1]], [], [[5050, -1]]])).toEqual([5006, Number.NaN, 5050])
  })

  test('changes after 30 seconds in a row in which another is 10 steps nearer', () => {
    const both: Crossing[] = [
      [5002, -1],
      [5012, 1],
    ]
    const path = pathOf([[[5012, 1]], ...Array<Crossing[]>(31).fill(both)])
    expect(path.indexOf(5002)).toBe(30)
    const close: Crossing[] = [
      [5002.5, -1],
      [5012, 1],
    ]
    expect(pathOf([[[5012, 1]], ...Array<Crossing[]>(40).fill(close)]).at(-1)).toBe(5012)
    // One second in which it is not so much nearer begins the count again.
    const seconds = Array.from({ length: 45 }, (_, second) => (second === 20 ? close : both))
    expect(pathOf([[[5012, 1]], ...seconds]).indexOf(5002)).toBe(-1)
  })

  test('seconds that are not valid change nothing, and do not count', () => {
    const both: Crossing[] = [
      [5002, -1],
      [5012, 1],
    ]
    const seconds = [[[5012, 1]] as Crossing[], ...Array<Crossing[]>(40).fill(both)]
    const path = pathOf(seconds, (second) => second < 5 || second > 9)
    expect(path.indexOf(5002)).toBe(35)
    expect(pathOf([[[5012, 1]], [[4000, 1]], [[5013, 1]]], (second) => second !== 1)).toEqual([
      5012, 5012, 5013,
    ])
  })

  test('any walk: moves by at most 5 steps while its crossing lasts, or to the nearest to spot', () => {
    const step = fc.integer({ min: -4, max: 4 })
    fc.assert(
      fc.property(fc.array(fc.tuple(step, step, step), { maxLength: 120 }), (moves) => {
        const prices = [4950, 5000, 5060]
        const seconds = moves.map((each) =>
          prices.map((_, index): Crossing => {
            prices[index] += each[index]
            return [prices[index], index % 2 === 0 ? 1 : -1]
          }),
        )
        const path = pathOf(seconds)
        for (const [second, price] of path.entries()) {
          const nearest = nearestOf(seconds[second], 5000)?.[0]
          if (second > 0 && price !== nearest)
            expect(Math.abs(price - path[second - 1])).toBeLessThanOrEqual(5)
        }
      }),
      { numRuns: runs(200) },
    )
  })
})
