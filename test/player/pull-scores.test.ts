import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Chunk } from '../../src/player/chunk.ts'
import { PullScores } from '../../src/player/pull-scores.ts'
import { runs } from '../setup/long.ts'

const TICKS = 12

/** A level of one side in one second. */
interface Level {
  readonly depth: number
  readonly add: number
  readonly pull: number
  readonly fill: number
  readonly score: number
}

const QUIET: Level = { depth: 10, add: 0, pull: 0, fill: 0, score: 0 }

/** Seconds of asks at every tick. */
function chunkOf(seconds: readonly (readonly Level[])[]): Chunk {
  const all = seconds.flat()
  const starts = seconds.map((_, at) => at * TICKS)
  const chunk = {
    wallStart: Int32Array.from(starts),
    wallEnd: Int32Array.from(starts, (start) => start + TICKS),
    side: new Uint8Array(all.length),
    relTicks: Int32Array.from(all, (_, row) => row % TICKS),
    depth: Int32Array.from(all, ({ depth }) => depth),
    add: Int32Array.from(all, ({ add }) => add),
    pull: Int32Array.from(all, ({ pull }) => pull),
    fill: Int32Array.from(all, ({ fill }) => fill),
    vacuum: Float64Array.from(all, ({ score }) => score),
  }
  return chunk as unknown as Chunk
}

/** The asks' scores of the last second. */
function scoresOf(seconds: readonly (readonly Level[])[]): number[] {
  const scores = new PullScores(TICKS)
  const chunk = chunkOf(seconds)
  for (let at = 0; at < seconds.length; at++) scores.read(chunk, at, 0)
  return Array.from({ length: TICKS }, (_, offset) => scores.at(0, offset))
}

function secondWith(levels: Readonly<Record<number, Level>>): Level[] {
  return Array.from({ length: TICKS }, (_, at) => levels[at] ?? QUIET)
}

/** All of a level of 20 lots, twice the usual. */
const PULLED: Level = { depth: 0, add: 0, pull: 20, fill: 0, score: 0.8 }

describe('pulls as they are drawn', () => {
  test('two beside each other are drawn, one alone is noise', () => {
    expect(scoresOf([secondWith({ 4: PULLED, 5: PULLED })])[4]).toBeCloseTo(0.8)
    expect(scoresOf([secondWith({ 4: PULLED })])[4]).toBe(0)
    expect(scoresOf([secondWith({ 4: PULLED, 6: PULLED })])[4]).toBe(0)
  })

  test('a pull that goes on in the next second is drawn there', () => {
    expect(scoresOf([secondWith({ 4: PULLED }), secondWith({ 4: PULLED })])[4]).toBeCloseTo(0.8)
  })

  test('a wall is drawn alone', () => {
    expect(scoresOf([secondWith({ 4: { ...PULLED, pull: 200 } })])[4]).toBeCloseTo(0.8)
  })

  test('a small order that is pulled whole is not a level that is', () => {
    const small = { ...PULLED, pull: 2 }
    expect(scoresOf([secondWith({ 4: small, 5: small })])[4]).toBeLessThan(0.4)
  })

  test('what is added again at once was not pulled', () => {
    const replaced = { ...PULLED, add: 20, depth: 20 }
    expect(scoresOf([secondWith({ 4: replaced, 5: replaced })])[4]).toBe(0)
  })
})

const level = fc.record({
  depth: fc.integer({ min: 0, max: 100 }),
  add: fc.integer({ min: 0, max: 50 }),
  pull: fc.integer({ min: 0, max: 400 }),
  fill: fc.integer({ min: 0, max: 20 }),
  score: fc.constantFrom(0, 0.2, 0.5, 0.9),
})
const second = fc.array(level, { minLength: TICKS, maxLength: TICKS })

/** The obvious twin: of one second, without typed arrays. */
function weighted(levels: readonly Level[]): number[] {
  const mean = levels.reduce((sum, { depth }) => sum + depth, 0) / levels.length
  return levels.map(({ depth, add, pull, fill, score }) => {
    const net = pull > add ? pull - add : 0
    const before = depth - add + pull + fill
    return score * Math.sqrt(Math.min(1, net / Math.max(before, mean, 1)))
  })
}

test('the scores are those of the obvious twin', () => {
  fc.assert(
    fc.property(second, second, (before, now) => {
      const [old, young] = [weighted(before), weighted(now)]
      const mean = now.reduce((sum, { depth }) => sum + depth, 0) / TICKS
      const expected = young.map((score, at) => {
        if (score > 0 && now[at].pull - now[at].add >= 6 * mean) return score
        return Math.min(score, Math.max(old[at], young[at - 1] ?? 0, young[at + 1] ?? 0))
      })
      for (const [at, score] of scoresOf([before, now]).entries()) {
        expect(score).toBeCloseTo(expected[at], 5)
      }
    }),
    { numRuns: runs(200) },
  )
})
