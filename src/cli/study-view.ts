import type { Interval } from '../study/effect.ts'
import { pText, sentenceOf } from '../study/sentence.ts'
import type { SessionSeries } from '../study/session-series.ts'
import type { StudyResult } from '../study/study.ts'
import { formatColumns } from './columns.ts'

const HEADER = [
  'signal',
  'side',
  'horizon',
  'sessions',
  'episodes',
  'controls',
  'ticks',
  '95 %',
  'by session',
  'p',
  'draws',
  'up',
  'Brier',
  'base',
  'net',
  'p net',
]

/** Letters of a signal in the table; the sentences below it have the whole. */
const MAX_SIGNAL_LETTERS = 32

/** A row for each question, then what was found in a sentence each. */
export function formatStudy(results: readonly StudyResult[]): string {
  const rows = results.map((result) => [
    shortened(result.signal),
    result.side,
    `${result.horizonSeconds}s`,
    `${result.comparedSessions}/${result.sessions}`,
    `${result.episodes}`,
    `${result.controls}`,
    number(result.effect?.estimate),
    range(result.effect),
    range(result.sessionInterval),
    pText(result.p),
    pText(result.nullP),
    share(result),
    number(result.probability?.brier.signal, 3),
    number(result.probability?.brier.base, 3),
    number(result.payoff?.estimate),
    pText(result.payoffP),
  ])
  const table = formatColumns(rows, HEADER, (column) => column > 2)
  return `${table}\n\n${results.map(sentenceOf).join('\n')}`
}

/** What `--json` gives of a result: sessions by date in place of numbers. */
export function studyJson(result: StudyResult, sessions: readonly SessionSeries[]): object {
  const { sessionInterval, ...rest } = result
  const { bySession, ...interval } = sessionInterval ?? { bySession: new Map<number, number>() }
  return {
    ...rest,
    sessionInterval: sessionInterval && interval,
    differences: [...bySession].map(([session, ticks]) => ({ dt: sessions[session].dt, ticks })),
    sentence: sentenceOf(result),
  }
}

function share({ probability }: StudyResult): string {
  if (!probability) return ''
  const { hits, misses } = probability
  return `${((100 * hits) / Math.max(hits + misses, 1)).toFixed(0)}%`
}

function shortened(text: string): string {
  const letters = [...text]
  return letters.length <= MAX_SIGNAL_LETTERS
    ? text
    : `${letters.slice(0, MAX_SIGNAL_LETTERS - 1).join('')}…`
}

function number(value: number | undefined, digits = 2): string {
  return value === undefined ? '' : value.toFixed(digits)
}

function range(interval: Interval | undefined): string {
  return interval === undefined ? '' : `${number(interval.low)}…${number(interval.high)}`
}
