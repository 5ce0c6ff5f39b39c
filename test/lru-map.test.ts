import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LruMap } from '../src/lru-map.ts'

const box = (weight: number) => ({ weight })
const BOXES = { max: 10, weigh: ({ weight }: { weight: number }) => weight }

describe('a map that forgets', () => {
  it('keeps so many, and lets go of what was used longest ago', () => {
    const map = new LruMap<string, object>({ max: 2 })
    map.set('a', {})
    map.set('b', {})
    map.get('a')
    map.set('c', {})
    expect(['a', 'b', 'c'].map((key) => map.has(key))).toEqual([true, false, true])
  })

  it('does not take a look for use', () => {
    const map = new LruMap<string, object>({ max: 2 })
    map.set('a', {})
    map.set('b', {})
    map.has('a')
    map.peek('a')
    expect([...map.values()]).toHaveLength(2)
    map.set('c', {})
    expect(map.peek('a')).toBeUndefined()
    expect(map.peek('b')).toBeDefined()
  })

  it('weighs what it keeps, and what it no longer does not', () => {
    const map = new LruMap<string, { weight: number }>(BOXES)
    map.set('a', box(4))
    map.set('b', box(6))
    expect(map.weight).toBe(10)
    map.set('a', box(1))
    expect(map.weight).toBe(7)
    map.delete('b')
    expect(map.weight).toBe(1)
    map.clear()
    expect(map.weight).toBe(0)
    expect(map.get('a')).toBeUndefined()
  })

  it('keeps nothing that alone is too heavy', () => {
    const map = new LruMap<string, { weight: number }>(BOXES)
    map.set('a', box(11))
    expect(map.has('a')).toBe(false)
    expect(map.weight).toBe(0)
  })

  it('holds to its limit whatever is done, the newest of what fits among it', () => {
    const step = fc.record({ key: fc.nat(5), weight: fc.integer({ min: 0, max: 10 }) })
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const map = new LruMap<number, { weight: number }>(BOXES)
        for (const { key, weight } of steps) {
          map.set(key, box(weight))
          const kept = [0, 1, 2, 3, 4, 5].filter((each) => map.has(each))
          expect(kept).toContain(key)
          expect(map.weight).toBeLessThanOrEqual(10)
        }
      }),
    )
  })
})
