import { episodes } from '../signals/episodes.ts'
import { midTicks, type SessionSeries, type StudySide } from './session-series.ts'
import { trailingVolatility, volatilityTerciles } from './trailing-volatility.ts'

const HOUR_SECONDS = 3600
const HALF_HOUR_SECONDS = 1800

/** The moments of a study: a row for each episode, and for each control, that has an outcome. */
export interface Sample {
  readonly length: number
  /** 1 of an episode, 0 of a control. */
  readonly isEpisode: Uint8Array
  /**
   * Move of the mid in ticks, above 0 where it went the signal's way: over the horizon, of a control
   * up to the next episode at the latest.
   */
  readonly move: Float64Array
  /** Index of the session. */
  readonly session: Int32Array
  /** Session × hour, from 0. */
  readonly hour: Int32Array
  /** Session × half hour, from 0. */
  readonly halfHour: Int32Array
  /** Session × half hour × tercile of trailing volatility, from 0. */
  readonly stratum: Int32Array
  /** Second within the session. */
  readonly second: Int32Array
  /** Episodes that have no outcome: no valid quote then, or the session ends before. */
  readonly withoutOutcome: number
}

/**
 * The moments of sessions.
 *
 * Episodes begin at rising edges of the signal, a horizon apart at least. Controls are on a grid of
 * the horizon's spacing from the first second: those in which the signal is known to be false, and
 * no episode has begun for a horizon. What comes after a control must not decide whether it is one:
 * if a signal rises with the price, moments after which it does not rise are moments after which the
 * price falls, and it would seem to predict. Where an episode begins within the horizon, the move of
 * the control ends there: its own would be counted on both sides. A price that nobody can predict
 * is not predicted up to then either (optional stopping).
 */
export function sampleOf(
  sessions: readonly SessionSeries[],
  side: StudySide,
  horizonSeconds: number,
): Sample {
  const rows: Omit<Row, 'volatility'>[] = []
  const groups = { hour: new Groups(), halfHour: new Groups(), stratum: new Groups() }
  const columns = {
    hour: [] as number[],
    halfHour: [] as number[],
    stratum: [] as number[],
  }
  let withoutOutcome = 0
  for (const [index, session] of sessions.entries()) {
    const moments = momentsOf(session, index, side, horizonSeconds)
    withoutOutcome += moments.withoutOutcome
    const terciles = volatilityTerciles(moments.rows.map(({ volatility }) => volatility))
    for (const [at, row] of moments.rows.entries()) {
      const time = session.firstSecond + row.second
      const halfHour = `${index} ${Math.floor(time / HALF_HOUR_SECONDS)}`
      rows.push(row)
      columns.hour.push(groups.hour.of(`${index} ${Math.floor(time / HOUR_SECONDS)}`))
      columns.halfHour.push(groups.halfHour.of(halfHour))
      columns.stratum.push(groups.stratum.of(`${halfHour} ${terciles[at]}`))
    }
  }
  return {
    length: rows.length,
    isEpisode: Uint8Array.from(rows, ({ isEpisode }) => Number(isEpisode)),
    move: Float64Array.from(rows, ({ move }) => move),
    session: Int32Array.from(rows, ({ session }) => session),
    hour: Int32Array.from(columns.hour),
    halfHour: Int32Array.from(columns.halfHour),
    stratum: Int32Array.from(columns.stratum),
    second: Int32Array.from(rows, ({ second }) => second),
    withoutOutcome,
  }
}

interface Row {
  readonly session: number
  readonly second: number
  readonly isEpisode: boolean
  readonly move: number
  readonly volatility: number
}

function momentsOf(
  series: SessionSeries,
  session: number,
  side: StudySide,
  horizon: number,
): { rows: Row[]; withoutOutcome: number } {
  const mid = midTicks(series)
  const volatility = trailingVolatility(mid)
  const sign = side === 'long' ? 1 : -1
  const starts = episodes(series.signal, horizon).map(({ start }) => start)
  const rows: Row[] = []
  let withoutOutcome = 0
  const add = (second: number, isEpisode: boolean, end: number) => {
    const move = sign * (mid[end] - mid[second])
    if (second + horizon >= mid.length || Number.isNaN(move)) return false
    rows.push({ session, second, isEpisode, move, volatility: volatility[second] })
    return true
  }
  for (const start of starts) if (!add(start, true, start + horizon)) withoutOutcome++
  let next = 0
  for (let second = 0; second < mid.length; second += horizon) {
    while (next < starts.length && starts[next] <= second) next++
    const isFree = next === 0 || starts[next - 1] <= second - horizon
    const end = Math.min(second + horizon, starts[next] ?? mid.length)
    if (isFree && series.signal[second] === 0) add(second, false, end)
  }
  return { rows, withoutOutcome }
}

/** Numbers groups in the order in which they come. */
class Groups {
  readonly #numbers = new Map<string, number>()

  of(key: string): number {
    const number = this.#numbers.get(key) ?? this.#numbers.size
    this.#numbers.set(key, number)
    return number
  }
}

/** A sample of some of the rows of another. */
export function rowsOf(sample: Sample, isWanted: (row: number) => boolean): Sample {
  const rows = Array.from({ length: sample.length }, (_, row) => row).filter(isWanted)
  const pick = (column: Int32Array) => Int32Array.from(rows, (row) => column[row])
  return {
    ...sample,
    length: rows.length,
    isEpisode: Uint8Array.from(rows, (row) => sample.isEpisode[row]),
    move: Float64Array.from(rows, (row) => sample.move[row]),
    session: pick(sample.session),
    hour: pick(sample.hour),
    halfHour: pick(sample.halfHour),
    stratum: pick(sample.stratum),
    second: pick(sample.second),
  }
}
