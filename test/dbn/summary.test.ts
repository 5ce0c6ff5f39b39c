import { describe, expect, it } from 'vitest'
import { recordLayout } from '../../src/dbn/layout.ts'
import { StreamSummary } from '../../src/dbn/summary.ts'
import { Table } from '../../src/table/table.ts'
import { SAMPLES } from '../setup/samples.ts'
import { itemsOf, sampleBytes, scrambled } from './streams.ts'

function mboAt(events: readonly bigint[], received: readonly bigint[]) {
  const layout = recordLayout('mbo', 3)
  const table = new Table(layout.contract, events.length)
  table.column('ts_event', 'int64').set(events)
  table.column('ts_recv', 'int64').set(received)
  table.length = events.length
  return { type: 'records', layout, table } as const
}

describe('Summary', () => {
  it('joins counts and ranges over batches, undefined times left out', () => {
    const summary = new StreamSummary()
    const late = 2n ** 63n - 1n // as uint64 before -2, as int64 after it
    summary.add(mboAt([5n, -1n, 4_294_967_296n], [-1n, -1n, -1n]))
    summary.add(mboAt([4_294_967_295n, -2n, late], [9n, -1n, 8n]))
    expect(summary.kinds()).toEqual([
      {
        kind: 'mbo',
        records: 6,
        tsEvent: { first: 5n, last: -2n },
        tsRecv: { first: 8n, last: 9n },
      },
    ])
  })

  it('finds what a plain search finds', () => {
    const layout = recordLayout('statistics', 3)
    const table = scrambled(layout, 500)
    const summary = new StreamSummary()
    summary.add({ type: 'records', layout, table })
    const times = [...table.column('ts_recv', 'int64')].map((time) => BigInt.asUintN(64, time))
    times.sort((one, other) => (one < other ? -1 : 1))
    const { first, last } = summary.kinds()[0]?.tsRecv ?? { first: 0n, last: 0n }
    expect([BigInt.asUintN(64, first), BigInt.asUintN(64, last)]).toEqual([times[0], times.at(-1)])
  })
})

describe('Summary of a real session', SAMPLES, () => {
  it('counts every kind', () => {
    const summary = new StreamSummary()
    for (const item of itemsOf(sampleBytes('live-mixed.v3.dbn.zst'))) summary.add(item)
    expect(summary.kinds().map(({ kind, records }) => `${kind} ${records}`)).toEqual([
      'symbol_mapping 20',
      'statistics 9',
      'definition 2',
      'mbo 5',
    ])
    expect(summary.kinds()[0]?.tsRecv).toBeUndefined()
  })
})
