import { expect, it } from 'vitest'
import { study } from '../../src/study/study.ts'
import { LONG } from '../setup/long.ts'
import { randomSessions } from './random-sessions.ts'

const OPTIONS = { latencyMs: 100, feesTicks: 0.36, seed: 1 }
/** 6.5 hours. */
const SECONDS = 23_400

/** Seeds of their own for tests: none of these was used to choose anything. */
const FIRST_SEED = 10_000

function resultOf(seed: number, theta: number, isMomentum = false) {
  const horizonSeconds = 60
  const shape = { sessions: 5, seconds: SECONDS, horizonSeconds, isMomentum }
  const series = randomSessions({ seed, theta, ...shape })
  const [result] = study([{ signal: 's', sessions: series, side: 'long', horizonSeconds }], OPTIONS)
  return result
}

/** Of so many studies of a signal that knows nothing, those that claim something. */
function falsePositives(runs: number, isMomentum = false): number {
  let claims = 0
  for (let run = 0; run < runs; run++) {
    const { verdict, pays } = resultOf(FIRST_SEED + run, 0, isMomentum)
    if (verdict !== 'no better than chance' || pays) claims++
  }
  return claims
}

/** Of so many studies of a planted effect, those whose intervals contain it. */
function coverage(runs: number, theta: number) {
  const covered = { effect: 0, session: 0, found: 0 }
  for (let run = 0; run < runs; run++) {
    const { effect, sessionInterval, verdict } = resultOf(FIRST_SEED + 1000 + run, theta)
    const contains = (each?: { low: number; high: number }) =>
      Number(each !== undefined && each.low <= theta && theta <= each.high)
    covered.effect += contains(effect)
    covered.session += contains(sessionInterval)
    covered.found += Number(verdict === 'predicts')
  }
  return covered
}

it('a signal that knows nothing is seldom believed, a planted effect is found', () => {
  expect(falsePositives(4)).toBeLessThanOrEqual(1)
  expect(falsePositives(4, true)).toBeLessThanOrEqual(1)
  const { effect, found } = coverage(3, 1.5)
  expect(effect).toBeGreaterThanOrEqual(2)
  expect(found).toBe(3)
})

it('of 400 signals that know nothing at most 30 are believed', LONG, () => {
  const claims = falsePositives(400)
  console.info(`false positives: ${claims} of 400`)
  expect(claims).toBeLessThanOrEqual(30)
})

it(
  'of 100 signals that the price has risen at most 7 are believed where it says nothing',
  LONG,
  () => {
    const claims = falsePositives(100, true)
    console.info(`false positives of a rise: ${claims} of 100`)
    expect(claims).toBeLessThanOrEqual(7)
  },
)

it('of 100 intervals at least 90 contain the planted effect', LONG, () => {
  const { effect, session, found } = coverage(100, 1.5)
  console.info(`coverage: ${effect} clustered, ${session} by session, ${found} of 100 found`)
  expect(effect).toBeGreaterThanOrEqual(90)
  expect(session).toBeGreaterThanOrEqual(90)
  expect(found).toBeGreaterThanOrEqual(95)
})
