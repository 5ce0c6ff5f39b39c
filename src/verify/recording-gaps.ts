import { DATASETS } from '../contracts/registry.ts'
import { NANOSECONDS_PER_SECOND } from '../market/time.ts'
import { formatWindow } from './cells.ts'
import type { Check } from './check.ts'
import { withReaders } from './readers.ts'

interface Gap {
  readonly from: bigint
  readonly to: bigint
}

/** A gap ends in the second that names it, and no second of it is valid. */
export const recordingGaps: Check = {
  name: 'gaps',
  proves:
    'a gap of a recording ends in the second that names it, and no second that it overlaps is valid',
  reads: [DATASETS.gaps, DATASETS.snapshot],
  run: (subject, evidence) =>
    withReaders(subject, async (reader, snapshots) => {
      const gaps: Gap[] = []
      const last = lastWindow(
        snapshots.rowGroups.map(({ ranges }) => ranges.window_end_ts_ns.maximum),
      )
      for await (const table of reader.tables()) {
        const ends = table.column('window_end_ts_ns', 'int64')
        for (let row = 0; row < table.length; row++) {
          const from = table.column('from_ts_ns', 'int64')[row]
          const to = table.column('to_ts_ns', 'int64')[row]
          gaps.push({ from, to })
          const place = `gap ${formatWindow(from)} to ${formatWindow(to)}`
          if (from > to) evidence.offend(() => `${place}: it ends before it begins`)
          const own = (to / NANOSECONDS_PER_SECOND + 1n) * NANOSECONDS_PER_SECOND
          const expected = own < last ? own : last
          const found = ends[row]
          if (found === expected) continue
          evidence.offend(
            () => `${place}: it names window ${formatWindow(found)}, not ${formatWindow(expected)}`,
          )
        }
      }
      evidence.count('gaps', gaps.length)
      if (gaps.length === 0) return
      for await (const table of snapshots.tables(['window_end_ts_ns', 'window_valid'])) {
        const ends = table.column('window_end_ts_ns', 'int64')
        const valid = table.column('window_valid', 'boolean')
        for (let row = 0; row < table.length; row++) {
          const end = ends[row]
          if (valid[row] === 0 || !gaps.some((gap) => overlaps(gap, end))) continue
          evidence.offend(() => `window ${formatWindow(end)}: it is valid, but lies in a gap`)
        }
      }
    }),
}

function lastWindow(times: readonly unknown[]): bigint {
  const time = times.at(-1)
  return typeof time === 'bigint' ? time : 0n
}

function overlaps({ from, to }: Gap, end: bigint): boolean {
  return end > from && end - NANOSECONDS_PER_SECOND < to
}
