import { describe, expect, test } from 'vitest'
import { Random } from '../../bench/random.ts'

describe('Random', () => {
  test('gives the numbers of mulberry32', () => {
    const random = new Random(1)
    const drawn = Array.from({ length: 3 }, () => random.fraction() * 2 ** 32)
    expect(drawn).toEqual(reference(1, 3))
  })

  test('stays within its bounds, and reaches all of them', () => {
    const random = new Random(7)
    const drawn = new Set(Array.from({ length: 1000 }, () => random.below(5)))
    expect([...drawn].sort()).toEqual([0, 1, 2, 3, 4])
  })

  test('differs by seed', () => {
    expect(new Random(1).fraction()).not.toBe(new Random(2).fraction())
  })
})

/** The same in bigints, where nothing overflows by itself. */
function reference(seed: number, count: number): number[] {
  const u32 = (value: bigint) => BigInt.asUintN(32, value)
  let state = BigInt(seed)
  return Array.from({ length: count }, () => {
    state = u32(state + 0x6d2b79f5n)
    let mixed = u32((state ^ (state >> 15n)) * (state | 1n))
    mixed ^= u32(mixed + u32((mixed ^ (mixed >> 7n)) * (mixed | 61n)))
    return Number(u32(mixed ^ (mixed >> 14n)))
  })
}
