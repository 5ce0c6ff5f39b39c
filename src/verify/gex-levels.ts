import { DATASETS } from '../contracts/registry.ts'
import { windowPlace } from './cells.ts'
import type { Check } from './check.ts'
import { isClose } from './closeness.ts'
import { withReaders } from './readers.ts'
import { joinWindows, WindowCursor } from './window-cursor.ts'

/** Range of the zero gamma search, as a share of spot. */
const REACH = 0.03
/** Tolerance of sums, which are added in another order. */
const TOLERANCE = 1e-9

const LEVEL_COLUMNS = [
  'spot',
  'total_gex',
  'total_gex_abs',
  'call_wall',
  'put_wall',
  'abs_gamma_strike',
  'zero_gamma',
  'coverage',
]
/** Each wall, and the measure that it maximizes. */
const WALLS = {
  call_wall: 'gex_call_abs',
  put_wall: 'gex_put_abs',
  abs_gamma_strike: 'gex_abs',
} as const

/** Levels cover every strike, so they are bounded by the strikes near spot in the surface. */
export const gexLevels: Check = {
  name: 'gex levels',
  proves:
    'totals hold what the surface shows, no strike on it outdoes a wall, zero gamma is on its grid',
  reads: [DATASETS.gexLevels, DATASETS.gex],
  run: (subject, evidence) =>
    withReaders(subject, async (reader, surfaceReader) => {
      const levels = await WindowCursor.open(reader, [...LEVEL_COLUMNS, 'crossings'])
      const measures = ['strike_points', ...Object.values(WALLS)]
      const surface = await WindowCursor.open(surfaceReader, measures)
      for await (const end of joinWindows(levels, surface)) {
        subject.signal.throwIfAborted()
        if (levels.end !== end || surface.end !== end) continue
        const { table, from, firstRow } = levels
        const level = Object.fromEntries(
          LEVEL_COLUMNS.map((name) => [name, table.column(name, 'float64')[from]]),
        )
        const crossings = table.column('crossings', 'int32')[from]
        const faults = [...levelFaults(level, crossings), ...wallFaults(level, surface)]
        for (const fault of faults) {
          evidence.offend(() => `${windowPlace(table, from, firstRow)}: ${fault}`)
        }
        evidence.count('windows')
        if (crossings > 0) evidence.count('zeros')
      }
    }),
}

type Level = Readonly<Record<string, number>>

function* levelFaults(level: Level, crossings: number) {
  const { spot, total_gex: net, total_gex_abs: total, zero_gamma: zero, coverage } = level
  if (!(Number.isFinite(net) && Number.isFinite(total))) yield `totals are ${net} and ${total}`
  if (!(Math.abs(net) <= total * (1 + TOLERANCE)))
    yield `total_gex is ${net}, beyond ±total_gex_abs ${total}`
  if (!(coverage >= 0 && coverage <= 1)) yield `coverage is ${coverage}, not in 0..1`
  if (Number.isNaN(zero) !== (crossings === 0))
    yield `zero_gamma is ${zero} with ${crossings} crossings`
  if (Math.abs(zero - spot) > REACH * spot * (1 + TOLERANCE))
    yield `zero_gamma is ${zero}, beyond ±3 % of spot ${spot}`
}

function* wallFaults(level: Level, { table, from, to }: WindowCursor) {
  const strikes = table.column('strike_points', 'float64')
  let shown = 0
  for (const [wall, measure] of Object.entries(WALLS)) {
    const values = table.column(measure, 'float64')
    let best = from
    let sum = 0
    for (let row = from; row < to; row++) {
      sum += values[row]
      if (values[row] > values[best]) best = row
    }
    if (measure === 'gex_abs') shown = sum
    if (values[best] === 0) continue
    const at = level[wall]
    if (Number.isNaN(at))
      yield `${wall} is NaN, but ${strikes[best]} has ${measure} ${values[best]}`
    const own = strikes.subarray(from, to).indexOf(at)
    if (own < 0) continue
    const value = values[from + own]
    if (value < values[best])
      yield `${wall} is ${at} with ${measure} ${value}, but ${strikes[best]} has ${values[best]}`
  }
  const { total_gex_abs: total } = level
  if (shown > total && !isClose(shown, total, TOLERANCE))
    yield `total_gex_abs is ${total}, less than the surface's own ${shown}`
}
