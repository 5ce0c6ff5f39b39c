import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readChain } from '../../src/options/chain.ts'
import { OptionBooks } from '../../src/options/option-books.ts'
import { optionRecords } from '../../src/options/option-records.ts'
import { runs } from '../setup/long.ts'
import { at, bothRights, definitions, EPOCH_SECOND, mbo, type Row, SESSION_END } from './tables.ts'

/** Options 0 … 3 have the instrument ids 1 … 4. */
const chain = readChain(definitions(bothRights([5200, 5205])), 'ESH6')
const LAST = 128
const SNAPSHOT = 32
const SUSPECT = 4

function emptyBooks(followed: Iterable<number> = chain.options.keys()): OptionBooks {
  return new OptionBooks(chain.options, followed, chain.tickSize, SESSION_END)
}

/** Books after these records, as of the end of a second; how many rows were applied. */
function run(rows: readonly Row[], second = 1, books = emptyBooks()) {
  const count = books.push(optionRecords(mbo(rows)), 0, EPOCH_SECOND + second)
  return { books, applied: count }
}

/** Best bid and ask of an option in points. */
function quotes(books: OptionBooks, option = 0): [number, number] {
  const points = (tick: number) => Number((tick * 0.05).toFixed(2))
  return [points(books.bid[option]), points(books.ask[option])]
}

const add = (id: number, order: number, side: string, price: number, more: Partial<Row> = {}) => ({
  id,
  time: 0.1,
  action: 'A',
  order,
  side,
  price,
  ...more,
})

describe('quotes', () => {
  test('are the best prices of each option, 0 where nothing stands', () => {
    const { books } = run([
      add(1, 1, 'B', 4.85),
      add(1, 2, 'A', 5),
      add(1, 3, 'B', 4.9),
      add(2, 1, 'A', 0.05),
    ])
    expect(quotes(books, 0)).toEqual([4.9, 5])
    expect(quotes(books, 1)).toEqual([0, 0.05])
    expect(quotes(books, 2)).toEqual([0, 0])
  })

  test('orders of one id in two options are two orders', () => {
    const { books } = run([
      add(1, 7, 'B', 1),
      add(2, 7, 'B', 2),
      { id: 1, time: 0.2, action: 'C', order: 7, side: 'B', price: 1 },
    ])
    expect([quotes(books, 0)[0], quotes(books, 1)[0]]).toEqual([0, 2])
  })

  test('are read at ends of events only', () => {
    const open = run([add(1, 1, 'B', 1), add(1, 2, 'B', 3, { flags: 0 })])
    expect(quotes(open.books)[0]).toBe(1)
    const whole = run([
      add(1, 1, 'B', 1),
      add(1, 2, 'B', 3, { flags: 0 }),
      // Another option's event inside of it ends nothing.
      add(2, 1, 'B', 9),
      add(1, 3, 'B', 2, { flags: LAST | 2 }),
    ])
    expect(quotes(whole.books)[0]).toBe(3)
    open.books.endFile()
    expect(quotes(open.books)[0]).toBe(3)
  })

  test('trades and fills change nothing', () => {
    const { books } = run([
      add(1, 1, 'B', 1),
      { id: 1, time: 0.2, action: 'T', side: 'A', price: 1 },
      { id: 1, time: 0.2, action: 'F', side: 'B', price: 1, order: 1 },
    ])
    expect(quotes(books)[0]).toBe(1)
  })

  test('a bid at nothing is none', () => {
    expect(quotes(run([add(1, 1, 'B', 0), add(1, 2, 'A', -1)]).books)).toEqual([0, 0])
  })
})

describe('seconds', () => {
  const rows = [
    add(1, 1, 'B', 1, { time: 0.5 }),
    add(1, 2, 'B', 2, { time: 0.999999999 }),
    add(1, 3, 'B', 3, { time: 1 }),
  ]

  test('a record at a second’s end belongs to the next', () => {
    const { books, applied } = run(rows)
    expect([applied, quotes(books)[0]]).toEqual([2, 2])
    expect(books.push(optionRecords(mbo(rows)), applied, EPOCH_SECOND + 2)).toBe(3)
    expect(quotes(books)[0]).toBe(3)
  })

  test('an event belongs to the second of its first record', () => {
    const { books, applied } = run([
      add(1, 1, 'B', 1, { time: 0.9, flags: 0 }),
      add(1, 2, 'B', 2, { time: 1.1 }),
      add(1, 3, 'B', 3, { time: 1.2 }),
    ])
    expect([applied, quotes(books)[0]]).toEqual([2, 2])
  })

  test('a record of a time long after its receipt holds nothing up, and is counted', () => {
    const broken = add(1, 1, 'B', 2, { time: 9_000, received: at(0.2) })
    const rows = [broken, add(2, 1, 'B', 3, { time: 0.3 })]
    const { books, applied } = run(rows)
    expect([applied, quotes(books, 0)[0], quotes(books, 1)[0]]).toEqual([2, 2, 3])
    expect(books.counts.option_broken_clock).toBe(1)
  })

  test('a late record is applied and counted', () => {
    const { books } = run([], 4)
    const { applied } = run([add(1, 1, 'B', 2, { time: 0.2 })], 5, books)
    expect([applied, quotes(books)[0], books.counts.option_late_records]).toEqual([1, 2, 1])
  })

  test('what comes before the first second of the session is not late', () => {
    const { books, applied } = run([add(1, 1, 'B', 2, { time: 0.2 })], 5)
    expect([applied, quotes(books)[0], books.counts.option_late_records]).toEqual([1, 2, 0])
  })
})

