import { NO_TICK } from '../../../src/player/day-line.ts'
import type { HeatColumn } from '../../../src/player/heat-column.ts'
import { scaleOf } from '../../../src/player/scale.ts'
import { initialView, type View } from '../../../src/player/view.ts'
import { madeColumn } from '../state/made-columns.ts'

/** What the browser draws and what the terminal's painter is asked about: the same columns. */

export const COLUMNS = 40
export const FIRST = 3000
export const MAX_REL_TICKS = 12
/** Not there, and not valid. */
export const MISSING = FIRST + 7
export const INVALID = FIRST + 9
/** In a gap of the recording. */
const IN_GAP = FIRST + 11
/** Of the newest column. */
export const SPOT = 27_803
const STEP = 20

export const VIEW: View = {
  ...initialView({ surfaces: [] }),
  quotes: false,
  trades: false,
  levels: false,
}

/** By number; the missing one is undefined. */
export const HEAT: readonly (HeatColumn | undefined)[] = Array.from({ length: COLUMNS }, (_, at) =>
  FIRST + at === MISSING ? undefined : heatColumn(FIRST + at),
)

export const SCALE = scaleOf(HEAT, VIEW)

function heatColumn(number: number): HeatColumn {
  let state = number
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const ticks = 2 * MAX_REL_TICKS + 1
  const spot = number === FIRST + COLUMNS - 1 ? SPOT : SPOT - 3 + random(7)
  const lots = (share: number, most: number) =>
    Int32Array.from({ length: 2 * ticks }, () => (random(100) < share ? 1 + random(most) : 0))
  const shares = () =>
    Float32Array.from({ length: 2 * ticks }, () => (random(10) < 3 ? random(1000) / 1000 : 0))
  const strikes = Array.from({ length: 5 }, (_, at) => 27_760 + at * STEP)
  return madeColumn(number, {
    firstTick: spot - MAX_REL_TICKS,
    ticks,
    spot,
    bid: number % 5 === 0 ? NO_TICK : spot - 1,
    ask: spot + 1,
    isValid: number !== INVALID && number !== IN_GAP,
    isMissing: number === IN_GAP,
    depth: lots(80, 400),
    add: lots(50, 30),
    pull: lots(50, 60),
    vacuum: shares(),
    pulling: shares(),
    strike: Float64Array.from(strikes),
    gex: Float64Array.from(strikes, (_, at) => (at - 2) * (50 + random(50))),
  })
}

/** The scene's columns at prices so many ticks lower. */
export function loweredHeat(ticks: number): readonly (HeatColumn | undefined)[] {
  const low = (tick: number) => (tick === NO_TICK ? NO_TICK : tick - ticks)
  return HEAT.map(
    (column) =>
      column && {
        ...column,
        firstTick: low(column.firstTick),
        spot: low(column.spot),
        bid: low(column.bid),
        ask: low(column.ask),
        strike: column.strike.map(low),
      },
  )
}
