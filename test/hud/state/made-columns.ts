import { NO_TICK } from '../../../src/player/day-line.ts'
import type { HeatColumn } from '../../../src/player/heat-column.ts'
import { LEVELS } from '../../../src/player/levels.ts'

/** A column of one second with nothing in it but what is said. */
export function madeColumn(
  second: number,
  parts: Partial<HeatColumn> & { readonly firstTick: number; readonly ticks: number },
): HeatColumn {
  const lots = () => new Int32Array(2 * parts.ticks)
  return {
    first: second,
    last: second,
    depth: lots(),
    add: lots(),
    pull: lots(),
    fill: lots(),
    hidden: lots(),
    vacuum: new Float32Array(2 * parts.ticks),
    pulling: new Float32Array(2 * parts.ticks),
    spot: parts.firstTick + (parts.ticks >> 1),
    bid: NO_TICK,
    ask: NO_TICK,
    isValid: true,
    isMissing: false,
    levels: new Float64Array(LEVELS.length).fill(Number.NaN),
    strike: new Float64Array(0),
    gex: new Float64Array(0),
    gexAbs: new Float64Array(0),
    events: [],
    ...parts,
  }
}
