import type { Manifest } from '../lake/manifest.ts'
import { points } from '../market/price.ts'
import { SNAPSHOT } from '../stages/silver/futures-book.ts'
import { GEX } from '../stages/silver/gamma-exposure.ts'
import type { Table } from '../table/table.ts'
import { windowPlace } from './cells.ts'
import type { Check, Subject } from './check.ts'
import { publishedInterest, readGexDay } from './gex-day.ts'
import { gridOf } from './grid.ts'
import { priceOf } from './quote-range.ts'
import { withReaders } from './readers.ts'
import { joinWindows, WindowCursor } from './window-cursor.ts'

const STRIKES = 25
const STEP = 5_000_000_000

/** Every second's strikes stand around spot, and all that is said of them are numbers. */
export const gexGrid: Check = {
  name: 'gex grid',
  proves:
    '25 strikes, 5 points apart, are centred on spot; all values are finite and, with open interest, not all 0',
  reads: [GEX, SNAPSHOT],
  run: (subject, evidence) =>
    withReaders(subject, async (reader, snapshotReader) => {
      const { tickSize } = gridOf(snapshotReader.manifest)
      const { fields } = reader.contract
      const measures = fields.filter(({ kind }) => kind === 'float64').map(({ name }) => name)
      const columns = ['strike_price_int', 'rel_ticks', 'quality', ...measures]
      const qualities = fields.find(({ name }) => name === 'quality')?.letters ?? []
      const surface = await WindowCursor.open(reader, columns)
      const snapshot = await WindowCursor.open(snapshotReader, ['spot_ref_price_int'])
      let hasExposure = false
      let last = 0n
      let windows = 0
      for await (const end of joinWindows(surface, snapshot)) {
        subject.signal.throwIfAborted()
        // A second that either has not is told by the check of their agreement.
        if (surface.end !== end || snapshot.end !== end) continue
        const { table, from, to, firstRow, rows } = surface
        const offend = (row: number, fault: string) =>
          evidence.offend(() => `${windowPlace(table, row, firstRow)}: ${fault}`)
        if (rows !== STRIKES) offend(from, `it has ${rows} strikes, expected ${STRIKES}`)
        const spot = priceOf(snapshot.table, 'spot_ref_price_int', snapshot.from)
        const lowest = Math.floor(spot / STEP + 0.5) * STEP - ((STRIKES - 1) / 2) * STEP
        for (let row = from; row < to; row++) {
          const expected = lowest + (row - from) * STEP
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
      // Where nobody published any, no exposure is what there is to tell.
      if (await hasInterest(subject, reader.manifest, last)) {
        const date = String(reader.manifest.quality.open_interest_date)
        const why = `of open interest of ${date}, no strike near spot has any and a volatility`
        evidence.offend(() => `every exposure of the day is 0: ${why}`)
      } else {
        evidence.count('windows without open interest', windows)
      }
    }),
}

/** Was any open interest published before a day's last window ended? */
async function hasInterest(subject: Subject, manifest: Manifest, end: bigint): Promise<boolean> {
  const published = await publishedInterest(subject, manifest, await readGexDay(subject, manifest))
  return published.some(
    ({ contracts, received }) => contracts !== undefined && contracts > 0n && received < end,
  )
}

/** What is wrong with where a row stands. */
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
