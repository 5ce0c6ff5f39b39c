// @module-tag slow
import { describe, expect, it } from 'vitest'
import type { Simulated } from '../simulation.ts'
import { LIVE_MUTATIONS } from './live-mutations.ts'
import { ONE_PASS, simulateLive } from './live-simulation.ts'

const SEEDS = 100

/** What each mutation must be found by. */
const SIGNS: Readonly<Record<string, RegExp>> = {
  'loses-records': /is lost/,
  'doubles-records': /has record \d+ twice/,
  'forgets-closes': /replayed, second \d+/,
}

async function firstFailing(mutation?: string): Promise<Simulated | undefined> {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const simulated = await simulateLive(seed, mutation ? LIVE_MUTATIONS[mutation] : undefined)
    if (simulated.violations.length > 0) return simulated
  }
  return undefined
}

describe(`in ${SEEDS} seeds`, () => {
  const traces: string[] = []

  it('a live session loses and doubles nothing, and its seconds can be made again', async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { violations, trace } = await simulateLive(seed)
      expect(violations, `npm run simulate -- --live --seed ${seed} --verbose`).toEqual([])
      traces.push(trace.join('\n'))
    }
  }, 120_000)

  it('every kind of fault has its share', () => {
    const count = (sign: RegExp) => traces.filter((trace) => sign.test(trace)).length
    for (const sign of [
      /disconnected/,
      /record cut/,
      /"resumes":"true"/,
      /gateway error \{"code":8/,
      / gap \{/,
      /is not reached/,
      /slow reader/,
      /behind the market/,
    ]) {
      expect([sign, count(sign)]).toEqual([sign, expect.toSatisfy((seeds: number) => seeds >= 5)])
    }
    expect(count(new RegExp(ONE_PASS))).toBeGreaterThan(SEEDS / 2)
  })
})

it('lives the same life again from the same seed, also one that fails', async () => {
  for (const seed of [7, 9, 33]) {
    const [first, second] = [await simulateLive(seed), await simulateLive(seed)]
    expect(first.trace.length).toBeGreaterThan(30)
    expect(second).toEqual(first)
    expect((await simulateLive(seed + 1)).trace).not.toEqual(first.trace)
  }
  const failing = await firstFailing('loses-records')
  expect(await simulateLive(failing?.seed ?? 0, LIVE_MUTATIONS['loses-records'])).toEqual(failing)
})

describe('a fault is found', () => {
  it('each has a sign', () => {
    expect(Object.keys(SIGNS)).toEqual(Object.keys(LIVE_MUTATIONS))
  })

  it.each(Object.entries(SIGNS))('%s', async (mutation, sign) => {
    const failing = await firstFailing(mutation)
    expect(failing?.violations.join('\n')).toMatch(sign)
  })
})
