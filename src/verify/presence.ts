import { DATASETS } from '../contracts/registry.ts'
import type { Table } from '../table/table.ts'
import { formatWindow } from './cells.ts'
import type { Check } from './check.ts'
import { type Grid, gridOf } from './grid.ts'
import { withReaders } from './readers.ts'
import { joinWindows, WindowCursor } from './window-cursor.ts'

/**
 * The undefined price. Declared again and read raw, since this check verifies what all others
 * assume.
 */
const NO_PRICE = 2n ** 63n - 1n

const SNAPSHOT_COLUMNS = [
  'book_valid',
  'spot_ref_price_int',
  'best_bid_price_int',
  'best_ask_price_int',
]

/** A second of the snapshot. */
interface SnapshotWindow {
  readonly isBookValid: boolean
  /** undefined if there is none. */
  readonly spot: bigint | undefined
  readonly bid: bigint | undefined
  readonly ask: bigint | undefined
}

interface Presence {
  readonly dataset: string
  /** Minimum and maximum rows of a second. */
  readonly rows: (window: SnapshotWindow, grid: Grid) => readonly [least: number, most: number]
}

const ANY = Number.POSITIVE_INFINITY

/** One row per second with a spot. */
const oneWithSpot: Presence['rows'] = ({ spot }) => (spot === undefined ? [0, 0] : [1, 1])

/** Some rows per second with a spot. */
const someWithSpot: Presence['rows'] = ({ spot }) => (spot === undefined ? [0, 0] : [1, ANY])

/** Levels are required where a valid book's best bid or ask is in range of spot. */
const levelsInRange: Presence['rows'] = ({ isBookValid, spot, bid, ask }, grid) => {
  if (spot === undefined) return [0, 0]
  const reach = BigInt(grid.tickSize) * BigInt(grid.maxRelTicks)
  const isNear = (price: bigint | undefined) =>
    price !== undefined && price - spot <= reach && spot - price <= reach
  return [isBookValid && (isNear(bid) || isNear(ask)) ? 1 : 0, ANY]
}

export const wallPresence = presence('wall presence', {
  dataset: DATASETS.wall,
  rows: levelsInRange,
})
export const vacuumPresence = presence('vacuum presence', {
  dataset: DATASETS.vacuum,
  rows: levelsInRange,
})
export const radarPresence = presence('radar presence', {
  dataset: DATASETS.radar,
  rows: oneWithSpot,
})
export const bandsPresence = presence('bands presence', {
  dataset: DATASETS.bands,
  rows: oneWithSpot,
})
export const levelsPresence = presence('levels presence', {
  dataset: DATASETS.levels,
  rows: () => [1, 1],
})
export const gexLevelsPresence = presence('gex levels presence', {
  dataset: DATASETS.gexLevels,
  rows: oneWithSpot,
})
export const gexPresence = presence('gex presence', {
  dataset: DATASETS.gex,
  rows: someWithSpot,
})

export const hedgeProfilePresence = presence('hedge profile presence', {
  dataset: DATASETS.hedgeProfile,
  rows: someWithSpot,
})
export const hedgePressurePresence = presence('hedge pressure presence', {
  dataset: DATASETS.hedgePressure,
  rows: oneWithSpot,
})
export const dealerFlowPresence = presence('dealer flow presence', {
  dataset: DATASETS.dealerFlow,
  rows: someWithSpot,
})
export const greeksPresence = presence('greeks presence', {
  dataset: DATASETS.greeks,
  rows: someWithSpot,
})
export const optionLiquidityPresence = presence('option liquidity presence', {
  dataset: DATASETS.optionLiquidity,
  rows: someWithSpot,
})
export const charmClockPresence = presence('charm clock presence', {
  dataset: DATASETS.charmClock,
  rows: ({ spot }) => (spot === undefined ? [0, 0] : [3, 3]),
})
/** Once the chosen expirations have passed there is no row. */
export const smilePresence = presence('smile presence', {
  dataset: DATASETS.smile,
  rows: ({ spot }) => (spot === undefined ? [0, 0] : [0, ANY]),
})
/** As of the smile. */
export const volumeGexPresence = presence('volume gex presence', {
  dataset: DATASETS.volumeGex,
  rows: ({ spot }) => (spot === undefined ? [0, 0] : [0, ANY]),
})

/** A table has the rows that its snapshot requires. */
function presence(name: string, { dataset, rows }: Presence): Check {
  return {
    name,
    proves: 'every second has the rows that its book and spot ask for; a table has some',
    reads: [dataset, DATASETS.snapshot],
    run: (subject, evidence) =>
      withReaders(subject, async (reader, snapshotReader) => {
        const grid = gridOf(snapshotReader.manifest)
        const found = await WindowCursor.open(reader, [])
        const snapshot = await WindowCursor.open(snapshotReader, SNAPSHOT_COLUMNS)
        let valid = 0
        let total = 0
        for await (const end of joinWindows(snapshot, found)) {
          subject.signal.throwIfAborted()
          // Rows of a second missing from the snapshot are reported by the agreement check.
          if (snapshot.end !== end) continue
          const window = windowAt(snapshot.table, snapshot.from)
          const [least, most] = rows(window, grid)
          const count = found.end === end ? found.rows : 0
          const offend = (fault: string) =>
            evidence.offend(() => `window ${formatWindow(end)}: ${fault}`)
          if (window.isBookValid && window.spot === undefined)
            offend('its book is valid, but it has no spot')
          if (count < least) offend(`it has ${count} rows, at least ${least} expected`)
          if (count > most) offend(`it has ${count} rows, at most ${most} expected`)
          if (window.isBookValid) valid++
          total += count
        }
        evidence.count('valid books', valid)
        evidence.count('rows', total)
        if (total === 0) {
          const why = valid > 0 ? `though ${valid}` : 'and no'
          evidence.offend(() => `it has no row at all, ${why} windows have a valid book`)
        }
      }),
  }
}

function windowAt(snapshot: Table, row: number): SnapshotWindow {
  const price = (name: string) => {
    const cell = snapshot.column(name, 'int64')[row]
    return cell === NO_PRICE ? undefined : cell
  }
  return {
    isBookValid: snapshot.column('book_valid', 'boolean')[row] === 1,
    spot: price('spot_ref_price_int'),
    bid: price('best_bid_price_int'),
    ask: price('best_ask_price_int'),
  }
}
