import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Wall } from '../../src/contracts/registry.ts'
import { readDbn } from '../../src/dbn/file.ts'
import { UNDEF_PRICE } from '../../src/market/price.ts'
import { parseSession } from '../../src/market/session.ts'
import type { NamesOf, Table } from '../../src/table/table.ts'
import { type MboRecord, recordsOf, ticks } from '../book/records.ts'
import { runs } from '../setup/long.ts'
import { LONG_SAMPLES, samplePath } from '../setup/samples.ts'
import { differences, type SurfaceTables, surfaces } from './run-seconds.ts'

const SAMPLE = samplePath('esh4-glbx-mdp3-20231225.mbo.dbn.zst')

/** A sum over a column of integers. */
const sum = (column: Iterable<number>) => {
  let total = 0
  for (const value of column) total += value
  return total
}

describe('a real evening of ESH4', LONG_SAMPLES, () => {
  const session = parseSession('file', '2023-12-25')
  let day: MboRecord[]
  let tables: SurfaceTables

  beforeAll(async () => {
    day = []
    for await (const item of readDbn(SAMPLE)) {
      if (item.type === 'records') day.push(...recordsOf(item.table))
    }
    tables = surfaces([day], session)
  })

  test('its seconds, validity and spot are those known of it', () => {
    const { snapshot, quality } = tables
    const start = snapshot.columns.window_start_ts_ns
    expect(snapshot.length).toBe(7200)
    expect(start[0]).toBe(BigInt(Date.parse('2023-12-25T22:00:00Z')) * 1_000_000n)
    expect(start[7199]).toBe(BigInt(Date.parse('2023-12-25T23:59:59Z')) * 1_000_000n)
    expect(sum(snapshot.filled('book_valid') as Uint8Array)).toBe(5995)
    expect(sum(snapshot.filled('window_valid') as Uint8Array)).toBe(5994)
    const bid = snapshot.columns.best_bid_price_int
    const spot = snapshot.columns.spot_ref_price_int
    const trade = snapshot.columns.last_trade_price_int
    const valid = snapshot.columns.book_valid
    const auction = 3600
    let fromBid = 0
    for (let row = 0; row < auction; row++) {
      expect(trade[row]).toBe(UNDEF_PRICE)
      if (valid[row]) fromBid++
      expect(spot[row]).toBe(valid[row] ? bid[row] : UNDEF_PRICE)
    }
    expect(fromBid).toBe(2395)
    for (let row = auction; row < 7200; row++) expect(spot[row]).toBe(trade[row])
    expect(trade[auction]).toBeGreaterThan(0n)
    expect(quality).toEqual({
      records: 68_792,
      events: 47_022,
      late_records: 0,
      broken_clock: 0,
      after_session_records: 0,
      duplicate_add: 0,
      modify_unknown: 0,
      cancel_unknown: 0,
      hidden_fill_qty: 211,
      side_change: 0,
      off_grid: 0,
      undefined_records: 0,
      snapshot_records: 8725,
      clears: 0,
      crossed_windows: 1205,
      resting_orders: 11_217,
      book_origin: 'snapshot',
    })
  })

  test('lots are conserved in every valid row and depth runs on from second to second', () => {
    const { wall } = tables
    const lots = (name: NamesOf<Wall, 'int32'>) => wall.columns[name]
    const end = wall.columns.window_end_ts_ns
    const price = wall.columns.price_int
    const spot = wall.columns.spot_ref_price_int
    const side = wall.columns.side
    const [depthStart, depthEnd] = [lots('depth_qty_start'), lots('depth_qty_end')]
    const [add, pull, fill] = [lots('add_qty'), lots('pull_qty_total'), lots('fill_qty')]
    const [pullRest, depthRest] = [lots('pull_qty_rest'), lots('depth_qty_rest')]
    const [d1, d2, d3] = [lots('d1_depth_qty'), lots('d2_depth_qty'), lots('d3_depth_qty')]
    const valid = wall.columns.window_valid
    expect(wall.length).toBe(723_283)

    let broken = 0
    let compared = 0
    /** What a level's last row was, to be continued by the next second's. */
    const last = new Map<bigint, { end: bigint; depth: number; d1: number; d2: number }>()
    for (let row = 0; row < wall.length; row++) {
      const isConserved = depthEnd[row] === depthStart[row] + add[row] - pull[row] - fill[row]
      if (valid[row] && !isConserved) broken++
      if (pullRest[row] > pull[row] || depthRest[row] > depthEnd[row]) broken++
      if (d1[row] !== 0 && d1[row] !== depthEnd[row] - depthStart[row]) broken++
      const rel = price[row] - spot[row]
      if (rel < ticks(-60) || rel > ticks(60)) broken++
      const key = price[row] * 2n + BigInt(side[row])
      const before = last.get(key)
      if (before && before.end + 1_000_000_000n === end[row]) {
        compared++
        if (before.depth !== depthStart[row]) broken++
        if (d1[row] - before.d1 !== d2[row]) broken++
        if (d2[row] - before.d2 !== d3[row]) broken++
      }
      last.set(key, { end: end[row], depth: depthEnd[row], d1: d1[row], d2: d2[row] })
    }
    expect(broken).toBe(0)
    expect(compared).toBeGreaterThan(700_000)
  })

  test('as a whole, it equals the reference in every cell and every count', () => {
    expect(differences([day], session, tables)).toEqual([])
  })

  test('cut anywhere and paused at every second, it gives the same tables', () => {
    const cut = surfaces([day], { ...session, chunk: 9973, pauseEvery: 1 })
    for (const table of ['snapshot', 'wall'] as const) {
      for (const { name } of tables[table].contract.fields) {
        const bytes = (column: ArrayLike<unknown>) => {
          const { buffer, byteOffset, byteLength } = column as Uint8Array
          return Buffer.from(buffer, byteOffset, byteLength)
        }
        const [one, other]: Table[] = [cut[table], tables[table]]
        const isSame = bytes(one.filled(name)).equals(bytes(other.filled(name)))
        expect(isSame, `${table} ${name}`).toBe(true)
      }
    }
  })

  test('damaged in many ways, it still equals the reference', () => {
    // From the auction on, so that every kind of record comes; ten seconds of it are enough.
    const auction = BigInt(Date.parse('2023-12-25T23:00:00Z')) * 1_000_000n
    const first = day.findIndex(({ time, flags }) => !(flags & 32) && time >= auction)
    const startSecond = Number(auction / 1_000_000_000n)
    const damage = fc.array(
      fc.record({
        row: fc.integer({ min: first - 300, max: first + 1200 }),
        kind: fc.constantFrom('drop', 'double', 'swap', 'flip'),
        field: fc.constantFrom('id', 'time', 'price', 'size', 'flags', 'action', 'side'),
        bit: fc.nat(63),
      }),
      { minLength: 1, maxLength: 40 },
    )
    const slice = day.slice(0, first + 1500)
    fc.assert(
      fc.property(damage, (damages) => {
        const damaged = damages.reduce(apply, slice)
        const options = { startSecond: startSecond - 2, endSecond: startSecond + 10 }
        expect(differences([damaged], options)).toEqual([])
      }),
      { numRuns: runs(120) },
    )
  })
})

