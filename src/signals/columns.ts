import type { Contract, Field } from '../contracts/contract.ts'
import type { SurfaceName } from '../seconds/second.ts'

/**
 * The surfaces with one row a second. Where two have a column of the same name, as `mid_price`, the
 * first is meant.
 */
export const SIGNAL_SURFACES = [
  'snap',
  'radar',
  'physics',
  'gex_levels',
  'levels',
  'hedge_pressure',
] as const satisfies readonly SurfaceName[]

/** A column that a signal may use: one value a second. */
export interface SignalColumn {
  /** As expressions name it. */
  readonly name: string
  readonly surface: SurfaceName
  /** The column of the surface. */
  readonly field: string
  /** A condition, 0 or 1, or a number. */
  readonly kind: 'number' | 'condition'
  /** Whether it is normed by the day's calibration, which may look ahead. */
  readonly isCalibrated: boolean
}

/** The columns of a lake's contracts that signals may use, and those that are refused by name. */
export interface SignalColumns {
  readonly usable: ReadonlyMap<string, SignalColumn>
  /** Columns that look ahead, and when their values are known; see `Field.knownAt`. */
  readonly lookingAhead: ReadonlyMap<string, string>
}

/**
 * The columns of given contracts.
 *
 * Prices in `…_price_int` are named `…_price_points` and are in points, as in SQL; `spot` is
 * `spot_ref_price_points`.
 *
 * @param surfaces contracts of {@link SIGNAL_SURFACES}; others are ignored
 * @param others contracts whose columns are only looked at to refuse those that look ahead
 */
export function signalColumns(
  surfaces: ReadonlyMap<SurfaceName, Contract>,
  others: readonly Contract[] = [],
): SignalColumns {
  const usable = new Map<string, SignalColumn>()
  const lookingAhead = new Map<string, string>()
  for (const surface of SIGNAL_SURFACES) {
    for (const field of surfaces.get(surface)?.fields ?? []) {
      const column = columnOf(surface, field)
      if (isLookingAhead(field)) lookingAhead.set(field.name, field.knownAt)
      else if (column && !usable.has(column.name)) usable.set(column.name, column)
    }
  }
  const spot = usable.get('spot_ref_price_points')
  if (spot) usable.set('spot', { ...spot, name: 'spot' })
  for (const field of others.flatMap(({ fields }) => fields)) {
    if (isLookingAhead(field) && !usable.has(field.name))
      lookingAhead.set(field.name, field.knownAt)
  }
  return { usable, lookingAhead }
}

function isLookingAhead(field: Field): field is Field & { readonly knownAt: string } {
  return field.knownAt !== undefined && field.knownAt !== 'calibration'
}

/** Times are no values to compute with, and texts and letters no numbers. */
function columnOf(surface: SurfaceName, field: Field): SignalColumn | undefined {
  const { name, kind, knownAt } = field
  const rest = { surface, field: name, isCalibrated: knownAt === 'calibration' }
  switch (kind) {
    case 'int64':
      if (!name.endsWith('_price_int')) return undefined
      return { name: name.replace(/_int$/, '_points'), kind: 'number', ...rest }
    case 'boolean':
      return { name, kind: 'condition', ...rest }
    case 'float64':
    case 'int32':
    case 'uint32':
    case 'int16':
    case 'uint16':
    case 'int8':
    case 'uint8':
      return { name, kind: 'number', ...rest }
    default:
      return undefined
  }
}
