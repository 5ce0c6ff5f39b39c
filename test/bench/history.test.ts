import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { appendHistory, previous, readHistory } from '../../bench/history.ts'
import type { Report } from '../../bench/measure.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spymaster-history-'))
})
afterEach(() => rm(folder, { recursive: true }))

function report(ratio: number, records = 100): Report {
  return {
    machine: { processor: 'P', cores: 2, node: '26.0.0', zstd: '1.5.0' },
    day: { path: '', bytes: 0, seed: 1, records },
    measurements: [
      {
        name: 'decode',
        items: records,
        unit: 'records',
        seconds: 2,
        reference: 'zstd -dc',
        referenceSeconds: 1,
        ratio,
        rounds: 1,
        peakBytes: 5,
      },
    ],
  }
}

test('keeps lines, and finds the last of the same work, day and machine', async () => {
  const path = join(folder, 'history.ndjson')
  expect(await readHistory(path)).toEqual([])
  await appendHistory(report(3), path)
  await appendHistory(report(2), path)
  await appendHistory(report(9, 200), path)
  const history = await readHistory(path)
  expect(history).toHaveLength(3)
  expect(previous(history, report(1), 'decode')?.ratio).toBe(2)
  expect(previous(history, report(1), 'book')).toBeUndefined()
  const other = { ...report(1), machine: { ...report(1).machine, processor: 'Q' } }
  expect(previous(history, other, 'decode')).toBeUndefined()
})