interface Damage {
  readonly row: number
  readonly kind: string
  readonly field: string
  readonly bit: number
}

function apply(list: MboRecord[], { row, kind, field, bit }: Damage): MboRecord[] {
  const at = Math.min(row, list.length - 1)
  const record = list[at]
  if (kind === 'drop') return list.toSpliced(at, 1)
  if (kind === 'double') return list.toSpliced(at, 0, record)
  if (kind === 'swap') return list.toSpliced(at, 1).toSpliced(Math.max(at - 3, 0), 0, record)
  return list.with(at, flipped(record, field, bit))
}

/** A record with one bit of one field flipped; sizes keep to what a column of sums can hold. */
function flipped(record: MboRecord, field: string, bit: number): MboRecord {
  const wide = 1n << BigInt(bit)
  switch (field) {
    case 'id':
      return { ...record, id: record.id ^ wide }
    case 'time':
      return { ...record, time: record.time ^ wide }
    case 'price':
      return { ...record, price: BigInt.asIntN(64, record.price ^ wide) }
    case 'size':
      return { ...record, size: record.size ^ (1 << (bit % 24)) }
    case 'flags':
      return { ...record, flags: record.flags ^ (1 << (bit % 8)) }
    case 'action':
      return { ...record, action: 'ACMRTFN?'[bit % 8] }
    default:
      return { ...record, side: 'ABN?'[bit % 4] }
  }
}
