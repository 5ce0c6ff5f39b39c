import { formatPartition } from '../lake/paths.ts'
import type { CheckFinding } from './finding.ts'
import type { CheckReport, Report } from './run-checks.ts'

/** Fixed locale, so that output does not depend on the machine. */
const COUNT = new Intl.NumberFormat('en-US')

/** Formats a report: one line per check, with the first violations below a failed one. */
export function formatReport({ checks }: Report): string {
  const width = Math.max(...checks.map(({ name }) => name.length))
  const lines = checks.flatMap((check) => [
    `${mark(check)} ${check.name.padEnd(width)}  ${formatCounts(check)}`,
    ...check.findings.filter(({ pass }) => !pass).flatMap(formatFaults),
  ])
  return `${lines.join('\n')}\n`
}

function mark({ pass, findings }: CheckReport): string {
  if (findings.length === 0) return '–'
  return pass ? '✓' : '✗'
}

function formatCounts({ findings }: CheckReport): string {
  if (findings.length === 0) return 'nothing to look at'
  const totals = new Map<string, number>()
  for (const { counted } of findings) {
    for (const [what, count] of Object.entries(counted)) {
      totals.set(what, (totals.get(what) ?? 0) + count)
    }
  }
  const faults = findings.reduce((sum, finding) => sum + finding.faults, 0)
  const counts = [['partitions', findings.length] as const, ...totals]
    .map(([what, count]) => formatCount(count, what))
    .join(', ')
  return faults === 0 ? counts : `${counts}: ${formatCount(faults, 'faults')}`
}

/** "1,234 rows", "1 row". */
function formatCount(count: number, what: string): string {
  return `${COUNT.format(count)} ${count === 1 ? what.replace(/s$/, '') : what}`
}

function formatFaults({ partitions, offending, faults }: CheckFinding): string[] {
  const lines = [formatPartition(partitions[0]), ...offending.map((place) => `  ${place}`)]
  const more = faults - offending.length
  if (more > 0) lines.push(`  and ${COUNT.format(more)} more`)
  return lines.map((line) => `    ${line}`)
}
