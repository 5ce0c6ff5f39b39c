import type { LiveStatus } from '../../wire/live-status.ts'

const BYTES_PER_MB = 1e6
const MS_PER_SECOND = 1000
/** Gaps that are listed, the latest. */
const SHOWN_GAPS = 3

/** A status, and when it was asked for by a monotonic clock, milliseconds. */
export interface LiveSample {
  readonly status: LiveStatus
  readonly at: number
}

/** A live session in a line, then a line for each of its latest gaps. */
export function liveLines({ status, at }: LiveSample, before: LiveSample | undefined): string[] {
  const { connected, gaps, lag_ms, recorded_bytes, reconnects, records } = status
  const rate =
    before && at > before.at
      ? Math.round(((records - before.status.records) * MS_PER_SECOND) / (at - before.at))
      : 0
  const parts = [
    connected ? 'live' : 'live: disconnected',
    `${rate} records/s`,
    `lag ${lag_ms} ms`,
    `${(recorded_bytes / BYTES_PER_MB).toFixed(1)} MB recorded`,
    count(reconnects, 'reconnect'),
    count(gaps.length, 'gap'),
  ]
  const latest = gaps.slice(-SHOWN_GAPS)
  return [
    parts.join('  '),
    ...latest.map(({ from, to, reason }) => `gap ${from} to ${to}: ${reason}`),
  ]
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
