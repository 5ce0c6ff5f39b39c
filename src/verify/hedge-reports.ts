import { DATASETS } from '../contracts/registry.ts'
import type { Check } from './check.ts'
import type { Evidence } from './evidence.ts'
import { gridOf } from './grid.ts'
import { priceOf } from './quote-range.ts'
import { withReaders } from './readers.ts'
import { WindowCursor } from './window-cursor.ts'

/** Futures traded in so many seconds after an option trade are held against its hedge. */
const FOLLOWING_SECONDS = 5
/** A hedge below it is too small to be seen among the future's trades. */
const MIN_HEDGE_LOTS = 1
/** The sign of dealers' gamma is that of the hedge over this move either way. */
const MOVE_TICKS = 8

/** What a report needs of a second. */
interface HedgeSecond {
  readonly end: bigint
  /** Futures that the second's option trades make dealers trade. */
  readonly hedge: number
  /** Futures bought less sold by aggressors. */
  readonly signedVolume: number
  /** Futures that dealers buy when price rises, less those when it falls; NaN if unknown. */
  readonly slope: number
  /** Price units. */
  readonly spot: number
}

/**
 * Holds two assumptions against the day, and fails on neither: that aggressors in options are
 * customers (then futures follow the hedges of option trades), and that dealers are long calls and
 * short puts (then price moves less where dealers are long gamma).
 */
export const hedgeReports: Check = {
  name: 'hedge reports',
  proves:
    'nothing: counts how often futures traded the way that option trades are hedged within 5 s, and how much price moved where dealers are taken to be long and short gamma',
  reads: [DATASETS.dealerFlow, DATASETS.hedgeProfile, DATASETS.snapshot],
  run: (subject, evidence) =>
    withReaders(subject, async (flowReader, profileReader, snapshotReader) => {
      const { tickSize } = gridOf(snapshotReader.manifest)
      const flow = await WindowCursor.open(flowReader, ['trade_hedge_lots'])
      const profile = await WindowCursor.open(profileReader, ['delta_ticks', 'hedge'])
      const snapshot = await WindowCursor.open(snapshotReader, [
        'buy_volume',
        'sell_volume',
        'spot_ref_price_int',
      ])
      const report = new HedgeReport(tickSize)
      for (let { end } = snapshot; end !== undefined; end = snapshot.end) {
        subject.signal.throwIfAborted()
        for (const cursor of [flow, profile]) await cursor.seek(end)
        const { table, from } = snapshot
        report.push({
          end,
          hedge: flow.end === end ? hedgeOf(flow) : 0,
          signedVolume:
            table.column('buy_volume', 'int32')[from] - table.column('sell_volume', 'int32')[from],
          slope: profile.end === end ? slopeOf(profile) : Number.NaN,
          spot: priceOf(table, 'spot_ref_price_int', from),
        })
        await snapshot.next()
      }
      report.write(evidence)
    }),
}

/** Adds up both reports, second by second. */
class HedgeReport {
  readonly #tickSize: number
  /** The last seconds, latest first. */
  #recent: readonly HedgeSecond[] = []
  #followed = 0
  #opposed = 0
  readonly #long = { seconds: 0, squares: 0 }
  readonly #short = { seconds: 0, squares: 0 }

  constructor(tickSize: number) {
    this.#tickSize = tickSize
  }

  push(second: HedgeSecond): void {
    const [last] = this.#recent
    // A gap ends what could follow.
    if (last && second.end - last.end !== 1_000_000_000n) this.#recent = []
    else if (last) this.#addMove(last, second)
    this.#recent = [second, ...this.#recent].slice(0, FOLLOWING_SECONDS + 1)
    if (this.#recent.length <= FOLLOWING_SECONDS) return
    const first = this.#recent[FOLLOWING_SECONDS]
    if (Math.abs(first.hedge) < MIN_HEDGE_LOTS) return
    const volume = this.#recent
      .slice(0, FOLLOWING_SECONDS)
      .reduce((sum, { signedVolume }) => sum + signedVolume, 0)
    if (volume * first.hedge > 0) this.#followed++
    else if (volume * first.hedge < 0) this.#opposed++
  }

  write(evidence: Evidence): void {
    evidence.count('hedges followed', this.#followed)
    evidence.count('hedges opposed', this.#opposed)
    for (const [name, { seconds, squares }] of [
      ['long', this.#long],
      ['short', this.#short],
    ] as const) {
      evidence.count(`${name} gamma seconds`, seconds)
      // Counts are whole: squared ticks of a thousand seconds.
      const mean = seconds === 0 ? 0 : Math.round((1000 * squares) / seconds)
      evidence.count(`${name} gamma squared ticks in 1,000 s`, mean)
    }
  }

  /** A move counts where the sign of gamma was when it began. */
  #addMove(before: HedgeSecond, second: HedgeSecond): void {
    const move = (second.spot - before.spot) / this.#tickSize
    if (Number.isNaN(move) || Number.isNaN(before.slope) || before.slope === 0) return
    // Long gamma: they sell when price rises.
    const sum = before.slope < 0 ? this.#long : this.#short
    sum.seconds++
    sum.squares += move * move
  }
}

function hedgeOf({ table, from, to }: WindowCursor): number {
  const lots = table.column('trade_hedge_lots', 'float64').subarray(from, to)
  return lots.reduce((sum, each) => sum + each, 0)
}

function slopeOf({ table, from, to }: WindowCursor): number {
  const moves = table.column('delta_ticks', 'int32').subarray(from, to)
  const hedges = table.column('hedge', 'float64').subarray(from, to)
  const at = (ticks: number) => hedges[moves.indexOf(ticks)] ?? Number.NaN
  return at(MOVE_TICKS) - at(-MOVE_TICKS)
}
