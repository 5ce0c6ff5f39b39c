import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressOf, choiceOf, serverOf, withoutToken } from '../../../src/hud/page/address.ts'

const PAGE = new URL('http://127.0.0.1:8000/')
const SECOND = Date.parse('2026-01-06T14:33:21Z') / 1000

describe('the page’s address', () => {
  test('says the day and the second as people read them', () => {
    expect(addressOf(PAGE, 'ESH6', '2026-01-06', SECOND)).toBe(
      'http://127.0.0.1:8000/?symbol=ESH6&dt=2026-01-06&at=2026-01-06T14:33:21Z',
    )
    expect(addressOf(PAGE, 'ESH6', '2026-01-06')).toBe(
      'http://127.0.0.1:8000/?symbol=ESH6&dt=2026-01-06',
    )
  })

  test('reopens what it was made of, whatever it said before', () => {
    const symbols = fc.stringMatching(/^[A-Z0-9]{2,6}$/)
    const seconds = fc.integer({ min: 1_000_000_000, max: 2_000_000_000 })
    fc.assert(
      fc.property(symbols, seconds, (symbol, second) => {
        const before = new URL('?symbol=NQH6&dt=2026-01-05&at=2026-01-05T00:00:00Z&other=1', PAGE)
        const address = new URL(addressOf(before, symbol, '2026-01-06', second))
        expect(choiceOf(address)).toEqual({ symbol, dt: '2026-01-06', second })
        expect(address.searchParams.get('other')).toBe('1')
      }),
    )
  })

  test.each([
    ['', {}],
    ['?symbol=&dt=&at=', {}],
    ['?symbol=ESH6&dt=2026-02-31&at=noon', { symbol: 'ESH6' }],
    ['?at=2026-01-06T14:33:21.900Z', { second: SECOND }],
  ])('%s: what cannot be is left out', (query, expected) => {
    expect(choiceOf(new URL(query, PAGE))).toEqual({
      symbol: undefined,
      dt: undefined,
      second: undefined,
      ...expected,
    })
  })

  test('gives up a token after #, which browsers send to nobody', () => {
    const { address, token } = withoutToken(new URL('?symbol=ESH6#token=s%2Bcret', PAGE))
    expect(token).toBe('s+cret')
    expect(new URL(address).hash).toBe('')
    expect(withoutToken(new URL('?symbol=ESH6#top', PAGE)).address).toContain('#top')
  })

  test('gives up its token, and hands it to the server only', () => {
    const page = new URL('?symbol=ESH6&token=s%2Be%26cret&at=2026-01-06T14:33:21Z', PAGE)
    const { address, token } = withoutToken(page)
    expect(token).toBe('s+e&cret')
    expect(address).toBe('http://127.0.0.1:8000/?symbol=ESH6&at=2026-01-06T14:33:21Z')
    expect(new URL(serverOf(page, token)).searchParams.get('token')).toBe(token)
    expect(serverOf(page, undefined)).toBe('http://127.0.0.1:8000/')
  })
})
