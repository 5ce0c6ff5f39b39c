import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordLayout } from '../../../src/dbn/layout.ts'
import { merge } from '../../../src/stages/bronze/merge.ts'
import { ReceiptTimes } from '../../../src/stages/bronze/receipt-times.ts'
import type { ReceivedBatch } from '../../../src/stages/bronze/received.ts'
import { Table } from '../../../src/table/table.ts'

const LAYOUT = recordLayout('mbo', 3)
const MAPPING = recordLayout('symbol_mapping', 3)
const UNDEFINED = -1n

/** A stream of records with these times; each record's sequence is its number in the stream. */
async function* stream(times: readonly bigint[], batchRows: number): AsyncGenerator<ReceivedBatch> {
  const receipts = new ReceiptTimes()
  for (let first = 0; first < times.length; first += batchRows) {
    const part = times.slice(first, first + batchRows)
    const table = new Table(LAYOUT.contract, part.length)
    table.length = part.length
    table.column('ts_recv', 'int64').set(part)
    const sequence = table.column('sequence', 'uint32')
    for (let row = 0; row < part.length; row++) sequence[row] = first + row
    const batch = { type: 'records', layout: LAYOUT, table } as const
    yield { ...batch, times: receipts.of(batch) }
  }
}

interface Merged {
  readonly stream: number
  readonly number: number
  readonly time: bigint
}

async function merged(streams: AsyncIterable<ReceivedBatch>[]): Promise<Merged[]> {
  const found: Merged[] = []
  for await (const next of merge(streams)) {
    if ('item' in next) continue
    for (const { stream, batch, from, to } of next) {
      const numbers = batch.table.column('sequence', 'uint32')
      const times = batch.table.column('ts_recv', 'int64')
      for (let row = from; row < to; row++) {
        found.push({ stream, number: numbers[row], time: times[row] })
      }
    }
  }
  return found
}

/** Times on both sides of where a signed or a 32-bit comparison would go wrong. */
const time = fc.oneof(
  fc.bigInt(0n, 9n),
  fc.bigInt(0xffff_fffdn, 0x1_0000_0003n),
  fc.bigInt(0x7fff_fffe_ffff_fffdn, 0x7fff_ffff_ffff_ffffn),
)
const byTime = (a: Merged, b: Merged) =>
  a.time < b.time ? -1 : a.time > b.time ? 1 : a.number - b.number

describe('merge', () => {
  it('is a stable sort by receipt, then sequence, of streams that are sorted', async () => {
    const sorted = fc
      .array(time, { maxLength: 30 })
      .map((times) => times.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)))
    await fc.assert(
      fc.asyncProperty(
        fc.array(sorted, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 7 }),
        async (streams, batchRows) => {
          const found = await merged(streams.map((times) => stream(times, batchRows)))
          const all = streams.flatMap((times, index) =>
            times.map((time, number) => ({ stream: index, number, time })),
          )
          expect(found).toEqual(all.toSorted(byTime))
        },
      ),
    )
  })

  it('never changes the order within a stream, sorted or not, and loses nothing', async () => {
    const any = fc.array(fc.oneof(time, fc.constant(UNDEFINED)), { maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(fc.array(any, { minLength: 1, maxLength: 4 }), async (streams) => {
        const found = await merged(streams.map((times) => stream(times, 3)))
        for (const [index, times] of streams.entries()) {
          const own = found.filter((record) => record.stream === index)
          expect(own.map(({ number }) => number)).toEqual(times.map((_, number) => number))
        }
      }),
    )
  })

  it('lets a record without a time follow the one before it', async () => {
    const found = await merged([stream([1n, UNDEFINED, 5n], 1), stream([2n, UNDEFINED, 3n], 2)])
    expect(found.map(({ stream, number }) => `${stream}.${number}`)).toEqual([
      '0.0',
      '0.1',
      '1.0',
      '1.1',
      '1.2',
      '0.2',
    ])
  })

  it('gives records of a kind without a time of receipt at once', async () => {
    async function* mappings(): AsyncGenerator<ReceivedBatch> {
      const table = new Table(MAPPING.contract, 2)
      table.length = 2
      yield { type: 'records', layout: MAPPING, table, times: undefined }
    }
    const kinds: string[] = []
    for await (const next of merge([stream([1n, 2n], 2), mappings()]))
      if (!('item' in next)) {
        for (const { batch, from, to } of next) kinds.push(`${batch.layout.kind} ${from}-${to}`)
      }
    expect(kinds).toEqual(['symbol_mapping 0-2', 'mbo 0-2'])
  })

  it('gives runs many at a time where streams alternate', async () => {
    const times = Array.from({ length: 3000 }, (_, row) => BigInt(row))
    let given = 0
    let runs = 0
    for await (const next of merge([stream(times, 3000), stream(times, 3000)])) {
      if ('item' in next) continue
      given++
      runs += next.length
    }
    expect(runs).toBe(6000)
    expect(given).toBeLessThan(10)
  })
})
