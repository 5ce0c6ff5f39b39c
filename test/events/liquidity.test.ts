import { describe, expect, test } from 'vitest'
import { at, records, ticks } from '../book/records.ts'
import { expectedEvents, foundEvents } from './run-events.ts'

/** The events of one kind in a file of records, which both detectors must agree on. */
function eventsOf(kind: string, text: string) {
  const files = [records(text)]
  const found = foundEvents(files)
  expect(expectedEvents(files)).toEqual(found)
  return found.filter((event) => event.kind === kind)
}

/** Bids of 10 lots each at 100, 99, 98, …: D is 10. */
const BIDS = Array.from({ length: 11 }, (_, at) => `0.1 A ${at + 1} B ${100 - at} 10 .`).join('\n')

describe('wall_gone', () => {
  /** 50 lots at 99 from 2 s on, in two orders. */
  const wall = (gone: string, more = '45') => `${BIDS}
    2 A 20 B 99 ${more} .
    ${gone}
    60 N .
  `
  const cancelled = (time: string) => `${time} C 20 B 99 45 .`

  test('is pulled where cancels take four fifths of it at once', () => {
    expect(eventsOf('wall_gone', wall(cancelled('32')))).toEqual([
      {
        kind: 'wall_gone',
        cause: 'pulled',
        side: 'B',
        low: ticks(99),
        high: ticks(99),
        lots: 45,
        total: 45,
        start: at('2'),
        known: at('32'),
        end: at('32'),
        strength: 81,
      },
    ])
  })

  test('in two steps within a second counts, over a longer time it does not', () => {
    const steps = (second: string) => wall(`32 C 20 B 99 30 .\n${second} C 20 B 99 15 .`)
    expect(eventsOf('wall_gone', steps('33'))).toMatchObject([{ lots: 45, known: at('33') }])
    expect(eventsOf('wall_gone', steps('33.000000001'))).toEqual([])
  })

  test('is eaten where fills take it, and mixed where neither does', () => {
    const best = (lots: number) => `${BIDS}
      1 C 1 B 100 10 .
      2 A 20 B 99 45 .
      40 T 50 A 99 ${lots}
      40 F 20 B 99 ${lots}
      40 C 20 B 99 ${lots} .
      40.5 C 20 B 99 ${45 - lots} .
    `
    expect(eventsOf('wall_gone', best(36))).toMatchObject([{ cause: 'eaten', lots: 45 }])
    expect(eventsOf('wall_gone', best(20))).toMatchObject([{ cause: 'mixed', lots: 45 }])
  })

  test('is none of a level that is smaller, younger, or loses less', () => {
    expect(eventsOf('wall_gone', wall(cancelled('31.999999999')))).toEqual([])
    expect(eventsOf('wall_gone', wall('32 C 20 B 99 39 .', '39'))).toEqual([])
    expect(eventsOf('wall_gone', wall('32 C 20 B 99 43 .'))).toEqual([])
    // Smaller for a moment: it stands from then on.
    const moment = '20 M 20 B 99 10 .\n20.1 M 20 B 99 45 .'
    expect(eventsOf('wall_gone', wall(`${moment}\n${cancelled('40')}`))).toEqual([])
    expect(eventsOf('wall_gone', wall(`${moment}\n${cancelled('50.1')}`))).toHaveLength(1)
  })
})

