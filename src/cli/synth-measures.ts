import type { DayMeasures } from '../synth/measure.ts'
import { formatColumns } from './columns.ts'

/**
 * A synthetic day's measures against their ranges, and the detection rates of its planted episodes.
 */
export function formatDayMeasures({ date, measures, recall }: DayMeasures): string {
  const rows = measures.map(({ name, value, minimum, maximum, accepted }) => [
    accepted ? '✓' : '✗',
    name,
    value.toFixed(3),
    Number.isFinite(maximum) ? `${minimum} … ${maximum}` : `at least ${minimum}`,
  ])
  const share = (of: number) => (Number.isNaN(of) ? '-' : of.toFixed(2))
  rows.push(
    [
      recall.vacuumRecall >= 0.9 ? '✓' : '✗',
      'vacuums found',
      share(recall.vacuumRecall),
      'at least 0.9',
    ],
    [recall.falseRate < 0.2 ? '✓' : '✗', 'look-alikes taken', share(recall.falseRate), 'under 0.2'],
  )
  return formatColumns(rows, [date, 'measure', 'value', 'range'])
}