describe('after the session', () => {
  const rows = [
    add(1, 1, 'B', 1),
    // Broken clocks: years ahead in an event of two records, and centuries ahead.
    add(1, 2, 'B', 5, { time: 1e8, flags: 0 }),
    add(1, 3, 'B', 6),
    add(2, 1, 'B', 7, { time: 1.6e10 }),
    add(1, 4, 'B', 2),
    add(2, 2, 'B', 3),
  ]

  test('what begins there is left out and counted, and holds nothing up', () => {
    const { books, applied } = run(rows)
    expect(applied).toBe(rows.length)
    expect([quotes(books, 0)[0], quotes(books, 1)[0]]).toEqual([2, 3])
    expect(books.counts).toMatchObject({ option_records: 6, option_after_session_records: 3 })
  })

  test('an event that has begun before goes on', () => {
    const { books } = run([
      add(1, 1, 'B', 1, { flags: 0 }),
      add(1, 2, 'B', 2, { time: SESSION_END - EPOCH_SECOND }),
    ])
    expect([quotes(books)[0], books.counts.option_after_session_records]).toEqual([2, 0])
  })

  test('an event that is left out ends with its file, or with a snapshot', () => {
    const open = add(1, 2, 'B', 5, { time: 1e8, flags: 0 })
    const { books } = run([open])
    books.endFile()
    run([add(1, 3, 'B', 2)], 1, books)
    expect(quotes(books)[0]).toBe(2)
    const restored = run([
      open,
      add(1, 4, 'B', 3, { flags: SNAPSHOT | LAST, received: 0n }),
      add(1, 5, 'B', 4),
    ])
    expect(quotes(restored.books)[0]).toBe(4)
  })

  test('a snapshot that was taken after it changes nothing', () => {
    const received = BigInt(SESSION_END) * 1_000_000_000n
    const late = add(1, 2, 'B', 9, { flags: SNAPSHOT | LAST, received })
    const { books, applied } = run([add(1, 1, 'B', 1), late, add(1, 3, 'B', 2)])
    expect([applied, quotes(books)[0], books.counts.option_snapshot_records]).toEqual([3, 2, 0])
    expect(books.counts.option_after_session_records).toBe(1)
  })
})

describe('snapshots and clears', () => {
  const snapshot = (order: number, price: number, flags = SNAPSHOT, received?: bigint) =>
    add(1, order, 'B', price, {
      time: -5000,
      flags,
      ...(received === undefined ? { received: 0n } : { received }),
    })

  test('the first snapshot record after live ones clears the book, even without an R', () => {
    const { books } = run([
      add(1, 1, 'B', 9),
      snapshot(2, 3),
      snapshot(3, 4, SNAPSHOT | LAST),
      snapshot(4, 5, SNAPSHOT | LAST),
    ])
    expect([quotes(books)[0], books.isSuspect(0)]).toEqual([5, false])
    expect(books.counts.option_snapshot_records).toBe(3)
  })

  test('while one is under way the option is suspect, and only that one', () => {
    const { books } = run([add(1, 1, 'B', 9), add(2, 1, 'B', 9), snapshot(2, 3)])
    expect([books.isSuspect(0), books.isSuspect(1)]).toEqual([true, false])
    // Without a last record it ends with the first live one.
    books.push(optionRecords(mbo([add(1, 5, 'B', 4, { time: 0.5 })])), 0, EPOCH_SECOND + 1)
    expect([quotes(books)[0], books.isSuspect(0)]).toEqual([4, false])
  })

  test('a snapshot in the next file is another', () => {
    const { books } = run([snapshot(2, 8, SNAPSHOT | LAST)])
    books.endFile()
    books.push(optionRecords(mbo([snapshot(3, 4, SNAPSHOT | LAST)])), 0, EPOCH_SECOND + 1)
    expect(quotes(books)[0]).toBe(4)
  })

  test('one that is not received yet waits for its second', () => {
    const received = BigInt(EPOCH_SECOND + 3) * 1_000_000_000n
    const { books, applied } = run([add(1, 1, 'B', 9), snapshot(2, 3, SNAPSHOT | LAST, received)])
    expect([applied, quotes(books)[0]]).toEqual([1, 9])
    const undefinedTime = run([snapshot(2, 3, SNAPSHOT | LAST, -1n)])
    expect(undefinedTime.applied).toBe(1)
  })

  test('R clears its option', () => {
    const { books } = run([add(1, 1, 'B', 9), add(2, 1, 'B', 8), { id: 1, time: 0.2, action: 'R' }])
    expect([quotes(books, 0)[0], quotes(books, 1)[0]]).toEqual([0, 8])
    expect(books.counts.option_clears).toBe(1)
  })

  test('a suspect book stays suspect until it is cleared', () => {
    const suspect = add(1, 1, 'B', 9, { flags: LAST | SUSPECT })
    expect(run([suspect, add(1, 2, 'B', 8)]).books.isSuspect(0)).toBe(true)
    const cleared = run([suspect, { id: 1, time: 0.2, action: 'R' }, add(1, 2, 'B', 8)])
    expect(cleared.books.isSuspect(0)).toBe(false)
  })
})

