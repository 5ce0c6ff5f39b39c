import { describe, expect, test } from 'vitest'
import { type FetchChoice, planFetch } from '../../src/fetch/plan.ts'
import { parseDates } from '../../src/market/dates.ts'

function plan({ dates = '2026-01-06', ...choice }: Partial<Record<keyof FetchChoice, unknown>>) {
  return planFetch({
    dataset: 'GLBX.MDP3',
    symbol: 'ES',
    options: false,
    schemas: ['mbo'],
    session: 'globex',
    ...choice,
    dates: parseDates(String(dates)),
  } as FetchChoice)
}

const spans = (choice: Parameters<typeof plan>[0]) =>
  plan(choice).requests.map(({ symbol, schema, start, end }) => [symbol, schema, start, end])

describe('a plan', () => {
  test('asks for the UTC days that the session touches', () => {
    expect(spans({})).toEqual([['ES.FUT', 'mbo', '2026-01-05', '2026-01-07']])
    expect(spans({ session: 'rth' })).toEqual([['ES.FUT', 'mbo', '2026-01-06', '2026-01-07']])
    expect(spans({ session: 'file' })).toEqual([['ES.FUT', 'mbo', '2026-01-06', '2026-01-07']])
    // Livestock opens in the morning.
    expect(spans({ symbol: 'HE' })).toEqual([['HE.FUT', 'mbo', '2026-01-06', '2026-01-07']])
  })

  test('joins a range over its weekend, and needs no Saturday', () => {
    const choice = { dates: '2026-01-09:2026-01-12' }
    expect(spans(choice)).toEqual([['ES.FUT', 'mbo', '2026-01-08', '2026-01-13']])
    expect(plan(choice).days).toEqual(['2026-01-08', '2026-01-09', '2026-01-11', '2026-01-12'])
  })

  test('splits a list where days lie between', () => {
    expect(spans({ dates: '2026-01-06,2026-01-07,2026-01-14' })).toEqual([
      ['ES.FUT', 'mbo', '2026-01-05', '2026-01-08'],
      ['ES.FUT', 'mbo', '2026-01-13', '2026-01-15'],
    ])
  })

  test('writes symbols as the vendor does, each once', () => {
    const symbols = (choice: Parameters<typeof plan>[0]) =>
      plan(choice).requests.map(({ symbol, symbolType }) => `${symbol} ${symbolType}`)
    expect(symbols({ symbol: 'ES,ESH6,E1B.OPT,ES', options: true })).toEqual([
      'ES.FUT parent',
      'ES.OPT parent',
      'ESH6 raw_symbol',
      'E1B.OPT parent',
    ])
    expect(symbols({ schemas: ['mbo', 'definition'] })).toHaveLength(2)
  })

  test.each([
    [{ symbol: 'es' }, '--symbol: the symbol is invalid'],
    [{ symbol: ',' }, '--symbol: the symbol is invalid'],
    [{ symbol: 'ES.c.0' }, '--symbol: the symbol is invalid'],
    [{ schemas: ['mbo', 'trade'] }, 'did you mean "trades"?'],
    [{ dataset: 'XNAS.ITCH' }, '--dataset: equities are not supported'],
    [{ dates: '2026-01-10' }, 'ES has no session on 2026-01-10: a weekend or a holiday'],
    [{ dates: '2026-01-06,2026-01-10' }, 'ES has no session on 2026-01-10'],
    [{ dates: '2026-01-10:2026-01-11' }, 'ES has no session on 2026-01-10:2026-01-11'],
  ])('refuses %o', (choice, message) => {
    expect(() => plan(choice)).toThrow(message)
    expect(() => plan(choice)).toThrow(expect.objectContaining({ exitCode: 2 }))
  })
})
