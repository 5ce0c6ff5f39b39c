import fc from 'fast-check'
import { expect, it } from 'vitest'
import { loadContract } from '../../src/contracts/load.ts'
import { PRICE_SCALE, UNDEF_PRICE } from '../../src/market/price.ts'
import type { Second, SurfaceName } from '../../src/seconds/second.ts'
import { evaluate } from '../../src/signals/evaluate.ts'
import { LiveSignal } from '../../src/signals/live-signal.ts'
import { shippedColumns } from '../../src/signals/shipped-columns.ts'
import { parseSignal } from '../../src/signals/signal.ts'
import { Table } from '../../src/table/table.ts'
import { runs } from '../setup/long.ts'

const SNAPSHOT = loadContract('silver/book_snapshot_1s')
const FIRST = 1_767_700_000

interface Moment {
  readonly ofi: number
  /** Points; undefined without a spot. */
  readonly spot: number | undefined
  /** Seconds from the one before. */
  readonly step: number
}

function secondOf(endSecond: number, { ofi, spot }: Moment): Second {
  const table = new Table(SNAPSHOT, 1)
  table.length = 1
  table.columns.window_end_ts_ns[0] = BigInt(endSecond) * 1_000_000_000n
  table.columns.ofi[0] = ofi
  table.columns.spot_ref_price_int[0] =
    spot === undefined ? UNDEF_PRICE : BigInt(spot * PRICE_SCALE)
  return { endSecond, surfaces: new Map<SurfaceName, Table>([['snap', table]]) }
}

const TEXT = 'ofi > prev(ofi, 3) and spot - prev(spot, 300) < 2 or prev(ofi, 1) > q(ofi, 0.9)'

it('live and stored give the same values', () => {
  const signal = parseSignal(TEXT, shippedColumns())
  const quantiles = new Map([['ofi 0.9', 6]])
  const moment = fc.record({
    ofi: fc.integer({ min: -9, max: 9 }),
    spot: fc.option(fc.integer({ min: 6900, max: 6910 }), { nil: undefined, freq: 9 }),
    step: fc.constantFrom(1, 1, 1, 1, 1, 1, 2, 5, 299),
  })
  fc.assert(
    fc.property(fc.array(moment, { minLength: 1, maxLength: 400, size: 'max' }), (moments) => {
      const live = new LiveSignal(signal, quantiles)
      let second = FIRST
      const found: [number, number][] = []
      for (const each of moments) {
        second += each.step
        found.push([second, live.push(secondOf(second, each))])
      }
      const seconds = second - FIRST + 1
      const ofi = new Float64Array(seconds).fill(Number.NaN)
      const spot = new Float64Array(seconds).fill(Number.NaN)
      let at = 0
      for (const each of moments) {
        at += each.step
        ofi[at] = each.ofi
        spot[at] = each.spot ?? Number.NaN
      }
      const columns = new Map([
        ['ofi', ofi],
        ['spot', spot],
      ])
      const stored = evaluate(signal.expression, { columns, quantiles }, 0, seconds)
      expect(found).toEqual(found.map(([when]) => [when, stored[when - FIRST]]))
    }),
    { numRuns: runs(100) },
  )
})

it('after a jump back it knows nothing of what came before', () => {
  const live = new LiveSignal(parseSignal('ofi > prev(ofi, 1)', shippedColumns()), new Map())
  const moment = (ofi: number): Moment => ({ ofi, spot: 6900, step: 1 })
  expect(live.push(secondOf(FIRST + 1, moment(1)))).toBeNaN()
  expect(live.push(secondOf(FIRST + 2, moment(2)))).toBe(1)
  expect(live.push(secondOf(FIRST + 2, moment(3)))).toBeNaN()
  expect(live.push(secondOf(FIRST + 3, moment(2)))).toBe(0)
})
