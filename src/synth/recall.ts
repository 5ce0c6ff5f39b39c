import { priceFromWords } from '../market/price.ts'
import { secondFromWords } from '../market/time.ts'
import { type Table, words } from '../table/table.ts'
import type { TruthEpisode } from './truth.ts'

/** Of active cells, the share whose vacuum score the threshold is above. */
const QUANTILE = 0.95
/** An episode is found where this share of its cells is above the threshold. */
const FOUND_SHARE = 0.5
/** A second belongs to an episode that covers this much of it, ns. */
const LEAST_COVER = 300_000_000n
const SECOND = 1_000_000_000n

export interface EpisodeRecall {
  readonly episode: TruthEpisode
  /** (second, tick) cells of the episode, and those of them above the threshold. */
  readonly cells: number
  readonly above: number
  readonly found: boolean
}

export interface Recall {
  /** The 95th percentile of active cells' vacuum scores. */
  readonly threshold: number
  readonly episodes: readonly EpisodeRecall[]
  /** Share of vacuums that are found, and of look-alikes taken for one; NaN where there are none. */
  readonly vacuumRecall: number
  readonly falseRate: number
}

/**
 * Do vacuum scores see what was planted? A cell is active if anything came, left or traded there in
 * its second. A cell of an episode that has no row counts as one of score 0.
 *
 * @param wall, vacuum the session's rows, the same keys in the same order
 */
export function vacuumRecall(wall: Table, vacuum: Table, planted: readonly TruthEpisode[]): Recall {
  const threshold = activeQuantile(wall, vacuum)
  const episodes = countCells(vacuum, planted, threshold)
  return {
    threshold,
    episodes,
    vacuumRecall: foundShare(episodes, (kind) => kind === 'vacuum'),
    falseRate: foundShare(episodes, (kind) => kind !== 'vacuum'),
  }
}

function activeQuantile(wall: Table, vacuum: Table): number {
  const add = wall.column('add_qty', 'int32')
  const pull = wall.column('pull_qty_total', 'int32')
  const fill = wall.column('fill_qty', 'int32')
  const score = vacuum.column('vacuum_score', 'float64')
  const active = new Float64Array(wall.length)
  let count = 0
  for (let row = 0; row < wall.length; row++) {
    if (add[row] + pull[row] + fill[row] > 0) active[count++] = score[row]
  }
  const sorted = active.subarray(0, count).sort()
  return count === 0 ? 0 : sorted[Math.min(Math.floor(QUANTILE * count), count - 1)]
}

/** An episode's cells, as seconds and prices that a row is looked up in. */
interface Cells {
  readonly side: number
  readonly firstSecond: number
  readonly lastSecond: number
  readonly lowPrice: number
  readonly highPrice: number
  readonly count: number
  above: number
}

function countCells(
  vacuum: Table,
  planted: readonly TruthEpisode[],
  threshold: number,
): EpisodeRecall[] {
  const all = planted.map(cellsOf)
  const ends = words(vacuum.column('window_end_ts_ns', 'int64'))
  const prices = words(vacuum.column('price_int', 'int64'))
  const sides = vacuum.column('side', 'letter')
  const score = vacuum.column('vacuum_score', 'float64')
  for (let row = 0; row < vacuum.length; row++) {
    if (score[row] <= threshold) continue
    const second = secondFromWords(ends[2 * row], ends[2 * row + 1]) - 1
    for (const cells of all) {
      if (second < cells.firstSecond || second > cells.lastSecond) continue
      const price = priceFromWords(prices[2 * row], prices[2 * row + 1])
      const isInside = price >= cells.lowPrice && price <= cells.highPrice
      if (isInside && sides[row] === cells.side) cells.above++
    }
  }
  return all.map(({ count, above }, index) => ({
    episode: planted[index],
    cells: count,
    above,
    found: above >= FOUND_SHARE * count,
  }))
}

function cellsOf(episode: TruthEpisode): Cells {
  const start = BigInt(episode.start_ts_ns)
  const end = BigInt(episode.end_ts_ns)
  let first = start / SECOND
  let last = (end - 1n) / SECOND
  // Seconds that it hardly touches show nothing; but it has at least one.
  if (last > first && (first + 1n) * SECOND - start < LEAST_COVER) first++
  if (last > first && end - last * SECOND < LEAST_COVER) last--
  const lowPrice = Number(episode.low_price_int)
  const highPrice = Number(episode.high_price_int)
  return {
    side: episode.side === 'A' ? 0 : 1,
    firstSecond: Number(first),
    lastSecond: Number(last),
    lowPrice,
    highPrice,
    count: (Number(last - first) + 1) * episode.ticks,
    above: 0,
  }
}

function foundShare(
  episodes: readonly EpisodeRecall[],
  isWanted: (kind: string) => boolean,
): number {
  const wanted = episodes.filter(({ episode }) => isWanted(episode.kind))
  return wanted.filter(({ found }) => found).length / wanted.length
}
