import { DATASETS } from '../contracts/registry.ts'
import { NANOSECONDS_PER_SECOND } from '../market/time.ts'
import { priceAt, windowPlace } from './cells.ts'
import type { Check } from './check.ts'
import type { Evidence } from './evidence.ts'
import { withReaders } from './readers.ts'
import { WindowCursor } from './window-cursor.ts'

/** The measures that have differences. */
export const DIFFERENCED = ['gex_abs', 'gex', 'gex_imbalance_ratio'] as const
const COLUMNS = DIFFERENCED.flatMap((name) => [name, `d1_${name}`, `d2_${name}`, `d3_${name}`])
/** Tolerance relative to the largest value that goes into it. */
const TOLERANCE = 1e-12

/** A measure at one strike in four windows, latest first. */
export type FourValues = readonly [number, number, number, number]

/** The first, second and third difference of four values. */
export function differencesOf([x0, x1, x2, x3]: FourValues): [number, number, number] {
  return [x0 - x1, x0 - 2 * x1 + x2, x0 - 3 * x1 + 3 * x2 - x3]
}

/**
 * Differences equal those of the preceding rows, wherever the strike had a row in all of them.
 * Strikes that moved onto the grid with spot are left to the replay check.
 */
export const gexDifferences: Check = {
  name: 'gex differences',
  proves: 'd1 … d3 are differences of the rows of the same strike in the seconds before',
  reads: [DATASETS.gex],
  run: (subject, evidence) =>
    withReaders(subject, async (reader) => {
      const surface = await WindowCursor.open(reader, ['strike_price_int', ...COLUMNS])
      let before: bigint | undefined
      // Latest first; differences restart after a second without a spot.
      let windows: Map<bigint, number>[] = []
      for (let { end } = surface; end !== undefined; end = surface.end) {
        subject.signal.throwIfAborted()
        if (before === undefined || end - before !== NANOSECONDS_PER_SECOND) windows = []
        windows = [rowsByStrike(surface), ...windows.slice(0, 3)]
        before = end
        compareWindow(surface, windows, evidence)
        await surface.next()
      }
    }),
}

/** The measures of a window by strike and place in {@link DIFFERENCED}, as one key. */
function rowsByStrike({ table, from, to }: WindowCursor): Map<bigint, number> {
  const strikes = table.column('strike_price_int', 'int64')
  const found = new Map<bigint, number>()
  for (const [place, name] of DIFFERENCED.entries()) {
    const values = table.column(name, 'float64')
    for (let row = from; row < to; row++) found.set(keyOf(strikes[row], place), values[row])
  }
  return found
}

function keyOf(strike: bigint, place: number): bigint {
  return strike * BigInt(DIFFERENCED.length) + BigInt(place)
}

function compareWindow(
  { table, from, to, firstRow }: WindowCursor,
  windows: readonly Map<bigint, number>[],
  evidence: Evidence,
): void {
  const strikes = table.column('strike_price_int', 'int64')
  for (let row = from; row < to; row++) {
    for (const [place, name] of DIFFERENCED.entries()) {
      const key = keyOf(strikes[row], place)
      // Windows before the first are assumed equal to it.
      const values = [0, 1, 2, 3].map((back) =>
        windows[Math.min(back, windows.length - 1)].get(key),
      )
      if (!isWhole(values)) continue
      const largest = Math.max(1, ...values.map(Math.abs))
      for (const [index, expected] of differencesOf(values).entries()) {
        const column = `d${index + 1}_${name}`
        const found = table.column(column, 'float64')[row]
        evidence.count('differences')
        if (Math.abs(found - expected) <= TOLERANCE * largest) continue
        evidence.offend(
          () =>
            `${windowPlace(table, row, firstRow)}, strike ${priceAt(table, 'strike_price_int', row)}: ${column} is ${found}, expected ${expected}`,
        )
      }
    }
  }
}

function isWhole(values: readonly (number | undefined)[]): values is FourValues {
  return values.every((value) => value !== undefined)
}
