import { describe, expect, test } from 'vitest'
import { CONTINUES, EventGate, TRANSITION } from '../../src/book/event-gate.ts'
import { mboRecords } from '../../src/book/mbo-records.ts'
import { EPOCH_SECOND, mboTable, records } from './records.ts'

const END = EPOCH_SECOND + 10

/** What the gate says of each line: where it is placed (from second 0), and what it means. */
function passed(text: string, gate = new EventGate(1, END)) {
  const rows = mboRecords(mboTable(records(text)))
  return Array.from({ length: rows.length }, (_, row) => {
    const second = gate.place(rows, row, 0)
    const ended = gate.hasEndedSnapshot
    const place = second === CONTINUES ? 'continues' : second - EPOCH_SECOND
    if (second >= END) {
      gate.drop(rows, row, 0)
      return { place, dropped: true, ...(ended && { ended }) }
    }
    const bits = gate.apply(rows, row, 0, EPOCH_SECOND)
    const means = Object.entries(TRANSITION).flatMap(([name, bit]) => (bits & bit ? [name] : []))
    return { place, means, ...(ended && { ended }) }
  })
}

describe('events', () => {
  test('begin with a record that is placed, and end with F_LAST', () => {
    expect(passed('0.5 N\n 3.5 N\n 4.5 N .\n 5.5 N .')).toEqual([
      { place: 0, means: [] },
      { place: 'continues', means: [] },
      { place: 'continues', means: ['endsEvent'] },
      { place: 5, means: ['endsEvent'] },
    ])
  })

  test('that begin after the session are dropped whole, even where a record’s time lies in it', () => {
    expect(passed('10 N\n 9.5 N .\n 9.6 N .')).toEqual([
      { place: 10, dropped: true },
      { place: 10, dropped: true },
      { place: 9, means: ['endsEvent'] },
    ])
  })

  test('end with their file; a dropped one ends no event', () => {
    const gate = new EventGate(1, END)
    passed('0.5 N', gate)
    expect([gate.endFile(0), gate.endFile(0)]).toEqual([true, false])
    passed('10 N', gate)
    expect(gate.endFile(0)).toBe(false)
    expect(passed('1.5 N .', gate)).toEqual([{ place: 1, means: ['endsEvent'] }])
  })

  test('of two instruments do not mix', () => {
    const gate = new EventGate(2, END)
    const rows = mboRecords(mboTable(records('0.5 N\n 1.5 N .')))
    gate.place(rows, 0, 0)
    gate.apply(rows, 0, 0, EPOCH_SECOND)
    expect([gate.place(rows, 1, 0), gate.place(rows, 1, 1)]).toEqual([CONTINUES, EPOCH_SECOND + 1])
  })
})

describe('snapshots', () => {
  test('clear once, are placed by their receipt, and end with F_LAST', () => {
    const text = '-100 A 1 B 98 1 s @0\n -100 A 2 B 97 1 s. @0\n -100 A 3 B 96 1 s. @0\n 0.5 N .'
    expect(passed(text)).toEqual([
      { place: 0, means: ['clears'] },
      { place: 0, means: ['endsSnapshot'] },
      { place: 0, means: ['endsSnapshot'] },
      { place: 0, means: ['endsEvent'] },
    ])
  })

  test('without F_LAST end before the first live record is placed, and once only', () => {
    const gate = new EventGate(1, END)
    expect(passed('-100 A 1 B 98 1 s @0', gate)).toEqual([{ place: 0, means: ['clears'] }])
    expect(gate.isRestoring(0)).toBe(true)
    const rows = mboRecords(mboTable(records('2.5 N .')))
    const said = [0, 1].map(() => {
      gate.place(rows, 0, 0)
      return gate.hasEndedSnapshot
    })
    expect([said, gate.isRestoring(0)]).toEqual([[true, false], false])
  })

  test('are placed by a receipt that is flagged as bad, as theirs always is', () => {
    expect(passed('-100 A 1 B 98 1 s.! @2')[0].place).toBe(2)
  })

  test('without a receipt are placed by the last live record’s, or nowhere', () => {
    const gate = new EventGate(1, END)
    const none = '-100 A 1 B 98 1 s. @16679034273.709551615'
    const [nowhere] = passed(none, gate)
    passed('3.5 N .', gate)
    const [third] = passed(none, gate)
    expect([nowhere.place, third.place]).toEqual(['continues', 3])
  })

  test('end the event before them, and the first of another file clears again', () => {
    const gate = new EventGate(1, END)
    passed('0.5 N', gate)
    expect(passed('-9 A 1 B 98 1 s. @1\n 1.5 N .', gate)).toEqual([
      { place: 1, means: ['clears', 'endsSnapshot'] },
      { place: 1, means: ['endsEvent'] },
    ])
    passed('-9 A 1 B 98 1 s. @2', gate)
    gate.endFile(0)
    expect(passed('-9 A 1 B 98 1 s. @2', gate)).toEqual([
      { place: 2, means: ['clears', 'endsSnapshot'] },
    ])
  })
})

test('counts records that continue an event a second after it began, and none of the next', () => {
  const gate = new EventGate(1, END)
  passed('0.5 N\n 1.4 N\n 1.5 N\n 3 N .\n 5 N\n 5.5 N .', gate)
  expect(gate.counts.overlongEventRecords).toBe(2)
})

test('counts late records, broken clocks, what lies after the session and snapshots', () => {
  const gate = new EventGate(1, END)
  passed('0.5 N .\n -1 N . @0.5\n 34 N . @0.6\n 11 N .\n -9 A 1 B 98 1 s. @12', gate)
  expect(gate.counts).toEqual({
    lateRecords: 1,
    brokenClocks: 1,
    afterSessionRecords: 2,
    snapshotRecords: 0,
    overlongEventRecords: 0,
  })
})
