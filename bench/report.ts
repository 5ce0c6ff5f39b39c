import { DATE, SYMBOL } from './day.ts'
import { type HistoryLine, previous } from './history.ts'
import type { Report } from './measure.ts'
import { formatBytes, formatCount, formatRatio, formatSeconds, formatTable } from './text-table.ts'

const HEADER = [
  'work',
  'items',
  'seconds',
  'a second',
  'beside',
  'seconds',
  'ratio',
  'asked',
  'before',
  'peak memory',
  'with, in memory',
]

/** A ratio that is by this factor above the one before is no accident of the machine. */
const SLOWER = 1.25

/** The report as a table for people; `before` is the ratio that history has. */
export function formatReport(report: Report, history: readonly HistoryLine[]): string {
  const { machine, day, measurements } = report
  const rows = measurements.map((measurement) => {
    const { name, items, unit, seconds, reference, referenceSeconds, ratio } = measurement
    const { asked, peakBytes, holds } = measurement
    const before = previous(history, report, name)
    return [
      name,
      `${formatCount(items)} ${unit}`,
      formatSeconds(seconds),
      formatCount(items / seconds),
      reference,
      formatSeconds(referenceSeconds),
      formatRatio(ratio),
      asked ?? '',
      before ? formatBefore(before.ratio, ratio) : '',
      formatBytes(peakBytes),
      holds ?? '',
    ]
  })
  const rounds = [...new Set(measurements.map((measurement) => measurement.rounds))].join(' or ')
  return [
    `${SYMBOL} ${DATE}, made from seed ${day.seed}: ${formatCount(day.records)} records, ${formatBytes(day.bytes)}`,
    `${machine.processor} (${machine.cores} cores), Node ${machine.node}, zstd ${machine.zstd}; medians of ${rounds} rounds`,
    '',
    formatTable(HEADER, rows),
  ].join('\n')
}

/** What it was before, and whether it has become slower since. */
function formatBefore(before: number, ratio: number): string {
  return `${formatRatio(before)}${ratio > SLOWER * before ? ' slower' : ''}`
}
