import { DATASETS } from '../contracts/registry.ts'
import { NANOSECONDS_PER_SECOND } from '../market/time.ts'
import type { Table } from '../table/table.ts'
import { priceAt, windowPlace } from './cells.ts'
import type { Check } from './check.ts'
import { isClose } from './closeness.ts'
import { plainGamma } from './gex-black.ts'
import { type GexDay, readGexDay } from './gex-day.ts'
import type { GexParameters } from './gex-twin.ts'
import { priceOf } from './quote-range.ts'
import { withReaders } from './readers.ts'
import { joinWindows, WindowCursor } from './window-cursor.ts'

const SECONDS_PER_YEAR = 31_536_000
/** Tolerance of gamma: far from the money both formulas lose digits of d1². */
const GAMMA_TOLERANCE = 1e-9

const COLUMNS = [
  'strike_price_int',
  'iv',
  'gamma',
  'oi_call',
  'oi_put',
  'gex_call_abs',
  'gex_put_abs',
  'gex_abs',
  'gex',
  'gex_imbalance_ratio',
  'gex_usd_1pct',
  'quality',
]

/** Every row follows from its volatility, open interest and the future's price. */
export const gexIdentities: Check = {
  name: 'gex identities',
  proves:
    'gamma follows from iv, a call and a put of one strike share it, and sums from their parts',
  reads: [DATASETS.gex, DATASETS.snapshot],
  run: (subject, evidence) =>
    withReaders(subject, async (reader, snapshotReader) => {
      const day = await readGexDay(subject, reader.manifest)
      const multipliers = multipliersOf(day)
      const letters = reader.contract.fields.find(({ name }) => name === 'quality')?.letters ?? []
      const none = letters.indexOf('none')
      const surface = await WindowCursor.open(reader, COLUMNS)
      const snapshot = await WindowCursor.open(snapshotReader, ['spot_ref_price_int', 'mid_price'])
      for await (const end of joinWindows(surface, snapshot)) {
        subject.signal.throwIfAborted()
        if (surface.end !== end || snapshot.end !== end) continue
        const { table, from, to, firstRow } = surface
        const spot = priceOf(snapshot.table, 'spot_ref_price_int', snapshot.from) / 1e9
        const mid = snapshot.table.column('mid_price', 'float64')[snapshot.from]
        const forward = Number.isNaN(mid) ? spot : mid
        const alive = day.series.filter(({ expiration }) => expiration > end)
        const nearest = alive.reduce<bigint | undefined>(
          (least, { expiration }) =>
            least === undefined || expiration < least ? expiration : least,
          undefined,
        )
        const years = nearest === undefined ? 0 : yearsBetween(end, nearest)
        for (let row = from; row < to; row++) {
          const cells = cellsOf(table, row)
          const faults = [
            ...sumFaults(cells, forward, day.parameters),
            ...gammaFaults(cells, forward, years, day.parameters.rate, cells.quality === none),
            ...(alive.length === 1 ? partFaults(cells, multipliers) : []),
          ]
          for (const fault of faults) {
            evidence.offend(
              () =>
                `${windowPlace(table, row, firstRow)}, strike ${priceAt(table, 'strike_price_int', row)}: ${fault}`,
            )
          }
        }
        evidence.count('rows', surface.rows)
      }
    }),
}

type GexCells = Readonly<Record<string, number>>

function cellsOf(table: Table, row: number): GexCells {
  const cells: Record<string, number> = {}
  for (const name of COLUMNS) cells[name] = Number(table.filled(name)[row])
  return cells
}

function yearsBetween(start: bigint, end: bigint): number {
  const nanoseconds = Number(end - start)
  return nanoseconds / Number(NANOSECONDS_PER_SECOND) / SECONDS_PER_YEAR
}

function* sumFaults(cells: GexCells, forward: number, { dealerSigns }: GexParameters) {
  const { gex_call_abs: call, gex_put_abs: put, gex_abs: total, gex } = cells
  const expected = {
    gex_abs: call + put,
    gex: dealerSigns.call * call + dealerSigns.put * put,
    gex_imbalance_ratio: gex / (total + 1e-6),
    gex_usd_1pct: gex * forward * forward * 0.01,
  }
  for (const [name, value] of Object.entries(expected)) {
    if (!isClose(cells[name], value)) yield `${name} is ${cells[name]}, expected ${value}`
  }
  if (!(call >= 0 && put >= 0)) yield `an exposure without a sign is below 0: ${call}, ${put}`
  if (!(Math.abs(gex) <= total)) yield `gex is ${gex}, beyond ±gex_abs ${total}`
}

/** A row's gamma is that of its own volatility, and 0 without one. */
function* gammaFaults(
  { iv, gamma, strike_price_int: strike, gex_abs: total }: GexCells,
  forward: number,
  years: number,
  rate: number,
  isNone: boolean,
) {
  if (isNone || years <= 0) {
    // Its exposure may be of a later expiration.
    if (iv !== 0 || gamma !== 0) yield `quality is none, but iv is ${iv} and gamma ${gamma}`
    if (years <= 0 && total !== 0) yield `all have expired, but gex_abs is ${total}`
    return
  }
  if (forward <= 0 || strike <= 0) {
    yield `quality is not none, though Black-76 knows no volatility at strike ${strike / 1e9} of a future at ${forward}`
    return
  }
  if (!(iv > 0)) {
    yield `iv is ${iv}, though quality is not none`
    return
  }
  const expected = plainGamma(forward, strike / 1e9, years, rate, iv)
  if (!isClose(gamma, expected, GAMMA_TOLERANCE * Math.min(1, expected + 1e-300)))
    yield `gamma is ${gamma}, expected ${expected} of iv ${iv}`
}

/** With one series, each exposure is gamma × open interest × multiplier: call and put share gamma. */
function* partFaults(cells: GexCells, multipliers: ReadonlyMap<number, Multipliers>) {
  const { gamma, strike_price_int: strike } = cells
  const { call = 0, put = 0 } = multipliers.get(strike) ?? {}
  const expected = {
    gex_call_abs: gamma * cells.oi_call * call,
    gex_put_abs: gamma * cells.oi_put * put,
  }
  for (const [name, value] of Object.entries(expected)) {
    if (!isClose(cells[name], value))
      yield `${name} is ${cells[name]}, expected ${value} = gamma × open interest × multiplier`
  }
}

interface Multipliers {
  call?: number
  put?: number
}

/** The multipliers of calls and puts by strike, for strikes listed once. */
function multipliersOf({ chain, series }: GexDay): ReadonlyMap<number, Multipliers> {
  const found = new Map<number, Multipliers>()
  for (const { strikes, calls, puts } of series) {
    for (const [index, strike] of strikes.entries()) {
      const call = chain.options[calls[index]]?.multiplier
      const put = chain.options[puts[index]]?.multiplier
      found.set(strike, { ...(call !== undefined && { call }), ...(put !== undefined && { put }) })
    }
  }
  return found
}
