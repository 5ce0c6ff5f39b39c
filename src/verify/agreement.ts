import { DATASETS } from '../contracts/registry.ts'
import { points } from '../market/price.ts'
import { type Column, type Table, words } from '../table/table.ts'
import { formatCell, formatWindow, windowPlace } from './cells.ts'
import type { Check } from './check.ts'
import type { Evidence } from './evidence.ts'
import { type Grid, gridOf } from './grid.ts'
import { isInRange, priceOf, QUOTE_COLUMNS, quoteAt } from './quote-range.ts'
import { withReaders } from './readers.ts'
import { joinWindows, WindowCursor } from './window-cursor.ts'

const SPOT = 'spot_ref_price_int'

/** A table with the same seconds as the snapshot. */
interface Companion {
  readonly dataset: string
  /** Columns that repeat the snapshot's values in every row of the second. */
  readonly copies: readonly string[]
  /** A column with the snapshot's spot in points. */
  readonly spotPoints?: string
  /** Whether a second must have rows; any second with a spot may have some. */
  readonly isDue: (snapshot: Table, row: number, grid: Grid) => boolean
}

/** Rows are required where the best bid or ask is in range of spot. */
export const wallAgreement = agreement('wall agreement', {
  dataset: DATASETS.wall,
  copies: [SPOT, 'window_valid'],
  isDue: (snapshot, row, grid) => {
    const spot = priceOf(snapshot, SPOT, row)
    const isNear = (side: 'bid' | 'ask') => isInRange(quoteAt(snapshot, row, side), spot, grid)
    return isNear('bid') || isNear('ask')
  },
})

export const radarAgreement = agreement('radar agreement', {
  dataset: DATASETS.radar,
  copies: ['window_start_ts_ns', SPOT, 'window_valid'],
  isDue: hasSpot,
})

export const bandsAgreement = agreement('bands agreement', {
  dataset: DATASETS.bands,
  copies: ['window_start_ts_ns', SPOT, 'mid_price', 'mid_price_int', 'window_valid'],
  isDue: hasSpot,
})

/** Session levels are required in every second, with or without a spot. */
export const levelsAgreement = agreement('levels agreement', {
  dataset: DATASETS.levels,
  copies: [],
  isDue: () => true,
})

export const gexAgreement = agreement('gex agreement', {
  dataset: DATASETS.gex,
  copies: [],
  spotPoints: 'underlying_spot_ref',
  isDue: hasSpot,
})

export const gexLevelsAgreement = agreement('gex levels agreement', {
  dataset: DATASETS.gexLevels,
  copies: [],
  spotPoints: 'spot',
  isDue: hasSpot,
})

function hasSpot(snapshot: Table, row: number): boolean {
  return !Number.isNaN(priceOf(snapshot, SPOT, row))
}

/** A table and the snapshot have the same windows and consistent values. */
function agreement(name: string, { dataset, copies, spotPoints, isDue }: Companion): Check {
  const agreed = [...copies, ...(spotPoints === undefined ? [] : [spotPoints])]
  return {
    name,
    proves: `windows are those of the snapshot, and so are ${agreed.join(', ') || 'their ends'}`,
    reads: [dataset, DATASETS.snapshot],
    run: (subject, evidence) =>
      withReaders(subject, async (reader, snapshotReader) => {
        const grid = gridOf(snapshotReader.manifest)
        const rows = await WindowCursor.open(reader, agreed)
        const names = [...new Set([...QUOTE_COLUMNS, ...copies])]
        const snapshot = await WindowCursor.open(snapshotReader, names)
        for await (const end of joinWindows(snapshot, rows)) {
          evidence.count('windows')
          if (snapshot.end !== end) offendStray(rows, evidence)
          else if (rows.end === end) {
            evidence.count('rows', rows.rows)
            for (const copied of copies) compareCopies(copied, rows, snapshot, evidence)
            if (spotPoints !== undefined) compareSpot(spotPoints, rows, snapshot, evidence)
          } else if (isDue(snapshot.table, snapshot.from, grid))
            evidence.offend(() => `window ${formatWindow(end)}: it has no row, and should have`)
        }
      }),
  }
}

function offendStray({ table, from, firstRow }: WindowCursor, evidence: Evidence): void {
  evidence.offend(() => `${windowPlace(table, from, firstRow)}: the snapshot has no such window`)
}

/** Compares a second's rows of a column with the snapshot's value. */
function compareCopies(
  name: string,
  { table, from, to, firstRow }: WindowCursor,
  snapshot: WindowCursor,
  evidence: Evidence,
): void {
  const expected = snapshot.table.filled(name)
  const at = snapshot.from
  const offend = (row: number, fault: string) =>
    evidence.offend(() => `${windowPlace(table, row, firstRow)}: ${fault}`)
  if (name === SPOT && !hasSpot(snapshot.table, at)) offend(from, 'it has rows without a spot')
  const found = table.filled(name)
  const isCopy = comparer(found, expected, at)
  for (let row = from; row < to; row++) {
    if (!isCopy(row))
      offend(
        row,
        `${name} is ${formatCell(name, found[row])}, the snapshot's ${formatCell(name, expected[at])}`,
      )
  }
}

/**
 * Compares a second's rows of a column in points with the snapshot's spot, which must be defined.
 */
function compareSpot(
  name: string,
  { table, from, to, firstRow }: WindowCursor,
  snapshot: WindowCursor,
  evidence: Evidence,
): void {
  const expected = points(priceOf(snapshot.table, SPOT, snapshot.from))
  const found = table.column(name, 'float64')
  for (let row = from; row < to; row++) {
    if (found[row] === expected) continue
    evidence.offend(
      () =>
        `${windowPlace(table, row, firstRow)}: ${name} is ${found[row]}, the snapshot's spot ${expected}`,
    )
  }
}

/** Makes a comparison of a row's cell with the snapshot's at `at`. */
function comparer(found: Column, expected: Column, at: number): (row: number) => boolean {
  if (!(found instanceof BigInt64Array)) return (row) => Object.is(found[row], expected[at])
  const cells = words(found)
  const [low, high] = words((expected as typeof found).subarray(at, at + 1))
  return (row) => cells[2 * row] === low && cells[2 * row + 1] === high
}
