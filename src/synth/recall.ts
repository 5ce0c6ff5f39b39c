import type { Vacuum, Wall } from '../contracts/registry.ts'
import { priceFromWords } from '../market/price.ts'
import { secondFromWords } from '../market/time.ts'
import { type Table, words } from '../table/table.ts'
import type { TruthEpisode } from './truth.ts'

/** Quantile of active cells' vacuum scores used as the threshold. */
const QUANTILE = 0.95
/** An episode is detected if this share of its cells is above the threshold. */
const FOUND_SHARE = 0.5
/** A second belongs to an episode that covers this much of it, ns. */
const MIN_COVER = 300_000_000n
const SECOND = 1_000_000_000n

export interface EpisodeRecall {
  readonly episode: TruthEpisode
  /** Number of (second, tick) cells of the episode, and of those above the threshold. */
  readonly cells: number
  readonly above: number
  readonly found: boolean
}

export interface Recall {
  /** The 95th percentile of active cells' vacuum scores. */
  readonly threshold: number
  readonly episodes: readonly EpisodeRecall[]
  /** Share of vacuums detected, and of look-alikes detected as vacuums; NaN if there are none. */
  readonly vacuumRecall: number
  readonly falseRate: number
}

/** Bins of scores from 0 to 1, which is also the precision of the threshold. */
const BINS = 100_000

/**
 * Measures whether vacuum scores detect planted vacuums. A cell is active if anything was added,
 * removed or traded there in its second. A cell of an episode without a row has score 0.
 */
export class VacuumRecall {
  readonly #planted: readonly TruthEpisode[]
  readonly #cells: readonly EpisodeCells[]
  /** Active cells by score. */
  readonly #counts = new Float64Array(BINS + 1)

  constructor(planted: readonly TruthEpisode[]) {
    this.#planted = planted
    this.#cells = planted.map(cellsOf)
  }

  /**
   * Adds the session's next windows.
   *
   * @param wall, vacuum the same keys in the same order
   */
  push(wall: Table<Wall>, vacuum: Table<Vacuum>): void {
    this.#countActive(wall, vacuum)
    this.#collect(vacuum)
  }

  result(): Recall {
    const threshold = this.#threshold()
    const episodes = this.#cells.map(({ count, scores }, index) => {
      const above = scores.filter((score) => score > threshold).length
      return {
        episode: this.#planted[index],
        cells: count,
        above,
        found: above >= FOUND_SHARE * count,
      }
    })
    return {
      threshold,
      episodes,
      vacuumRecall: foundShare(episodes, (kind) => kind === 'vacuum'),
      falseRate: foundShare(episodes, (kind) => kind !== 'vacuum'),
    }
  }

  #countActive(wall: Table<Wall>, vacuum: Table<Vacuum>): void {
    const add = wall.columns.add_qty
    const pull = wall.columns.pull_qty_total
    const fill = wall.columns.fill_qty
    const score = vacuum.columns.vacuum_score
    for (let row = 0; row < wall.length; row++) {
      if (add[row] + pull[row] + fill[row] > 0) this.#counts[Math.floor(score[row] * BINS)]++
    }
  }

  /** Records the scores of the episodes' cells. */
  #collect(vacuum: Table<Vacuum>): void {
    const ends = words(vacuum.columns.window_end_ts_ns)
    const prices = words(vacuum.columns.price_int)
    const sides = vacuum.columns.side
    const score = vacuum.columns.vacuum_score
    for (let row = 0; row < vacuum.length; row++) {
      const second = secondFromWords(ends[2 * row], ends[2 * row + 1]) - 1
      for (const cells of this.#cells) {
        if (second < cells.firstSecond || second > cells.lastSecond) continue
        const price = priceFromWords(prices[2 * row], prices[2 * row + 1])
        const isInside = price >= cells.lowPrice && price <= cells.highPrice
        if (isInside && sides[row] === cells.side) cells.scores.push(score[row])
      }
    }
  }

  /** The upper end of the bin that contains the quantile. */
  #threshold(): number {
    const total = this.#counts.reduce((sum, count) => sum + count, 0)
    let left = QUANTILE * total
    for (let bin = 0; bin <= BINS; bin++) {
      left -= this.#counts[bin]
      if (left < 0) return (bin + 1) / BINS
    }
    return 1
  }
}

/** An episode's seconds and prices, for matching rows. */
interface EpisodeCells {
  readonly side: number
  readonly firstSecond: number
  readonly lastSecond: number
  readonly lowPrice: number
  readonly highPrice: number
  readonly count: number
  readonly scores: number[]
}

function cellsOf(episode: TruthEpisode): EpisodeCells {
  const start = BigInt(episode.start_ts_ns)
  const end = BigInt(episode.end_ts_ns)
  let first = start / SECOND
  let last = (end - 1n) / SECOND
  // Seconds that it barely covers are excluded, but at least one is kept.
  if (last > first && (first + 1n) * SECOND - start < MIN_COVER) first++
  if (last > first && end - last * SECOND < MIN_COVER) last--
  const lowPrice = Number(episode.low_price_int)
  const highPrice = Number(episode.high_price_int)
  return {
    side: episode.side === 'A' ? 0 : 1,
    firstSecond: Number(first),
    lastSecond: Number(last),
    lowPrice,
    highPrice,
    count: (Number(last - first) + 1) * episode.ticks,
    scores: [],
  }
}

function foundShare(
  episodes: readonly EpisodeRecall[],
  isWanted: (kind: string) => boolean,
): number {
  const wanted = episodes.filter(({ episode }) => isWanted(episode.kind))
  return wanted.filter(({ found }) => found).length / wanted.length
}
