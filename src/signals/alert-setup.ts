import { Failure } from '../failure.ts'
import type { Lake } from '../lake/paths.ts'
import { type DayDescription, SURFACE_DATASETS } from '../seconds/second.ts'
import { type AlertRule, AlertSearch } from './alerts.ts'
import { earlierQuantiles } from './earlier-quantiles.ts'
import type { Signal } from './signal.ts'

/**
 * A search of a day for alerts, with the quantiles of earlier sessions.
 *
 * @throws Failure `input` where a rule could never ring: the day lacks what it is of, or the lake the
 *   earlier sessions
 */
export async function alertSearch(
  lake: Lake,
  day: DayDescription,
  rules: readonly AlertRule[],
): Promise<AlertSearch> {
  for (const { name, signal } of rules) assertSurfaces(name, signal, day)
  const signals = rules.map(({ signal }) => signal)
  const quantiles = await earlierQuantiles(lake, day, signals)
  const compared = rules.find(({ signal }) => signal.quantiles.length > 0)
  if (compared && quantiles.size === 0) {
    throw new Failure({
      code: 'input',
      what: `${compared.name} compares with earlier sessions, and the lake has none of session ${day.session}`,
      where: `${day.symbol} ${day.dt}`,
      fix: 'write a number instead of q()',
    })
  }
  return new AlertSearch(rules, quantiles)
}

/** @throws Failure `input` where a day lacks what a signal is of */
export function assertSurfaces(name: string, { surfaces }: Signal, day: DayDescription): void {
  const missing = surfaces.find((surface) => !day.surfaces.includes(surface))
  if (missing === undefined) return
  throw new Failure({
    code: 'input',
    what: `${name} is of ${SURFACE_DATASETS[missing]}, which the day has not`,
    where: `${day.symbol} ${day.dt}`,
    fix: 'choose another condition, or another day',
  })
}
