import { DATASETS } from '../contracts/registry.ts'
import { NANOSECONDS_PER_SECOND } from '../market/time.ts'
import { formatWindow, windowPlace } from './cells.ts'
import type { Check } from './check.ts'
import { withReaders } from './readers.ts'

/** One row a second, from the first to the last. */
export const contiguous: Check = {
  name: 'windows',
  proves: 'every second from the first to the last has one row',
  reads: [DATASETS.snapshot],
  run: (subject, evidence) =>
    withReaders(subject, async (reader) => {
      let firstRow = 0
      let before: bigint | undefined
      for await (const table of reader.tables(['window_start_ts_ns', 'window_end_ts_ns'])) {
        const starts = table.column('window_start_ts_ns', 'int64')
        const ends = table.column('window_end_ts_ns', 'int64')
        for (let row = 0; row < table.length; row++) {
          const start = starts[row]
          const end = ends[row]
          const place = () => windowPlace(table, row, firstRow)
          if (end % NANOSECONDS_PER_SECOND !== 0n)
            evidence.offend(() => `${place()}: it does not end with a second`)
          if (start + NANOSECONDS_PER_SECOND !== end)
            evidence.offend(() => `${place()}: it starts at ${formatWindow(start)}, not 1 s before`)
          if (before !== undefined && start !== before) {
            const expected = formatWindow(before)
            evidence.offend(
              () => `${place()}: it starts at ${formatWindow(start)}, expected ${expected}`,
            )
          }
          before = end
        }
        firstRow += table.length
        evidence.count('windows', table.length)
      }
    }),
}
