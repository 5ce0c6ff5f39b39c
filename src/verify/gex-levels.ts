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
  'coverage_gex',
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
  reads: [DATASETS.gexLevels, DATASETS.gex, DATASETS.snapshot],
  run: (subject, evidence) =>
    withReaders(subject, async (reader, surfaceReader, snapshotReader) => {
      const levels = await WindowCursor.open(reader, [
        ...LEVEL_COLUMNS,
        'crossings',
        'zero_gamma_direction',
      ])
      const measures = ['strike_points', ...Object.values(WALLS)]
      const surface = await WindowCursor.open(surfaceReader, measures)
      const snapshot = await WindowCursor.open(snapshotReader, ['window_valid'])
      for await (const end of joinWindows(levels, surface)) {
        subject.signal.throwIfAborted()
        if (levels.end !== end || surface.end !== end) continue
        const { table, from, firstRow } = levels
        const level = Object.fromEntries(
          LEVEL_COLUMNS.map((name) => [name, table.column(name, 'float64')[from]]),
        )
        const crossings = table.column('crossings', 'int32')[from]
        const direction = table.column('zero_gamma_direction', 'int32')[from]
        await snapshot.seek(end)
        const isValid =
          snapshot.end === end &&
          snapshot.table.column('window_valid', 'boolean')[snapshot.from] === 1
        const faults = [
          ...levelFaults(level),
          // In other seconds zero gamma stays as it was.
          ...(isValid && level.total_gex_abs > 0 ? zeroFaults(level, crossings) : []),
          ...wallFaults(level, surface),
        ]
        if (Number.isNaN(level.zero_gamma) !== (direction === 0))
          faults.push(`zero_gamma is ${level.zero_gamma} with direction ${direction}`)
        for (const fault of faults) {
          evidence.offend(() => `${windowPlace(table, from, firstRow)}: ${fault}`)
        }
        evidence.count('windows')
        if (crossings > 0) evidence.count('zeros')
      }
    }),
}

type Level = Readonly<Record<string, number>>

function* levelFaults(level: Level) {
  const { total_gex: net, total_gex_abs: total } = level
  if (!(Number.isFinite(net) && Number.isFinite(total))) yield `totals are ${net} and ${total}`
  if (!(Math.abs(net) <= total * (1 + TOLERANCE)))
    yield `total_gex is ${net}, beyond ±total_gex_abs ${total}`
  for (const name of ['coverage', 'coverage_gex']) {
    const share = level[name]
    if (!(share >= 0 && share <= 1)) yield `${name} is ${share}, not in 0..1`
  }
}

function* zeroFaults({ spot, zero_gamma: zero }: Level, crossings: number) {
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
