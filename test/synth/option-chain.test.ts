import { describe, expect, test } from 'vitest'
import { optionChain, tradingDate } from '../../src/synth/option-chain.ts'
import { synthProfile } from '../../src/synth/profile.ts'

const PROFILE = synthProfile('ES') as NonNullable<ReturnType<typeof synthProfile>>

const chainOf = (date: string, expiries: number[], seed = 1) =>
  optionChain({ profile: PROFILE, seed, date, expiries, reach: 120, price: 6900 })

describe('the chain of a trading date', () => {
  test("is named by CME's roots, and expires at 16:00 New York", () => {
    const roots = (date: string, expiries: number[]) => [
      ...new Set(chainOf(date, expiries).map(({ expiry }) => expiry.root)),
    ]
    expect(roots('2026-01-06', [0, 1, 2, 3, 4])).toEqual([
      'E1BF6',
      'E1CF6',
      'E2DF6',
      'EW2F6',
      'E2AF6',
    ])
    expect(roots('2026-01-30', [0])).toEqual(['EWF6'])
    const [option] = chainOf('2026-01-06', [0])
    expect(option.expiry.second).toBe(Date.parse('2026-01-06T21:00:00Z') / 1000)
    expect(chainOf('2026-07-07', [0])[0].expiry.second).toBe(
      Date.parse('2026-07-07T20:00:00Z') / 1000,
    )
  })

  test('has a call and a put every five points, each with an id of its own', () => {
    const chain = chainOf('2026-01-06', [0, 3])
    expect(chain).toHaveLength(2 * 49 * 2)
    expect(new Set(chain.map(({ id }) => id)).size).toBe(chain.length)
    expect(chain.every(({ strike }) => strike % 5 === 0 && Math.abs(strike - 6900) <= 120)).toBe(
      true,
    )
    expect(chain[0].symbol).toBe('E1BF6 C6780')
  })

  test('keeps the id of a contract from day to day', () => {
    const [today] = chainOf('2026-01-06', [1])
    const [tomorrow] = chainOf('2026-01-07', [0])
    expect(today.symbol).toBe(tomorrow.symbol)
    expect(today.id).toBe(tomorrow.id)
  })

  test('has walls of open interest at round strikes', () => {
    const mean = (isWanted: (strike: number) => boolean) => {
      const found = Array.from({ length: 20 }, (_, seed) => chainOf('2026-01-06', [0], seed))
        .flat()
        .filter(({ strike }) => isWanted(strike))
      return found.reduce((sum, { openInterest }) => sum + openInterest, 0) / found.length
    }
    const usual = mean((strike) => strike % 25 !== 0)
    expect(mean((strike) => strike % 100 === 0) / usual).toBeGreaterThan(4)
    expect(mean((strike) => strike % 25 === 0 && strike % 100 !== 0) / usual).toBeGreaterThan(2)
  })

  test('trading dates skip weekends', () => {
    expect(tradingDate('2026-01-09', 1)).toBe('2026-01-12')
    expect(tradingDate('2026-01-06', 0)).toBe('2026-01-06')
  })
})
