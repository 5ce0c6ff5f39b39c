import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mboRecords } from '../../src/book/mbo-records.ts'
import { FuturesSeconds } from '../../src/engine/futures-seconds.ts'
import { randomFiles } from '../book/random-records.ts'
import { EPOCH_SECOND, mboTable, records, TICK } from '../book/records.ts'
import { runs } from '../setup/long.ts'
import { differences, rowsOf, surfaces } from '../surfaces/run-seconds.ts'
import { clockBehind, randomFrom } from './random-clock.ts'

const SESSION_END = EPOCH_SECOND + 20

/** A day in steps: lines of records, `clock SECOND` and `end`; what closed after each step. */
function day(...steps: string[]) {
  const closed: string[] = []
  const window = (second: number, events: number) => `${second - EPOCH_SECOND}:${events}`
  const session = { name: 'test', dates: [], startSecond: EPOCH_SECOND, endSecond: SESSION_END }
  const seconds = new FuturesSeconds(TICK, session, ({ startSecond, eventCount }) => {
    closed.push(window(startSecond, eventCount))
  })
  const told = steps.map((step) => {
    const clock = /^clock (-?\d+)$/.exec(step)
    if (clock) return seconds.advanceTo(EPOCH_SECOND + Number(clock[1]))
    if (step === 'end') return seconds.end()
    return seconds.push(mboRecords(mboTable(records(step))))
  })
  return { closed, told, quality: seconds.quality, seconds }
}

describe('the clock', () => {
  test('closes seconds in which nothing came', () => {
    expect(day('0.5 N .', 'clock 4').closed).toEqual(['0:1', '1:0', '2:0', '3:0'])
  })

  test('closes none before the session has a record', () => {
    expect(day('-5 N .', 'clock 4', '6.5 N .', 'end').closed).toEqual(['6:1'])
  })

  test('the window under way ends a second later', () => {
    expect(day('-5 N .').seconds.windowEnd).toBe(EPOCH_SECOND)
    expect(day('0.5 N .').seconds.windowEnd).toBe(EPOCH_SECOND + 1)
    expect(day('0.5 N .', 'clock 3').seconds.windowEnd).toBe(EPOCH_SECOND + 4)
  })

  test('is monotonic', () => {
    expect(day('5.5 N .', 'clock 3', 'clock 5').closed).toEqual([])
  })

  test('idle seconds at the end appear only where it asks for them', () => {
    expect(day('0.5 N .', 'end').closed).toEqual(['0:1'])
    expect(day('0.5 N .', 'clock 1', 'end').closed).toEqual(['0:1'])
    expect(day('0.5 N .', 'clock 3', 'end').closed).toEqual(['0:1', '1:0', '2:0'])
  })

  test('what comes for a closed second is late: applied in the one under way, and counted', () => {
    const { closed, quality } = day('0.5 N .', 'clock 3', '1.5 N .', 'end')
    expect(closed).toEqual(['0:1', '1:0', '2:0', '3:1'])
    expect(quality.late_records).toBe(1)
  })

  test('waits for an event to be whole', () => {
    const { closed, told } = day('0.5 N', 'clock 3', '0.6 N .', 'clock 3')
    expect(told).toEqual([1, false, 1, true])
    expect(closed).toEqual(['0:2', '1:0', '2:0'])
  })

  test('waits for a snapshot to be whole, and for one without a last record until a live one', () => {
    expect(day('0.5 N .', '0.6 A 1 B 90 5 s', 'clock 3').told).toEqual([1, 1, false])
    expect(day('0.5 N .', '0.6 A 1 B 90 5 s.', 'clock 3').told).toEqual([1, 1, true])
  })

  test('does not wait for an event that is left out', () => {
    const { closed, told } = day('0.5 N .', '20.5 N', 'clock 2')
    expect(told).toEqual([1, 1, true])
    expect(closed).toEqual(['0:1', '1:0'])
  })

  test('ends with the session: what comes then is left out and counted', () => {
    const { closed, quality, seconds } = day('18.5 N .', 'clock 99', '18.7 N\n 18.8 N .', 'end')
    expect(closed).toEqual(['18:1', '19:0'])
    expect(quality.after_session_records).toBe(2)
    expect(seconds.windowEnd).toBe(SESSION_END)
  })

  test('stops when a window requests a pause, and continues', () => {
    const session = { name: 'test', dates: [], startSecond: EPOCH_SECOND, endSecond: SESSION_END }
    let closed = 0
    const seconds = new FuturesSeconds(TICK, session, () => {
      closed++
      seconds.pause()
    })
    seconds.push(mboRecords(mboTable(records('0.5 N .'))))
    expect([seconds.advanceTo(EPOCH_SECOND + 2), closed]).toEqual([false, 1])
    expect([seconds.advanceTo(EPOCH_SECOND + 2), closed]).toEqual([true, 2])
  })
})

test('random days: a clock that never passes the next record changes no row and no count', () => {
  let windows = 0
  fc.assert(
    fc.property(
      randomFiles,
      fc.constantFrom(EPOCH_SECOND + 12, EPOCH_SECOND + 3600),
      fc.integer(),
      (files, endSecond, seed) => {
        const clock = clockBehind(files, endSecond, randomFrom(seed))
        const clocked = surfaces(files, { endSecond, chunk: 1, clock })
        expect(differences(files, { endSecond }, clocked)).toEqual([])
        windows += clocked.snapshot.length
      },
    ),
    { numRuns: runs(500) },
  )
  expect(windows).toBeGreaterThan(100)
})

test('random days: the clock adds idle seconds after the last record, and nothing else', () => {
  fc.assert(
    fc.property(randomFiles, fc.integer({ min: 1, max: 5 }), (files, idle) => {
      const whole = surfaces(files)
      const last = whole.snapshot.length - 1
      // A snapshot that is not whole waits for the next record.
      const flags = files.at(-1)?.at(-1)?.flags ?? 0
      fc.pre(last >= 0 && (flags & 160) !== 32)
      const end = whole.snapshot.columns.window_end_ts_ns[last]
      const second = Number(end / 1_000_000_000n)
      const asked = surfaces(files, { finalClock: second + idle })
      const rows = rowsOf(asked.snapshot)
      expect(rows.slice(0, last + 1)).toEqual(rowsOf(whole.snapshot))
      expect(rows.length).toBe(last + 1 + idle)
      for (const row of rows.slice(last + 1)) expect(row.event_count).toBe(0)
    }),
    { numRuns: runs(200) },
  )
})
