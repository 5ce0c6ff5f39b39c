import { expect, test } from 'vitest'
import { liveLines } from '../../../src/tui/monitor/live-lines.ts'

const STATUS = {
  connected: true,
  records: 1000,
  lag_ms: 12,
  reconnects: 0,
  recorded_bytes: 2_340_000,
  gaps: [],
}
const gap = (minute: number) => ({
  from: `2026-01-06T14:0${minute}:00Z`,
  to: `2026-01-06T14:0${minute}:09Z`,
  reason: 'no replay',
})

test('a session in a line, its rate since the line before', () => {
  const first = { status: STATUS, at: 5000 }
  expect(liveLines(first, undefined)).toEqual([
    'live  0 records/s  lag 12 ms  2.3 MB recorded  0 reconnects  0 gaps',
  ])
  const next = { status: { ...STATUS, records: 4000 }, at: 7000 }
  expect(liveLines(next, first)[0]).toContain('1500 records/s')
})

test('a lost connection, and the latest gaps', () => {
  const gaps = [1, 2, 3, 4].map(gap)
  const status = { ...STATUS, connected: false, reconnects: 1, gaps }
  expect(liveLines({ status, at: 0 }, undefined)).toEqual([
    'live: disconnected  0 records/s  lag 12 ms  2.3 MB recorded  1 reconnect  4 gaps',
    ...[2, 3, 4].map(
      (minute) => `gap 2026-01-06T14:0${minute}:00Z to 2026-01-06T14:0${minute}:09Z: no replay`,
    ),
  ])
})
