import type { AgainstReport } from './against-report.ts'

const COUNT = new Intl.NumberFormat('en-US')

/** Formats a comparison: what was compared, the number of differences, and the first ones. */
export function formatAgainst(report: AgainstReport): string {
  const { pass, schema, days, counted, differences, byField, first } = report
  const counts = Object.entries(counted).map(([what, count]) => `${COUNT.format(count)} ${what}`)
  const of = days.map(({ symbol, dt }) => `${symbol} ${dt}`).join(', ')
  const lines = [`${pass ? '✓' : '✗'} ${schema} of ${of}: ${counts.join(', ')}`]
  if (pass) return lines[0]
  const fields = Object.entries(byField).map(([field, count]) => `${field} ${COUNT.format(count)}`)
  lines.push(`  ${COUNT.format(differences)} differences: ${fields.join(', ')}`)
  for (const { symbol, time, field, expected, found } of first) {
    lines.push(`  ${time}  ${symbol}  ${field}: the file has ${expected}, the book ${found}`)
  }
  const more = differences - first.length
  if (more > 0) lines.push(`  and ${COUNT.format(more)} more`)
  return lines.join('\n')
}
