import { describe, expect, test } from 'vitest'
import { loadContract } from '../../../src/contracts/load.ts'
import { UNDEF_PRICE } from '../../../src/market/price.ts'
import type { SurfaceName } from '../../../src/seconds/second.ts'
import { Table } from '../../../src/table/table.ts'
import { StreamHealth } from '../../../src/tui/monitor/stream-health.ts'
import type { StreamBatch } from '../../../src/wire/batch.ts'

const END = 1_767_709_801
const SNAP = loadContract('silver/book_snapshot_1s')
const WALL = loadContract('silver/wall_surface_1s')

function batch(index: number, { spot = UNDEF_PRICE, walls = 0, dropped = 0 } = {}): StreamBatch {
  const snap = new Table(SNAP, 1)
  snap.length = 1
  snap.columns.spot_ref_price_int[0] = spot
  const wall = new Table(WALL, walls)
  wall.length = walls
  return {
    type: 'batch',
    endSecond: END + index,
    dropped,
    surfaces: new Map<SurfaceName, Table>([
      ['snap', snap],
      ['wall', wall],
    ]),
    bytes: new Map([
      ['snap', 100],
      ['wall', 10 * walls],
    ]),
  }
}

describe("a stream's health", () => {
  test('is its cadence, what it brings, and spot', () => {
    const health = new StreamHealth()
    health.add(batch(0, { spot: 4_805_250_000_000n, walls: 4 }), 1000)
    health.add(batch(1, { spot: 4_805_500_000_000n, walls: 8, dropped: 2 }), 2010)
    expect(health.deltas).toEqual([1.01])
    expect(health.spots).toEqual([4805.25, 4805.5])
    expect(health.dropped).toBe(2)
    expect(health.surfaces).toEqual([
      { surface: 'snap', rows: 1, meanRows: 1, bytes: 100, meanBytes: 100 },
      { surface: 'wall', rows: 8, meanRows: 6, bytes: 80, meanBytes: 60 },
    ])
  })

  test('in a word, and by how much batches are late', () => {
    const health = new StreamHealth(2)
    expect(health.verdict).toBe('waiting')
    health.add(batch(0), 1000)
    health.add(batch(1), 1500)
    health.add(batch(2), 2010)
    expect(health.verdict).toBe('good')
    expect(health.latenessQuantiles).toEqual({ p50: 0, p95: 10, p99: 10 })
    health.add(batch(3), 3000)
    expect(health.verdict).toBe('late')
    health.add(batch(4, { dropped: 1 }), 3010)
    expect(health.verdict).toBe('dropping')
    health.add({ type: 'stream_end' }, 3010)
    expect(health.verdict).toBe('ended')
  })

  test('tells each batch as a line, and what else is said', () => {
    const health = new StreamHealth()
    expect(health.add(batch(0, { walls: 3 }), 0)).toBe(
      '[1] window 1767709801000000000 first snap 1 wall 3',
    )
    expect(health.add(batch(1, { dropped: 1 }), 1000)).toBe(
      '[2] window 1767709802000000000 delta 1.000s snap 1 wall 0 dropped 1',
    )
    expect(health.add({ type: 'error', message: 'no' }, 1000)).toBe('error: no')
    expect(health.add({ type: 'stream_end' }, 1000)).toBe('the day has ended')
    expect([health.batches, health.errors, health.hasEnded]).toEqual([2, 1, true])
  })

  test('has a spot at 0 and below', () => {
    const health = new StreamHealth()
    health.add(batch(0, { spot: 0n }), 1000)
    health.add(batch(1, { spot: -37_630_000_000n }), 2000)
    expect(health.spots).toEqual([0, -37.63])
  })

  test('without a spot has none, and nothing at all before the first batch', () => {
    const health = new StreamHealth()
    expect([health.surfaces, health.deltas, health.dropped]).toEqual([[], [], 0])
    health.add(batch(0), 0)
    expect(health.spots).toEqual([Number.NaN])
  })

  test('looks back so far and no further', () => {
    const health = new StreamHealth()
    for (let index = 0; index < 500; index++) health.add(batch(index), 1000 * index)
    expect(health.batches).toBe(500)
    expect(health.beats).toHaveLength(120)
    expect(health.spots).toHaveLength(120)
    expect(health.deltas).toEqual(Array(120).fill(1))
  })
})
