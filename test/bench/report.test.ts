import { expect, test } from 'vitest'
import type { HistoryLine } from '../../bench/history.ts'
import type { Measurement, Report } from '../../bench/measure.ts'
import { formatReport } from '../../bench/report.ts'

const machine = { processor: 'a processor', cores: 2, node: '26.0.0', zstd: '1.5.5' }
const day = { seed: 1, records: 1000, path: 'day.dbn.zst', bytes: 5000 }

function measurement(name: string, ratio: number): Measurement {
  const unit = 'records'
  const times = { seconds: ratio, reference: 'zstd -dc', referenceSeconds: 1, ratio }
  return { name, items: 1000, unit, ...times, rounds: 3, peakBytes: 1e8 }
}

function line(name: string, ratio: number): HistoryLine {
  const { processor, cores } = machine
  const run = { at: '2026-01-06T00:00:00Z', commit: 'abc', processor, cores, records: 1000 }
  return { ...run, name, seconds: ratio, ratio, peakBytes: 1e8 }
}

test('what has become slower than history has it says so', () => {
  const report: Report = {
    machine,
    day,
    measurements: [measurement('steady', 2.4), measurement('slow', 2.6), measurement('new', 9)],
  }
  const text = formatReport(report, [line('steady', 2), line('slow', 2)])
  expect(text).toMatch(/^steady .* 2\.40 × .* 2\.00 × +100 MB$/m)
  expect(text).toMatch(/^slow .* 2\.60 × .* 2\.00 × slower +100 MB$/m)
  expect(text).toMatch(/^new .* 9\.00 × +100 MB$/m)
})
