import { expect, test } from 'vitest'
import { logMoneyness } from '../../src/options/black76.ts'
import { Moneyness } from '../../src/options/moneyness.ts'

test('the logarithm of price over strike, whichever price was asked for before', () => {
  const strikes = Float64Array.of(5000, 5210, 6400)
  const moneyness = new Moneyness(strikes)
  for (const price of [5212.25, 5212.25, 5210, 5212.25]) {
    expect([...moneyness.at(price)]).toEqual([...strikes].map((each) => logMoneyness(price, each)))
  }
})
