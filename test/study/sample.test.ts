import { describe, expect, it } from 'vitest'
import { payoffOf } from '../../src/study/payoff.ts'
import { sampleOf } from '../../src/study/sample.ts'
import type { SessionSeries } from '../../src/study/session-series.ts'
import { trailingVolatility, volatilityTerciles } from '../../src/study/trailing-volatility.ts'
import { randomSessions } from './random-sessions.ts'

/** A session whose mid rises a tick a second, one tick wide. */
function rising(signal: readonly number[], firstSecond = 1_767_709_800): SessionSeries {
  const bid = Float64Array.from(signal, (_, second) => 100 + second * 0.25)
  const ask = bid.map((price) => price + 0.25)
  return {
    symbol: 'ESH6',
    dt: '2026-01-06',
    firstSecond,
    tickPoints: 0.25,
    signal: Float64Array.from(signal),
    bid,
    ask,
  }
}

describe('the moments', () => {
  it('are episodes and, on a grid, seconds in which the signal is false and none was before', () => {
    const _ = Number.NaN
    //                      0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
    const series = rising([0, 0, 0, 0, 0, 1, 0, 0, _, 0, 0, 0, 0, 0, 1, 0])
    const sample = sampleOf([series], 'long', 2)
    const moments = [...sample.second.keys()].map((row) => [
      sample.second[row],
      sample.isEpisode[row],
    ])
    // 6 is soon after the episode of 5, 4 before it; 8 is missing; the episode of 14 ends too late.
    expect(moments).toEqual([
      [5, 1],
      [0, 0],
      [2, 0],
      [4, 0],
      [10, 0],
      [12, 0],
    ])
    expect(sample.withoutOutcome).toBe(1)
    // The control of 4 ends where the episode begins.
    expect([...sample.move]).toEqual([2, 2, 2, 1, 2, 2])
  })

  it('of the short side move the other way', () => {
    const sample = sampleOf([rising([0, 1, 0, 0, 0, 0, 0])], 'short', 2)
    expect([...sample.move]).toEqual([-2, -1, -2])
  })

  it('are grouped by the clock, each session apart', () => {
    const first = rising(new Array(3700).fill(0), 7200 - 10)
    const sample = sampleOf([first, { ...first, firstSecond: 7200 + 86_400 }], 'long', 600)
    expect([...sample.session]).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
    expect([...sample.hour]).toEqual([0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2])
    expect([...sample.halfHour]).toEqual([0, 1, 1, 1, 2, 2, 3, 3, 3, 4, 4, 4])
  })
})

it('volatility is that of the changes before, within 5 minutes', () => {
  const [{ bid, ask }] = randomSessions({ seed: 5, sessions: 1, seconds: 900 })
  const mid = bid.map((price, second) => (price + ask[second]) / 0.5)
  mid[400] = Number.NaN
  const found = trailingVolatility(mid)
  for (const second of [0, 29, 30, 200, 450, 899]) {
    const changes: number[] = []
    for (let at = Math.max(1, second - 299); at <= second; at++) {
      const change = mid[at] - mid[at - 1]
      if (!Number.isNaN(change)) changes.push(change ** 2)
    }
    const expected =
      changes.length < 30
        ? Number.NaN
        : Math.sqrt(changes.reduce((sum, each) => sum + each, 0) / changes.length)
    if (Number.isNaN(expected)) expect(found[second]).toBeNaN()
    else expect(found[second]).toBeCloseTo(expected, 12)
  }
  expect(volatilityTerciles([1, 2, 3, 4, 5, 6, Number.NaN])).toEqual([0, 0, 1, 1, 2, 2, -1])
})

describe('the payoff', () => {
  const series = rising(Array.from({ length: 4000 }, (_, second) => Number(second % 100 === 50)))
  const sample = sampleOf([series], 'long', 10)

  it('pays the spread, waits for the order to arrive, and pays the fees', () => {
    const payoff = payoffOf([series], sample, 'long', 10, { latencyMs: 100, feesTicks: 0.5 })
    // Of a steady rise every trade makes the same: no error to judge by.
    expect(payoff).toBeUndefined()
    series.bid[161] += 0.25
    const odd = payoffOf([series], sample, 'long', 10, { latencyMs: 100, feesTicks: 0.5 })
    expect(odd?.trades).toBe(40)
    expect(odd?.estimate).toBeCloseTo(10 - 1 - 0.5 + 1 / 40, 12)
    series.bid[161] -= 0.25
  })

  it('of the short side sells at the bid and buys at the ask', () => {
    const short = sampleOf([series], 'short', 10)
    series.ask[60] += 0.25
    const payoff = payoffOf([series], short, 'short', 10, { latencyMs: 0, feesTicks: 0 })
    expect(payoff?.estimate).toBeCloseTo(-10 - 1 - 1 / 40, 12)
    series.ask[60] -= 0.25
  })
})
