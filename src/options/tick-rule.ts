/**
 * The tick of an option's price. CME's options mostly have a variable one, finer while they are
 * cheap: the definition then leaves min_price_increment undefined and names a table instead
 * (tick_rule, CME tag 6350). Tables are in the exchange's own units, display_factor makes prices.
 */

/** `fine` up to and including `threshold`, `coarse` above; all in 1e-9 price units. */
export interface TickRule {
  readonly fine: number
  readonly coarse: number
  readonly threshold: number
}

/** tick_rule → up to this price, this tick; above, that one (CME, Variable Tick Table). */
const TABLES: Readonly<Record<number, readonly [threshold: number, fine: number, coarse: number]>> =
  {
    1: [500, 5, 10],
    2: [5, 0.5, 1],
    3: [10, 1, 2],
    4: [500, 5, 25],
    10: [300, 5, 25],
    11: [300, 5, 10],
    12: [5, 0.25, 0.5],
    13: [25, 1, 5],
    // Not in CME's published table; as its quotes are: ES weeklies tick 0.05 up to 10 points.
    15: [1000, 5, 25],
  }

/** One unit of the exchange: every table but two steps in whole ones. */
const UNKNOWN_TABLE: readonly [number, number, number] = [0, 1, 1]

/** CME's own factor for index options: 0.01. */
const DEFAULT_DISPLAY_FACTOR = 10_000_000

/**
 * The tick rule of a definition. Where neither the increment nor the table is known, one unit of
 * the exchange: finer than need be, and so never wrong. An option hardly ticks coarser than its
 * future, and never by a power of ten: then the display factor is one of another price.
 *
 * @param increment min_price_increment in price units; NaN where undefined
 * @param displayFactor in 1e-9 units; NaN where undefined
 * @param futureTick of the option's future; NaN where it is not known
 */
export function tickRuleOf(
  increment: number,
  tickRule: number,
  displayFactor: number,
  futureTick = Number.NaN,
): TickRule {
  if (increment > 0) return { fine: increment, coarse: increment, threshold: 0 }
  let factor = displayFactor > 0 ? displayFactor : DEFAULT_DISPLAY_FACTOR
  const [threshold, fine, coarse] = TABLES[tickRule] ?? UNKNOWN_TABLE
  while (coarse * factor >= 10 * futureTick && (fine * factor) % 10 === 0) factor /= 10
  return { fine: fine * factor, coarse: coarse * factor, threshold: threshold * factor }
}

/** The tick at a price, in price units. */
export function tickAt({ fine, coarse, threshold }: TickRule, price: number): number {
  return price <= threshold ? fine : coarse
}

/** The coarsest grid on which every tick of these rules lies, in price units. */
export function commonGrid(rules: Iterable<TickRule>): number {
  let grid = 0
  for (const { fine, coarse } of rules) grid = divisor(divisor(grid, fine), coarse)
  return grid
}

/** Greatest common divisor of two exact integers; of 0 and n it is n. */
function divisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b]
  return a
}
