import { expect, it } from 'vitest'
import { studySvg } from '../../src/chart/study-chart.ts'
import { sentenceOf } from '../../src/study/sentence.ts'
import { study } from '../../src/study/study.ts'
import { randomSessions } from './random-sessions.ts'

const OPTIONS = { latencyMs: 100, feesTicks: 0.36, seed: 1 }

function resultOf(sessions: number, theta: number, side: 'long' | 'short' = 'long') {
  const series = randomSessions({ seed: 3, sessions, seconds: 7200, theta })
  const [result] = study([{ signal: 'thin', sessions: series, side, horizonSeconds: 60 }], OPTIONS)
  return result
}

it.each([
  [4, 9, 'long', /^thin, long, 60 s: too few sessions for a verdict \(4 of 4 sessions can be/],
  [5, 0, 'long', /^thin, long, 60 s is no better than chance: .* it does not pay \(/],
  [5, 9, 'long', /^thin, long, 60 s predicts: .*other weeks may be expected .*; it pays \(/],
  [5, 9, 'short', /^thin, short, 60 s predicts the opposite: .*; it does not pay \(/],
] as const)('%d sessions, %d ticks, %s', (sessions, theta, side, sentence) => {
  const result = resultOf(sessions, theta, side)
  expect(sentenceOf(result)).toMatch(sentence)
})

it('many questions of one call ask for more evidence each', () => {
  const sessions = randomSessions({ seed: 3, sessions: 5, seconds: 7200, theta: 1 })
  const question = { signal: 'thin', sessions, side: 'long', horizonSeconds: 60 } as const
  const [alone] = study([question], OPTIONS)
  const [one] = study(
    [question, ...[20, 30, 45].map((horizonSeconds) => ({ ...question, horizonSeconds }))],
    OPTIONS,
  )
  expect(one.nullP).toBe(alone.nullP)
  expect(one.p).toBeGreaterThan(alone.p)
})

it('the picture has the verdict, the three intervals and a dot for each session', () => {
  const svg = studySvg([resultOf(5, 9)], 'dark')
  expect(svg).toContain('thin, long, 60 s: predicts; pays')
  expect(svg.match(/<circle/g)).toHaveLength(3 + 5)
})
