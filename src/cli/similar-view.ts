import { clockText } from '../player/clock-text.ts'
import type { SimilarMoments } from '../vectors/find-similar.ts'
import type { Outcome } from '../vectors/outcome.ts'
import { count, formatColumns } from './columns.ts'

const HEADER = [
  '',
  'day',
  'time',
  'distance',
  'after 10s',
  'after 60s',
  'after 300s',
  'range',
  'to wall',
]

/** The moments, what followed each in ticks, and how often the price rose. */
export function formatSimilar({ moments, ...found }: SimilarMoments): string {
  const rows = moments.map(({ symbol, dt, second, distance, outcome }, index) => [
    `${index + 1}`,
    `${symbol} ${dt}`,
    clockText(second),
    distance.toFixed(2),
    ticks(outcome.after10),
    ticks(outcome.after60),
    ticks(outcome.after300),
    Number.isNaN(outcome.range) ? '–' : `${outcome.range}`,
    Number.isNaN(outcome.wallSeconds) ? '' : `${outcome.wallSeconds}s`,
  ])
  const table = formatColumns(rows, HEADER, (column) => column === 0 || column > 2)
  const rises = (['after10', 'after60', 'after300'] as const).map(
    (name) => `${share(moments.map(({ outcome }) => outcome[name]))} after ${name.slice(5)} s`,
  )
  return [
    table,
    '',
    `The mid rose ${rises.join(', ')}. ${moments.length} moments show what happened, not what will: spymaster study tests that.`,
    `Compared ${count(found.compared)} seconds by ${found.features.length} features, scaled by ${found.scaledBy.length} earlier sessions; ${count(found.incomplete)} lacked a feature.`,
  ].join('\n')
}

/** A moment's outcome in a few words, for pictures. */
export function outcomeText({ after10, after60, after300 }: Outcome): string {
  return `after 10, 60, 300 s: ${[after10, after60, after300].map(ticks).join(', ')} ticks`
}

function share(moves: readonly number[]): string {
  const known = moves.filter((move) => !Number.isNaN(move))
  return `${known.filter((move) => move > 0).length} of ${known.length}`
}

function ticks(value: number): string {
  return Number.isNaN(value) ? '–' : `${value > 0 ? '+' : ''}${value}`
}
