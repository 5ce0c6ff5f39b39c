import { describe, expect, it } from 'vitest'
import type { CheckFinding } from '../../src/verify/finding.ts'
import { formatReport } from '../../src/verify/format.ts'
import { BRONZE, SNAPSHOTS, WALLS } from './small-lake.ts'

function finding(changes: Partial<CheckFinding>): CheckFinding {
  return {
    check: 'whole',
    partitions: [BRONZE],
    counted: {},
    pass: true,
    faults: 0,
    offending: [],
    ...changes,
  }
}

const check = (name: string, findings: readonly CheckFinding[]) => ({
  name,
  proves: 'something',
  pass: findings.every(({ pass }) => pass),
  findings,
})

describe('formatReport', () => {
  it('is a line a check, with what was counted over all partitions', () => {
    const checks = [
      check('whole', [
        finding({ counted: { rows: 1_000, files: 1 } }),
        finding({ counted: { rows: 234 } }),
      ]),
      check('depth history', []),
    ]
    expect(formatReport({ pass: true, checks })).toBe(
      `✓ whole          2 partitions, 1,234 rows, 1 file
– depth history  nothing to look at
`,
    )
  })

  it('shows under a check where it fails, and how much is not shown', () => {
    const checks = [
      check('whole', [
        finding({}),
        finding({
          partitions: [WALLS],
          pass: false,
          faults: 3,
          offending: ['row 1: a', 'row 2: b'],
        }),
        finding({ partitions: [SNAPSHOTS], pass: false, faults: 1, offending: ['row 3: c'] }),
      ]),
    ]
    expect(formatReport({ pass: false, checks })).toBe(
      `✗ whole  3 partitions: 4 faults
    silver.future_mbo.wall_surface_1s ESH6 2026-01-06
      row 1: a
      row 2: b
      and 1 more
    silver.future_mbo.book_snapshot_1s ESH6 2026-01-06
      row 3: c
`,
    )
  })
})