describe('pull', () => {
  const cancels = (time: (index: number) => string, count: number) =>
    Array.from(
      { length: count },
      (_, index) => `${time(index)} C ${index + 2} B ${99 - index} 10 .`,
    )
  const pulled = (more: readonly string[]) => `${BIDS}\n${more.join('\n')}\n60 N .`

  test('is known with the sample that has half of the lots, and ends as three quarters come back', () => {
    const adds = Array.from({ length: 6 }, (_, index) => `20 A ${index + 30} B ${99 - index} 10 .`)
    const steps = [...cancels((index) => `${10 + index / 10}`, 7), ...adds]
    expect(eventsOf('pull', pulled(steps))).toEqual([
      {
        kind: 'pull',
        cause: 'pulled',
        side: 'B',
        low: ticks(80),
        high: ticks(100),
        // Of 110 lots 5 orders are gone at the sample of 10.5 s, and 7 at the next.
        lots: 70,
        total: 70,
        start: at('10'),
        known: at('10.75'),
        end: at('20.25'),
        strength: 63,
      },
    ])
  })

  test('is none over a longer time, of less, or by fills', () => {
    expect(eventsOf('pull', pulled(cancels((index) => `${10 + 2 * index}`, 7)))).toEqual([])
    expect(eventsOf('pull', pulled(cancels(() => '10', 5)))).toEqual([])
    const filled = cancels(() => '10', 7).flatMap((cancel, index) => [
      `10 T 50 A ${99 - index} 10`,
      `10 F ${index + 2} B ${99 - index} 10`,
      cancel,
    ])
    expect(eventsOf('pull', pulled(filled))).toEqual([])
  })
})

describe('spoof_like', () => {
  /** A bid of `lots` at 97, 3 ticks behind the best, cancelled after `more`. */
  const order = (more: string, { lots = 50, gone = '5' } = {}) => `${BIDS}
    2 A 20 B 97 ${lots} .
    ${more}
    ${gone} C 20 B 97 ${lots} .
    60 N .
  `
  const NEARER = '3 C 1 B 100 10 .'

  test('is cancelled whole once the best has come nearer', () => {
    expect(eventsOf('spoof_like', order(NEARER))).toEqual([
      {
        kind: 'spoof_like',
        cause: 'pulled',
        side: 'B',
        low: ticks(97),
        high: ticks(97),
        lots: 50,
        total: 50,
        start: at('2'),
        known: at('5'),
        end: at('5'),
        strength: 1,
      },
    ])
  })

  test('is none where the best stays, the order is small, changed, filled, or rests too short or long', () => {
    expect(eventsOf('spoof_like', order(''))).toEqual([])
    expect(eventsOf('spoof_like', order(NEARER, { lots: 49 }))).toEqual([])
    expect(eventsOf('spoof_like', order(`${NEARER}\n4 M 20 B 97 60 .`))).toEqual([])
    const fill = '4 T 50 A 97 1\n4 F 20 B 97 1\n4 M 20 B 97 49 .'
    expect(eventsOf('spoof_like', order(`${NEARER}\n${fill}`))).toEqual([])
    expect(eventsOf('spoof_like', order('2.1 C 1 B 100 10 .', { gone: '2.499999999' }))).toEqual([])
    expect(eventsOf('spoof_like', order(NEARER, { gone: '32' }))).toHaveLength(1)
    expect(eventsOf('spoof_like', order(NEARER, { gone: '32.000000001' }))).toEqual([])
  })
})

describe('gap', () => {
  const gone = (tail = '.', first = '') => `${BIDS}
    ${first}
    2 C 2 B 99 10 .
    2 C 3 B 98 10 .
    3 C 1 B 100 10 ${tail}
  `

  test('is the best that moves three ticks without a trade', () => {
    expect(eventsOf('gap', gone())).toEqual([
      {
        kind: 'gap',
        cause: 'none',
        side: 'B',
        low: ticks(97),
        high: ticks(100),
        lots: 10,
        total: 10,
        start: at('3'),
        known: at('3'),
        end: at('3'),
        strength: 3,
      },
    ])
  })

  test('is none with a trade, over a clear, or once the feed has lost records', () => {
    expect(eventsOf('gap', gone('\n3 T 50 A 100 10 .'))).toEqual([])
    expect(eventsOf('gap', gone('.\n4 R .\n5 A 40 B 90 1 .'))).toHaveLength(1)
    expect(eventsOf('gap', `${BIDS}\n4 R .\n5 A 40 B 90 1 .`)).toEqual([])
  })
})
