import { DATASETS } from '../contracts/registry.ts'
import type { Manifest } from '../lake/partition/manifest.ts'
import { points } from '../market/price.ts'
import type { Table } from '../table/table.ts'
import { windowPlace } from './cells.ts'
import type { Check, CheckSubject } from './check.ts'
import { type GexDay, hasChosenOrders, publishedInterest, readGexDay } from './gex-day.ts'
import { gridOf } from './grid.ts'
import { priceOf } from './quote-range.ts'
import { withReaders } from './readers.ts'
import { joinWindows, WindowCursor } from './window-cursor.ts'

/** Strikes on each side of the one nearest to spot. */
const EACH_SIDE = 12

/** Every second's strikes are around spot, and their values are defined. */
export const gexGrid: Check = {
  name: 'gex grid',
  proves:
    'the listed strike nearest to spot stands between 12 and 12; all values are finite, and all 0 only if open interest is',
  reads: [DATASETS.gex, DATASETS.snapshot],
  run: (subject, evidence) =>
    withReaders(subject, async (reader, snapshotReader) => {
      const { tickSize } = gridOf(snapshotReader.manifest)
      const { fields } = reader.contract
      const measures = fields.filter(({ kind }) => kind === 'float64').map(({ name }) => name)
      const columns = ['strike_price_int', 'rel_ticks', 'quality', ...measures]
      const qualities = fields.find(({ name }) => name === 'quality')?.letters ?? []
      const surface = await WindowCursor.open(reader, columns)
      const snapshot = await WindowCursor.open(snapshotReader, ['spot_ref_price_int'])
      const day = await readGexDay(subject, reader.manifest)
      const listed = listedStrikes(day)
      const step = smallestGap(listed)
      const { strike_step: stated } = reader.manifest.quality
      if (stated !== points(step))
        evidence.offend(() => `strike_step is ${stated}, the chain's ${points(step)}`)
      let hasExposure = false
      let last = 0n
      let windows = 0
      for await (const end of joinWindows(surface, snapshot)) {
        subject.signal.throwIfAborted()
        // A second missing from either is reported by the agreement check.
        if (surface.end !== end || snapshot.end !== end) continue
        const { table, from, to, firstRow, rows } = surface
        const offend = (row: number, fault: string) =>
          evidence.offend(() => `${windowPlace(table, row, firstRow)}: ${fault}`)
        const spot = priceOf(snapshot.table, 'spot_ref_price_int', snapshot.from)
        const around = strikesNear(listed, spot)
        if (rows !== around.length)
          offend(from, `it has ${rows} strikes, expected ${around.length}`)
        for (let row = from; row < to; row++) {
          const expected = around[row - from] ?? Number.NaN
          for (const fault of placeFaults(table, row, expected, spot, tickSize)) offend(row, fault)
          for (const name of measures) {
            const value = table.column(name, 'float64')[row]
            if (!Number.isFinite(value)) offend(row, `${name} is ${value}`)
          }
          hasExposure ||= table.column('gex_abs', 'float64')[row] > 0
          evidence.count(`${qualities[table.column('quality', 'letter')[row]]} strikes`)
        }
        last = end
        windows++
        evidence.count('windows')
      }
      if (hasExposure) return
      if (!(await hasChosenOrders(subject, reader.manifest, day))) {
        const expiry = String(reader.manifest.stage.parameters.expiry)
        const why = `of the options that expire within ${expiry} bronze has no order`
        evidence.offend(() => `every exposure of the day is 0: ${why}`)
        return
      }
      const known = await interestBefore(subject, reader.manifest, day, last)
      if (known.length === 0) {
        const why = 'bronze has no open interest that was known before its last second'
        evidence.offend(() => `every exposure of the day is 0: ${why}; ingest its statistics`)
      } else if (known.some((contracts) => contracts > 0n)) {
        const date = String(reader.manifest.quality.open_interest_date)
        const why = `of open interest of ${date}, no strike near spot has any and a volatility`
        evidence.offend(() => `every exposure of the day is 0: ${why}`)
      } else {
        evidence.count('windows of an open interest of 0', windows)
      }
    }),
}

/** Every strike that an option of the chosen series has, ascending, price units. */
function listedStrikes({ chain, series }: GexDay): number[] {
  const strikes = series.flatMap(({ calls, puts }) =>
    [...calls, ...puts].flatMap((option) => chain.options[option]?.strike ?? []),
  )
  return [...new Set(strikes)].sort((a, b) => a - b)
}

function smallestGap(strikes: readonly number[]): number {
  const gaps = strikes.slice(1).map((strike, index) => strike - strikes[index])
  return gaps.length === 0 ? 0 : Math.min(...gaps)
}

/** The strikes shown in a second, around the one nearest to spot; of two equally near the lower. */
function strikesNear(strikes: readonly number[], spot: number): number[] {
  const distance = (strike: number) => Math.abs(strike - spot)
  const nearest = strikes.reduce(
    (best, strike) => (distance(strike) < distance(best) ? strike : best),
    strikes[0],
  )
  const below = strikes.filter((strike) => strike < nearest).slice(-EACH_SIDE)
  const above = strikes.filter((strike) => strike > nearest).slice(0, EACH_SIDE)
  return [...below, nearest, ...above]
}

/** The numbers of contracts published before a day's last window ended. */
async function interestBefore(
  subject: CheckSubject,
  manifest: Manifest,
  day: GexDay,
  end: bigint,
): Promise<bigint[]> {
  const published = await publishedInterest(subject, manifest, day)
  return published.flatMap(({ contracts, received }) =>
    contracts !== undefined && received < end ? [contracts] : [],
  )
}

/** Faults in the position of a row. */
function* placeFaults(
  table: Table,
  row: number,
  expected: number,
  spot: number,
  tickSize: number,
): Generator<string> {
  const strike = priceOf(table, 'strike_price_int', row)
  if (strike !== expected) yield `its strike is ${points(strike)}, expected ${points(expected)}`
  const strikePoints = table.column('strike_points', 'float64')[row]
  if (strikePoints !== points(strike)) yield `strike_points is ${strikePoints}`
  const relTicks = table.column('rel_ticks', 'int32')[row]
  const floored = Math.floor((strike - spot) / tickSize)
  if (relTicks !== floored) yield `rel_ticks is ${relTicks}, expected ${floored}`
}
