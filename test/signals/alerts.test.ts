import { expect, test } from 'vitest'
import { AlertSearch } from '../../src/signals/alerts.ts'
import { signalOf } from '../../src/signals/named-signals.ts'
import { MadeSource, OPEN_SECOND } from '../player/made-source.ts'

// above_score is 0.9 in second 121 and 0.2 in all others; radar's approach turns every second.
const source = new MadeSource()
const rule = (text: string) => ({ name: text, signal: signalOf(text, new Map()).signal })
const PULL = rule('above_score > 0.8')
const AFTER = rule('prev(above_score, 5) > 0.8')

async function found(rules: readonly (typeof PULL)[], ...until: number[]) {
  const search = new AlertSearch(rules, new Map())
  const alerts: string[] = []
  for (const at of until) {
    for (const { second, name } of await search.upTo(source, OPEN_SECOND + at))
      alerts.push(`${second - OPEN_SECOND} ${name}`)
  }
  return alerts
}

test('a rule rings where its signal becomes true', async () => {
  expect(await found([AFTER, PULL], 240)).toEqual([`121 ${PULL.name}`, `126 ${AFTER.name}`])
  expect(await found([PULL], 120)).toEqual([])
})

test('a growing day rings as a whole one does, once', async () => {
  const whole = await found([AFTER, PULL], 240)
  for (const pieces of [
    [120, 121, 122, 240],
    [125, 126, 240],
    [1, 240, 240],
  ])
    expect(await found([AFTER, PULL], ...pieces)).toEqual(whole)
})

test('after an alert a rule is quiet for a minute', async () => {
  const seconds = (await found([rule('trade_volume > 0')], 240)).map(Number.parseFloat)
  expect(seconds.length).toBeGreaterThan(1)
  for (const [at, second] of seconds.entries())
    if (at > 0) expect(second - seconds[at - 1]).toBeGreaterThanOrEqual(60)
})
