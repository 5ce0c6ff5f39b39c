import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readChain } from '../../src/options/chain.ts'
import { OptionBooks } from '../../src/options/option-books.ts'
import { optionRecords } from '../../src/options/option-records.ts'
import { PlainBooks } from '../../src/verify/gex-books.ts'
import { referenceRecords } from '../../src/verify/reference-records.ts'
import { at, bothRights, definitions, EPOCH_SECOND, mbo, type Row } from '../options/tables.ts'
import { runs } from '../setup/long.ts'

/** Instrument ids 1 … 4, of which the last is not followed. */
const chain = readChain(definitions(bothRights([5200, 5205])), 'ESH6')
const FOLLOWED = [0, 1, 2]
const SECONDS = [1, 2, 3, 4]
const LAST = 128
const SNAPSHOT = 32
const MAYBE_BAD = 4

const row = fc.record({
  id: fc.integer({ min: 1, max: 5 }),
  // Before, in and after the session, and centuries later.
  time: fc.constantFrom(-5, 0.2, 0.9, 1, 1.5, 2.2, 2.9, 3.5, 4, 9, 1.6e10),
  received: fc.constantFrom(at(0.1), at(0.95), at(1.4), at(2.6), at(3.9), at(4), -1n),
  action: fc.constantFrom('A', 'A', 'A', 'M', 'M', 'C', 'T', 'F', 'R'),
  order: fc.integer({ min: 1, max: 5 }),
  side: fc.constantFrom('A', 'B', 'A', 'B', 'N'),
  price: fc.constantFrom(undefined, -0.05, 0, 0.05, 0.1, 0.12, 1, 2, 3.05),
  size: fc.constantFrom(0, 1, 2, 5, 4_294_967_295),
  flags: fc.constantFrom(0, LAST, LAST, LAST, SNAPSHOT, SNAPSHOT | LAST, MAYBE_BAD | LAST),
})

/** Of every option followed at each second's end: best quotes, and the lots that flowed. */
type Quotes = readonly {
  readonly bid: number
  readonly ask: number
  readonly bidLots: number
  readonly askLots: number
  readonly isSuspect: boolean
  readonly start: number
  readonly added: number
  readonly requoted: number
  readonly pulled: number
  readonly filled: number
}[]

function fast(files: readonly (readonly Row[])[]): Quotes[] {
  const end = EPOCH_SECOND + 4
  const books = new OptionBooks(chain.options, FOLLOWED, chain.tickSize, end)
  const records = files.map((rows) => optionRecords(mbo(rows)))
  let file = 0
  let next = 0
  return SECONDS.map((second) => {
    while (file < records.length) {
      next = books.push(records[file], next, EPOCH_SECOND + second)
      if (next < records[file].length) break
      books.endFile()
      file++
      next = 0
    }
    const { flow } = books
    const quotes = FOLLOWED.map((option) => ({
      bid: books.bid[option] * chain.tickSize,
      ask: books.ask[option] * chain.tickSize,
      bidLots: books.bidLots[option],
      askLots: books.askLots[option],
      isSuspect: books.isSuspect(option),
      start: flow.start(option),
      added: flow.added[option],
      requoted: flow.requoted[option],
      pulled: flow.pulled[option],
      filled: flow.filled[option],
    }))
    flow.endSecond()
    return quotes
  })
}

function plain(files: readonly (readonly Row[])[]): Quotes[] {
  const endOf = (second: number) => BigInt(EPOCH_SECOND + second) * 1_000_000_000n
  const ids = FOLLOWED.map((option) => chain.options[option].instrumentId)
  const books = new PlainBooks(ids, chain.tickSize, endOf(4))
  const found: Quotes[] = []
  const close = () => {
    found.push(
      ids.map((id) => {
        const { bid = 0, ask = 0, ...quote } = books.quote(id)
        return { bid, ask, ...quote, ...books.lots(id) }
      }),
    )
    books.endSecond()
  }
  for (const rows of files) {
    const table = mbo(rows)
    let index = 0
    for (const record of referenceRecords(table, BigInt(chain.tickSize))) {
      const id = table.columns.instrument_id[index++]
      while (found.length < 4 && books.waits(record, id, endOf(found.length + 1))) close()
      books.push(record, id)
    }
    books.endFile()
  }
  while (found.length < 4) close()
  return found
}

test('any records, in two files: both books have the same quotes and flow at every second’s end', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 60 }), fc.nat(60), (rows, cut) => {
      const files = [rows.slice(0, cut), rows.slice(cut)]
      expect(plain(files)).toEqual(fast(files))
    }),
    { numRuns: runs(1500) },
  )
})