describe('hostile records', () => {
  test('are counted and do no harm', () => {
    const { books } = run([
      add(1, 1, 'B', 2),
      add(9, 1, 'B', 2),
      { id: 1, time: 0.2, action: 'A', order: 2, side: 'B' },
      add(1, 3, 'B', 3, { size: 4_294_967_295 }),
      add(1, 4, 'N', 3),
      { id: 1, time: 0.2, action: 'C', order: 99, side: 'B', price: 2 },
      { id: 1, time: 0.2, action: 'M', order: 98, side: 'A', price: 4 },
      add(1, 1, 'B', 2.5),
      { id: 1, time: 0.2, action: 'M', order: 1, side: 'A', price: 2.5 },
      add(1, 5, 'B', 2.57),
      add(1, 6, 'A', 9e6),
      add(1, 7, 'B', 2, { size: 0 }),
    ])
    expect(quotes(books)).toEqual([2.55, 4])
    expect(books.counts).toMatchObject({
      option_other_records: 1,
      option_undefined_records: 4,
      option_cancel_unknown: 1,
      option_modify_unknown: 1,
      option_duplicate_add: 1,
      option_side_change: 1,
      option_off_grid: 1,
    })
  })

  test('of an event without an end are counted, by option', () => {
    const open = (id: number, order: number, time: number) =>
      add(id, order, 'B', 2, { time, flags: 0 })
    const { books } = run([open(1, 1, 0.1), open(2, 2, 0.2), open(1, 3, 1.1), open(2, 4, 1.1)])
    expect(books.counts).toMatchObject({ option_overlong_event_records: 1 })
  })

  test('options that are not followed have no book', () => {
    const { books, applied } = run([add(2, 1, 'B', 2, { time: 99 })], 1, emptyBooks([0]))
    expect([applied, quotes(books, 1)[0], books.counts.option_other_records]).toEqual([1, 0, 1])
  })
})

/** The slow twin: a Map of orders an option, and a search over all of them. */
function plainQuotes(rows: readonly Row[]): [number, number][] {
  const orders = new Map<string, { id: number; side: string; price: number; size: number }>()
  for (const { id, action, order, side = 'N', price = 0, size = 1 } of rows) {
    const key = `${id} ${order}`
    const known = orders.get(key)
    if (action === 'R') {
      for (const [other, { id: owner }] of orders) if (owner === id) orders.delete(other)
    } else if (action === 'C') {
      if (known) known.size -= size
      if (known && known.size <= 0) orders.delete(key)
    } else if (action === 'A' || action === 'M') {
      if (size > 0) orders.set(key, { id, side: known?.side ?? side, price, size })
      else orders.delete(key)
    }
  }
  return chain.options.map((_, option) => {
    const prices = (side: string) =>
      [...orders.values()]
        .filter((order) => order.id === option + 1 && order.side === side)
        .map(({ price }) => price)
    return [Math.max(0, ...prices('B')), Math.min(...prices('A'), 1e9) % 1e9]
  })
}

test('any records: the quotes of the plain twin, however they are cut into pieces', () => {
  const row = fc.record({
    id: fc.integer({ min: 1, max: 4 }),
    time: fc.constant(0.5),
    action: fc.constantFrom('A', 'A', 'A', 'M', 'M', 'C', 'C', 'T', 'F', 'R'),
    order: fc.integer({ min: 1, max: 12 }),
    side: fc.constantFrom('A', 'B'),
    price: fc.integer({ min: 1, max: 200 }).map((ticks) => Number((ticks * 0.05).toFixed(2))),
    size: fc.integer({ min: 0, max: 9 }),
  })
  fc.assert(
    fc.property(fc.array(row, { maxLength: 200 }), fc.nat(200), (rows, cut) => {
      const books = emptyBooks()
      for (const piece of [rows.slice(0, cut), rows.slice(cut)]) {
        books.push(optionRecords(mbo(piece)), 0, EPOCH_SECOND + 1)
      }
      expect(chain.options.map((_, option) => quotes(books, option))).toEqual(plainQuotes(rows))
    }),
    { numRuns: runs(200) },
  )
})
